"""What the two kinds of pages share: templates that escape everything, and text with a little Markdown."""

import re
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

_PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def render(template: str, **content: object) -> bytes:
    """Return a page, UTF-8."""
    text = _PAGES.get_template(template).render(**content)
    return (text.rstrip() + "\n").encode("utf-8", "replace")


def prepare() -> None:
    """Compile the templates, while there is nothing else to do."""
    for template in _PAGES.list_templates():
        _PAGES.get_template(template)


def prose(text: str) -> Markup:
    """Return a text as paragraphs, with bold, italic and code; everything else is escaped."""
    # Escaped before anything is marked up, so only our own tags are in the page.
    safe = str(escape(text)).replace("\r\n", "\n")
    safe = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", safe)
    safe = re.sub(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*", r"<strong>\1</strong>", safe)
    safe = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"<em>\1</em>", safe)
    paragraphs = re.split(r"\n\s*\n", safe.strip())
    return Markup("\n".join(f'<p dir="auto">{part}</p>' for part in paragraphs if part))


def number(value: float | None) -> str:
    """Return a number without a needless ``.0``."""
    return "" if value is None else f"{round(value, 2):g}"


_PAGES.filters |= {"prose": prose, "number": number}
