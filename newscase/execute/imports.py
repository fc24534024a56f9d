"""Start libraries without what takes long and is never used."""

import contextlib
import gc
import importlib
import sys
from collections.abc import Iterator

# nbformat imports jsonschema, which imports these where they are installed (JupyterLab brings them) to check
# formats that no notebook has.  The first builds a grammar for more than a second.
_NEEDLESS = (
    "rfc3987_syntax", "rfc3987", "rfc3986_validator", "rfc3339_validator", "fqdn", "idna", "webcolors",
    "jsonpointer", "uri_template", "isoduration",
)  # fmt: skip

# Variables for a process that is to import numpy: one thread of its linear algebra.  With more a process is not safe
# to fork, and while they wait for work they keep the processors busy.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@contextlib.contextmanager
def without_collecting() -> Iterator[None]:
    """Let Python not look for garbage among what is made here, which is for good.

    What imports leave is never garbage; to look for it some hundred times takes a tenth of their time.
    And what the collector has never touched stays shared with forked processes.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextlib.contextmanager
def without_needless() -> Iterator[None]:
    """Let what is imported here do without `_NEEDLESS`, and leave everything as an import with them would."""
    left_out = [name for name in _NEEDLESS if name not in sys.modules]
    # None is how Python's import system says that there is no such module.
    sys.modules.update(dict.fromkeys(left_out))
    try:
        yield
    finally:
        for name in left_out:
            del sys.modules[name]


def import_nbformat() -> None:
    """Import nbformat without what it does not need."""
    with without_needless():
        importlib.import_module("nbformat")
