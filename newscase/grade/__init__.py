"""Mark a class: collect what was handed in, run it, and write gradebook, feedback and report."""
