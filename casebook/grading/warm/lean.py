"""Import nbformat without what takes longest and is never used.

nbformat imports jsonschema, which imports rfc3987_syntax when it is installed (JupyterLab brings it) to
check a format that no notebook has.  That module builds a grammar for more than a second.
"""

import importlib
import sys

_NEEDLESS = "rfc3987_syntax"


def leave_out() -> None:
    """Make jsonschema, if it is still to be imported, do without it."""
    # None is how Python's import system says that there is no such module.
    sys.modules.setdefault(_NEEDLESS, None)


def import_nbformat() -> None:
    """Import nbformat and leave everything as an import without that module would."""
    leave_out()
    try:
        importlib.import_module("nbformat")
    finally:
        if sys.modules[_NEEDLESS] is None:
            del sys.modules[_NEEDLESS]
