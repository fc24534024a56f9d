"""Start a kernel in a process of its own: ``python -m casebook.grading.warm.cold -f CONNECTION``."""

import sys
from pathlib import Path

if __name__ == "__main__":
    # As ipykernel_launcher does: a file in the notebook's folder must not stand in for a library.
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]

    from casebook.grading.warm import lean

    lean.leave_out()
    # ipykernel does without the debugger where there is none.
    lean.leave_out("debugpy")

    from casebook.grading.warm.application import Application

    Application.launch_instance(connection_file=sys.argv[2])
