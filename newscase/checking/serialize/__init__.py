"""Turn any Python value into a plain value, and refuse what cannot be checked."""
