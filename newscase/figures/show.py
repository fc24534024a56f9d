"""``show``: draw a figure together with its title, alternative text, numbered caption and data."""

import json
from html import escape

import plotly.graph_objects as go
from IPython.display import display

from newscase.figures import fit, table, template

MIME = "application/vnd.plotly.v1+json"

template.register()

# A figure drawn again in the same notebook keeps its number.
_numbers: dict[str, int] = {}


def show(figure: go.Figure, *, alt: str, caption: str, source: str = "") -> None:
    """Draw `figure` for everyone: on screen, read aloud, in print and as numbers.

    Three outputs come one below the other: title and subtitle, the figure, and source, caption and data.
    The texts are HTML, so that they wrap at every width and a screen reader finds them; `figure` itself
    keeps its title.

    Parameters
    ----------
    figure : plotly figure
        A blank (``...``) is allowed and draws nothing.
    alt : str
        60 to 250 characters that stand in for the picture: chart type, axes, what it shows.
    caption : str
        The finding in one sentence; it gets the figure's number.
    source : str, optional
        Who published the data.

    Raises
    ------
    TypeError
        When `figure` is neither a plotly figure nor a blank.
    ValueError
        When the alt text is too short or too long.
    """
    if figure is ...:
        display(
            _Text("There is no figure yet. Replace the ... in the cell above, run it, then run this cell.")
        )
        return
    if not isinstance(figure, go.Figure):
        raise TypeError(f"show draws a plotly figure; this is a {type(figure).__name__}.")
    if not 60 <= len(alt) <= 250:
        raise ValueError(f"The alt text has {len(alt)} characters. Write 60 to 250.")
    number = _numbers.setdefault(caption, len(_numbers) + 1)
    title = table.plain_text(figure.layout.title.text)
    subtitle = table.plain_text(figure.layout.title.subtitle.text)
    display(_Text(f"Figure {number}. {title}".rstrip(), _above(number, alt, title, subtitle)))
    drawn = fit.fitted(figure)
    drawn.layout.title = None
    # For whoever draws the stored figure as a picture by itself.
    drawn.layout.meta = {"alt": alt, "title": title, "subtitle": subtitle, "source": source}
    # Through plotly's own JSON, which writes dates as text.
    content = {**json.loads(drawn.to_json()), "config": template.CONFIG}
    display({MIME: content, "text/plain": f"Figure {number}: {alt}"}, raw=True)
    display(_Text(f"Figure {number}. {caption}", _below(number, alt, caption, source, figure)))


class _Text:
    """A line of text with an HTML form."""

    def __init__(self, text: str, html: str | None = None):
        self.text = text
        self.html = html or f"<p>{escape(text)}</p>"

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def _above(number: int, alt: str, title: str, subtitle: str) -> str:
    """Return title and subtitle, and the place where a screen reader finds the figure by its name.

    Styles stand in the elements, since JupyterLab and GitHub drop style sheets.  The class keeps the
    heading out of JupyterLab's table of contents.
    """
    heading = (
        f'<h4 class="jp-toc-ignore" style="font-size:20px;line-height:1.25;margin:8px 0 0">{escape(title)}</h4>'
        if title
        else ""
    )
    second = f'<p style="margin:4px 0 0">{escape(subtitle)}</p>' if subtitle else ""
    return f'{heading}{second}<span role="img" aria-label="Figure {number}. {escape(alt)}"></span>'


def _below(number: int, alt: str, caption: str, source: str, figure: go.Figure) -> str:
    data = "".join(map(table.to_html, table.tables(figure)))
    return (
        f'<figure style="margin:0" role="group" aria-label="Figure {number}">'
        + (f'<p style="font-size:12px;margin:0 0 4px">{escape(source)}</p>' if source else "")
        + f"<figcaption><strong>Figure {number}.</strong> {escape(caption)}</figcaption>"
        f"<details><summary>Figure {number} in words and numbers</summary><p>{escape(alt)}</p>"
        f'<div style="max-height:400px;overflow:auto">{data}</div></details></figure>'
    )
