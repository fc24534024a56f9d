"""Every figure of the lessons and solutions in a real browser: no text is cut or runs over another text."""

import json
from pathlib import Path

import plotly.offline

ROOT = Path(__file__).parents[2]
FIGURE = "application/vnd.plotly.v1+json"
# A phone or a split window, JupyterLab's column in a window of 800 pixels, and in one of 1,280.
WIDTHS = (368, 618, 848)

# Draws as JupyterLab does, and returns for each figure what is wrong with its texts.
MEASURE = """async figures => {
  const faults = [];
  for (const [index, figure] of figures.entries()) {
    const place = document.getElementById(`figure-${index}`);
    await Plotly.react(place, figure.data, {height: 360, ...figure.layout}, figure.config);
    const frame = place.querySelector('.svg-container').getBoundingClientRect(), boxes = [], found = [];
    for (const text of place.querySelectorAll('svg text')) {
      const style = getComputedStyle(text);
      if (style.visibility === 'hidden' || !text.getClientRects().length) continue;
      const clip = clipOf(text), lines = text.querySelectorAll('tspan.line');
      for (const line of lines.length ? lines : [text]) {
        const box = line.getBoundingClientRect(), words = line.textContent.trim();
        if (!words || box.width < 1) continue;
        for (const edge of [frame, clip])
          if (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 2 ||
              box.bottom > edge.bottom + 2) found.push(`cut: ${words}`);
        for (const other of boxes) {
          const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          if (other.text !== text && wide > 1 && high > Math.min(box.height, other.box.height) / 4)
            found.push(`${other.words} over ${words}`);
        }
        boxes.push({box, words, text});
      }
    }
    const wide = place.parentElement.scrollWidth;
    if (wide > innerWidth) found.push(`${wide} pixels wide`);
    faults.push(found);
  }
  return faults;

  function clipOf(text) {
    for (let part = text.parentElement; part.tagName !== 'svg'; part = part.parentElement) {
      const name = part.getAttribute('clip-path')?.match(/#([^'")]+)/)?.[1];
      const clip = name && document.getElementById(name)?.querySelector('rect');
      if (!clip) continue;
      const at = part.getScreenCTM(), size = name => +(clip.getAttribute(name) || 0);
      const left = at.e + at.a * size('x'), top = at.f + at.d * size('y');
      return {left, top, right: left + at.a * size('width'), bottom: top + at.d * size('height')};
    }
    return {left: -1e6, top: -1e6, right: 1e6, bottom: 1e6};
  }
}"""


def figures():
    """Yield name, figure, and the HTML above and below it, of each figure in the stored notebooks."""
    for path in sorted(
        path for folder in ("notebooks", "solutions") for path in (ROOT / folder).glob("*.ipynb")
    ):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            bundles = [output.get("data", {}) for output in cell.get("outputs", [])]
            for above, drawn, below in zip(bundles, bundles[1:], bundles[2:], strict=False):
                if FIGURE in drawn:
                    number = "".join(drawn["text/plain"]).partition(":")[0]
                    html = ["".join(bundle.get("text/html", "")) for bundle in (above, below)]
                    yield f"{path.parent.name}/{path.stem} {number}", drawn[FIGURE], *html


def test_no_text_is_cut_or_runs_over_another_at_any_width(page, tmp_path):
    names, drawn, above, below = zip(*figures(), strict=True)
    parts = zip(above, range(len(names)), below, strict=True)
    body = "".join(
        f"<section>{top}<div id='figure-{index}'></div>{end}</section>" for top, index, end in parts
    )
    sheet = tmp_path / "sheet.html"
    sheet.write_text(
        f"<!doctype html><meta charset='utf-8'><style>body {{ margin: 0 }}</style>{body}"
        f"<script>{plotly.offline.get_plotlyjs()}</script>",
        encoding="utf-8",
    )
    faults = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(sheet.as_uri())
        for name, found in zip(names, page.evaluate(MEASURE, drawn), strict=True):
            if found:
                faults[f"{name} at {width} pixels"] = found
    assert not faults, json.dumps(faults, indent=1, ensure_ascii=False)
