"""What is imported before a student's code runs; the server does it once, so that no kernel has to."""

import importlib
import os

from newscase.execute import imports

# What the lessons import.
_LIBRARIES = (
    "pandas",
    "plotly.express",
    "plotly.graph_objects",
    "newscase.checking.check",
    "newscase.figures.show",
)

# What the kernel's shell imports only when it is first used.
_SHELL = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "pydoc",
    "pygments.formatters.terminal256",
    "pygments.styles",
    "stack_data",
)


def libraries() -> None:
    """Import what the lessons import."""
    for name in _LIBRARIES:
        importlib.import_module(name)


def load() -> None:
    """Import the libraries and draw a first figure to JSON.  Leaves no thread and no ZMQ context behind."""
    # A kernel's own renderer; plotly chooses when it is first asked and would find no kernel here.
    os.environ.setdefault("PLOTLY_RENDERER", "plotly_mimetype")
    libraries()
    from newscase.execute import worker as kernel

    kernel.shell()
    for name in _SHELL:
        importlib.import_module(name)
    imports.import_nbformat()
    _draw()


def _draw() -> None:
    import pandas as pd
    import plotly.express as px
    import plotly.io as pio

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
