"""The plotly template of the course: one look for every figure, readable in light, dark and print."""

import os

import plotly.graph_objects as go
import plotly.io as pio

# Grey first: it is the colour of what is no actor, and a chart with one series has no actor.
COLOURS = ("#5B5B5B", "#004E89", "#D55E00", "#009E73", "#CC79A7")

HEIGHT = 440

_INK = "#1F1F1F"
_QUIET = "#5B5B5B"
_GRID = "#E3E3E3"


def register() -> None:
    """Make the course's template and renderer the default of this Python session.

    The paper is opaque white, so that a figure reads the same on a dark page.  The renderer stores a
    figure as data only (``application/vnd.plotly.v1+json``): small, offline, the same on every run.
    """
    axis = {
        "automargin": True,
        "ticklabelstandoff": 4,
        "gridcolor": _GRID,
        "linecolor": _QUIET,
        "title": {"font": {"size": 13, "color": _QUIET}, "standoff": 8},
        "zerolinecolor": _QUIET,
    }
    pio.templates["newscase"] = go.layout.Template(
        # Numbers on bars stand upright, and beside a bar that is too short for them.
        data={"bar": [{"textangle": 0, "textposition": "auto", "cliponaxis": False}]},
        layout={
            "colorway": COLOURS,
            "font": {"family": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif", "size": 13, "color": _INK},
            "height": HEIGHT,
            "hoverlabel": {"align": "left", "bgcolor": "white", "font": {"color": _INK}},
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1.0,
                "yanchor": "bottom",
                "title": {"text": ""},
            },
            "margin": {"l": 16, "r": 24, "t": 96, "b": 104},
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "title": {
                "font": {"size": 17, "color": _INK},
                "subtitle": {"font": {"size": 13, "color": _QUIET}},
                "x": 0.01,
                "xanchor": "left",
                "y": 0.97,
                "yanchor": "top",
            },
            "xaxis": axis,
            "yaxis": axis,
        },
    )
    pio.templates.default = "newscase"
    # Setting pio.renderers.default would import nbformat and all behind it, more than a second.
    os.environ.setdefault("PLOTLY_RENDERER", "plotly_mimetype")
