"""The plotly template of the course: one look for every figure, readable in light, dark and print."""

import os

import plotly.graph_objects as go
import plotly.io as pio

# Grey first: it is the colour of what is no actor, and a chart with one series has no actor.
COLOURS = ("#5B5B5B", "#004E89", "#D55E00", "#009E73", "#CC79A7")
# Pixels.
HEIGHT = 400
FONT_SIZE = 14
MARGIN = 32
# plotly's tool bar offers an upload of the chart, and a row of buttons without names to the Tab key.
CONFIG = {"displayModeBar": False, "showSendToCloud": False, "responsive": True}

_INK = "#1F1F1F"
_QUIET = "#5B5B5B"


def register() -> None:
    """Make the course's template and renderer the default of this Python session.

    The paper is opaque white, so that a figure reads the same on a dark page; the margins are small, since
    `show` puts title and source around it.  The renderer stores a figure as data only.
    """
    axis = {
        "automargin": True,
        # Level, or upright where there is no room.  JupyterLab first draws a figure too narrow; plotly
        # keeps labels at 90 degrees when there is room again, but not at -90.
        "autotickangles": [0, -90],
        "ticklabelstandoff": 4,
        "gridcolor": "#E3E3E3",
        "linecolor": _QUIET,
        "zerolinecolor": _QUIET,
        "title": {"font": {"size": FONT_SIZE, "color": _QUIET}, "standoff": 8},
    }
    layout = go.Layout(
        colorway=COLOURS,
        font={"family": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif", "size": FONT_SIZE, "color": _INK},
        height=HEIGHT,
        hoverlabel={"align": "left", "bgcolor": "white", "font": {"color": _INK}},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"},
        legend_title={"text": "", "font": {"size": FONT_SIZE}},
        margin={"l": 16, "r": MARGIN, "t": MARGIN, "b": 16},
        paper_bgcolor="white",
        plot_bgcolor="white",
        # For a figure that is drawn without `show`.
        title={"font": {"size": 20}, "x": 0.01, "automargin": True, "yref": "container"},
        title_subtitle_font={"size": FONT_SIZE, "color": _QUIET},
        xaxis=axis,
        yaxis=axis,
    )
    # Numbers on bars stand upright, and beside a bar that is too short for them.
    bar = {"textangle": 0, "textposition": "auto", "cliponaxis": False}
    pio.templates["newscase"] = go.layout.Template(layout=layout, data={"bar": [bar]})
    pio.templates.default = "newscase"
    # To set pio.renderers.default, or to look a renderer up, would import nbformat and all behind it, more
    # than a second.
    os.environ.setdefault("PLOTLY_RENDERER", "plotly_mimetype")
