"""``show``: draw a figure together with its title, alternative text, numbered caption and data."""

import json
from html import escape

import plotly.graph_objects as go
from IPython.display import display

from newscase.figures import fit, table, template

MIME = "application/vnd.plotly.v1+json"
_PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

template.register()

# A figure drawn again in the same notebook keeps its number.
_numbers: dict[str, int] = {}


def show(figure: go.Figure, *, alt: str, caption: str, source: str = "") -> None:
    """Draw a plotly figure for everyone: on screen, read aloud, in print and as numbers.

    Shows title and subtitle, the figure, and source, caption and data; a blank (``...``) draws nothing.
    `alt` stands in for the picture in 60 to 250 characters: chart type, axes, finding; `caption` is the
    finding in a sentence, and `source` says who published the data.
    """
    if figure is ...:
        text = "There is no figure yet. Replace the ... in the cell above, run it, then run this cell."
        _display(text, f"<p>{text}</p>")
        return
    if not isinstance(figure, go.Figure):
        raise TypeError(f"show draws a plotly figure; this is a {type(figure).__name__}.")
    if not 60 <= len(alt) <= 250:
        raise ValueError(f"The alt text has {len(alt)} characters. Write 60 to 250.")
    number = _numbers.setdefault(caption, len(_numbers) + 1)
    title = table.plain_text(figure.layout.title.text)
    subtitle = table.plain_text(figure.layout.title.subtitle.text)
    drawn = fit.fitted(figure)
    drawn.layout.title = None
    # For whoever makes a picture of the stored figure alone.
    drawn.layout.meta = {"title": title, "subtitle": subtitle, "source": source, "alt": alt}
    # Through plotly's own JSON, which writes dates as text.
    stored = {**json.loads(drawn.to_json()), "config": template.CONFIG}
    _display(f"Figure {number}. {title}", _above(number, alt, title, subtitle))
    display({MIME: stored, "text/plain": f"Figure {number}: {alt}"}, raw=True)
    _display(f"Figure {number}. {caption}", _below(number, alt, caption, source, figure))


def _display(text: str, html: str) -> None:
    display({"text/plain": text, "text/html": html}, raw=True)


def _above(number: int, alt: str, title: str, subtitle: str) -> str:
    """Return title and subtitle, and a picture of one pixel that gives the figure its name.

    Viewers of notebooks that nobody has trusted yet drop ``role`` and ``aria-label``, but no ``alt``.  The
    class keeps the title out of JupyterLab's table of contents.
    """
    style = "font-size:20px;font-weight:600;line-height:1.25;margin:8px 0 0"
    return (
        (f'<h4 class="jp-toc-ignore" style="{style}">{escape(title)}</h4>' if title else "")
        + (f'<p style="margin:4px 0 0">{escape(subtitle)}</p>' if subtitle else "")
        + f'<img alt="Figure {number}: {escape(alt)}" src="{_PIXEL}" width="1" height="1">'
    )


def _below(number: int, alt: str, caption: str, source: str, figure: go.Figure) -> str:
    data = "".join(map(table.to_html, table.tables(figure)))
    return (
        '<figure style="margin:0">'
        + (f'<p style="font-size:12px;margin:0 0 4px">{escape(source)}</p>' if source else "")
        + f"<figcaption><strong>Figure {number}.</strong> {escape(caption)}</figcaption>"
        f"<details><summary>Figure {number} in words and numbers</summary><p>{escape(alt)}</p>"
        f'<div style="max-height:400px;overflow:auto">{data}</div></details></figure>'
    )
