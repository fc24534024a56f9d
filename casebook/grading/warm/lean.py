"""Import libraries without parts of them that take long and are never used."""

import importlib
import sys

# nbformat imports jsonschema, which imports this when it is installed (JupyterLab brings it) to check a
# format that no notebook has; it builds a grammar for more than a second.
_NEEDLESS = "rfc3987_syntax"


def leave_out(name: str = _NEEDLESS) -> None:
    """Make what is imported from now on do without a module, if that is still to be imported."""
    # None is how Python's import system says that there is no such module.
    sys.modules.setdefault(name, None)


def put_back(name: str = _NEEDLESS) -> None:
    """Let the module be imported again."""
    if sys.modules[name] is None:
        del sys.modules[name]


def import_nbformat() -> None:
    """Import nbformat and leave everything as an import without that module would."""
    leave_out()
    try:
        importlib.import_module("nbformat")
    finally:
        put_back()
