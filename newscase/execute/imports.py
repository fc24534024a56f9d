"""Import libraries early, and without what takes long and is never used."""

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Iterator

# Environment variables for a process that is to import numpy: one thread of its linear algebra.  With more
# it is not safe to fork, and while they wait for work they keep the processors busy.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

# nbformat imports jsonschema, which imports these where they are installed (JupyterLab brings them) to check
# formats that no notebook has.  The first builds a grammar for more than a second.
_NEEDLESS = (
    "rfc3987_syntax", "rfc3987", "rfc3986_validator", "rfc3339_validator", "fqdn", "idna", "webcolors",
    "jsonpointer", "uri_template", "isoduration",
)  # fmt: skip

# What the lessons import.
_LIBRARIES = (
    "pandas", "plotly.express", "plotly.graph_objects", "newscase.checking.check", "newscase.figures.show",
)  # fmt: skip


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


def import_nbformat() -> None:
    """Import nbformat without `_NEEDLESS`; an import of these works as before afterwards."""
    left_out = [name for name in _NEEDLESS if name not in sys.modules]
    # None is how Python's import system says that there is no such module.
    sys.modules.update(dict.fromkeys(left_out))
    try:
        importlib.import_module("nbformat")
    finally:
        for name in left_out:
            del sys.modules[name]


def import_libraries() -> None:
    """Import what the lessons import, and what shows their figures."""
    # plotly chooses how to show figures when it is first asked, and would find no notebook here.
    os.environ.setdefault("PLOTLY_RENDERER", "plotly_mimetype")
    import_nbformat()
    for name in _LIBRARIES:
        importlib.import_module(name)


def warm_up() -> None:
    """Import everything and use it once, so that no fork of this process has to.  Leaves no thread behind."""
    import_libraries()
    import pandas as pd
    import plotly.express as px
    import plotly.io as pio

    from newscase.execute import worker

    worker.shell()
    table = pd.DataFrame(
        {"day": pd.date_range("2014-03-01", periods=3), "kind": ["a", "b", "a"], "number": [1, 2, 3]}
    )
    figures = [
        px.bar(table, x="number", y="kind", orientation="h", title="A bar"),
        px.line(table, x="day", y="number", markers=True),
        px.scatter(table, x="day", y="number", color="kind"),
    ]
    for figure in figures:
        figure.add_annotation(text="A word")
        figure.to_json()
    pio.renderers["plotly_mimetype"].to_mimebundle(figures[0].to_plotly_json())
    table.to_html()
