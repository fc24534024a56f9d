"""Import libraries early, quickly, and so that the process can be forked afterwards."""

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Iterator

# Environment variables for a process that is to import numpy: one thread of its linear algebra.  With more
# it is not safe to fork, and while they wait for work they keep the processors busy.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

# nbformat imports jsonschema, which imports these where JupyterLab has brought them, to check formats that no
# notebook has.  The first builds a grammar for more than a second, the others take three times as long as
# all the rest.
_NEEDLESS = (
    "rfc3987_syntax", "fqdn", "idna", "isoduration", "jsonpointer", "rfc3339_validator", "rfc3986_validator",
    "rfc3987", "uri_template", "webcolors",
)  # fmt: skip

# What the lessons import.
_LIBRARIES = (
    "pandas", "plotly.express", "plotly.graph_objects", "newscase.checking.check",
    "newscase.checking.serialize.figure", "newscase.figures.show",
)  # fmt: skip


@contextlib.contextmanager
def without_collecting() -> Iterator[None]:
    """Let Python not look for garbage among what is imported here, which is for good.

    It would take a tenth of the time; and what the collector has never touched stays shared with forks.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def import_nbformat() -> None:
    """Import nbformat without `_NEEDLESS`, whose own imports work as before afterwards.

    In a run of pytest only without the first: other tests there may let jsonschema check formats.
    """
    needless = {*_NEEDLESS[: 1 if "pytest" in sys.modules else None]} - sys.modules.keys()
    # None is how Python's import system says that there is no such module.
    sys.modules.update(dict.fromkeys(needless))
    try:
        importlib.import_module("nbformat")
    finally:
        for name in needless:
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

    worker.shell().run_cell("None", store_history=False)
    table = pd.DataFrame({"day": pd.date_range("2014-03-01", periods=3), "number": [1, 2, 3]})
    for draw in (px.bar, px.line, px.scatter):
        figure = draw(table, x="day", y="number").add_annotation(text="A word")
        pio.renderers["plotly_mimetype"].to_mimebundle(figure.to_plotly_json())
    table.to_html()
