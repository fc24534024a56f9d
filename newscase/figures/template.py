"""The plotly template of the course: one look for every figure, readable in light, dark and print."""

import os

import plotly.graph_objects as go
import plotly.io as pio

# Grey first: it is the colour of what is no actor, and a chart with one series has no actor.
COLOURS = ("#5B5B5B", "#004E89", "#D55E00", "#009E73", "#CC79A7")
HEIGHT = 400
FONT_SIZE = 14
MARGIN = 32

# plotly's own tool bar offers an upload of the chart and a row of buttons without names in the Tab order.
CONFIG = {"displayModeBar": False, "showSendToCloud": False, "responsive": True}

_INK = "#1F1F1F"
_QUIET = "#5B5B5B"
_GRID = "#E3E3E3"


def register() -> None:
    """Make the course's template and renderer the default of this Python session.

    The paper is opaque white, so that a figure reads the same on a dark page.  Title, subtitle and source
    stand around the figure (`newscase.figures.show`), so the margins are narrow and grow with the labels.
    The renderer stores a figure as data only (``application/vnd.plotly.v1+json``): small, offline, the
    same on every run.
    """
    axis = {
        "automargin": True,
        # Upright text where level text has no room; -90 and not 90, which plotly keeps when there is
        # room again: JupyterLab draws a figure before it knows its width.
        "autotickangles": [0, -90],
        "ticklabelstandoff": 4,
        "gridcolor": _GRID,
        "linecolor": _QUIET,
        "title": {"font": {"size": FONT_SIZE, "color": _QUIET}, "standoff": 8},
        "zerolinecolor": _QUIET,
    }
    pio.templates["newscase"] = go.layout.Template(
        # Numbers on bars stand upright, and beside a bar that is too short for them.
        data={"bar": [{"textangle": 0, "textposition": "auto", "cliponaxis": False}]},
        layout={
            "colorway": COLOURS,
            "font": {
                "family": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif",
                "size": FONT_SIZE,
                "color": _INK,
            },
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
            "margin": {"l": 16, "r": MARGIN, "t": MARGIN, "b": 16},
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "title": {
                "font": {"size": 20, "color": _INK},
                "subtitle": {"font": {"size": FONT_SIZE, "color": _QUIET}},
                "x": 0.01,
                "xanchor": "left",
                "automargin": True,
                "yref": "container",
            },
            "xaxis": axis,
            "yaxis": axis,
        },
    )
    pio.templates.default = "newscase"
    # For a figure that is drawn without `show`; reading a renderer is cheap ...
    pio.renderers["plotly_mimetype"].config = CONFIG
    # ... but setting pio.renderers.default would import nbformat and all behind it, more than a second.
    os.environ.setdefault("PLOTLY_RENDERER", "plotly_mimetype")
