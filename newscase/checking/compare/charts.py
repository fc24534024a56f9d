"""Compare two charts: what they draw, then their titles and the titles of their axes.

Colours, sizes and the subtitle, which students word as they like, do not matter.
"""

from collections.abc import Iterator

from newscase.checking.compare.matching import fold, item
from newscase.checking.compare.rows import Rows, rows_difference
from newscase.checking.rules import Rules
from newscase.checking.wording import show

# What a title that students word themselves can be, and the fewest words of a sentence.
_FINDING, _TOPIC = "a finding", "a topic"
_SENTENCE = 5

# Types of trace that look different when they lie down.
_BARS = {"bar", "histogram", "box", "violin", "funnel", "waterfall"}


def chart_difference(answer: dict, expected: dict, rules: Rules) -> str | None:
    """Return what differs first between two plain figures, or None."""
    return (
        _type_difference(answer, expected)
        or _points_difference(answer, expected, rules)
        or _title_difference(answer, expected, rules)
    )


def _type_difference(answer: dict, expected: dict) -> str | None:
    ours, theirs = ({trace["type"] for trace in figure["traces"]} for figure in (answer, expected))
    if not ours and theirs:
        return "The chart is empty."
    for wrong in sorted(ours - theirs):
        return f"The chart has the type {wrong}. The question asks for another type of chart."
    if ours != theirs:
        return "The chart does not draw all that the question asks for."
    ours, theirs = ({_orientation(trace) for trace in figure["traces"]} for figure in (answer, expected))
    if ours != theirs:
        lies = "horizontal" if "h" in ours else "vertical"
        return f"The chart is {lies}. The question asks for the other direction: swap x and y."
    if len(expected["traces"]) > 1 and answer["bars"] != expected["bars"]:
        return "The bars are not arranged as the question asks: stacked, or side by side. Look at barmode=."
    return None


def _orientation(trace: dict) -> str:
    return trace["orientation"] if trace["type"] in _BARS else ""


def _points_difference(answer: dict, expected: dict, rules: Rules) -> str | None:
    wanted = _keys(expected)
    for key in wanted:
        if key not in _keys(answer):
            return f'The chart has no "{key}", which the question asks for.'
    # Text beside the points is welcome even where nobody asked for it.
    keys = wanted + [key for key in _keys(answer) if key not in (*wanted, "text")]
    if len({trace["type"] for trace in expected["traces"]}) > 1:
        keys.append("type")
    difference = rows_difference(_points(answer, keys), _points(expected, keys), rules)
    if difference is None and len(expected["traces"]) > 1:
        # With several traces, a point belongs to the one that the legend names.
        keys.append("name")
        if rows_difference(_points(answer, keys), _points(expected, keys), rules):
            return "The chart draws the right points, but its groups or their names differ. Look at color=."
    return difference


def _keys(figure: dict) -> list[str]:
    return list(dict.fromkeys(key for trace in figure["traces"] for key in trace["data"]))


def _points(figure: dict, keys: list[str]) -> Rows:
    """Return the points of all traces as rows; a key is one of the data, or "type" or "name"."""
    columns: dict[str, list[dict]] = {key: [] for key in keys}
    for trace in figure["traces"]:
        for point in _drawn(trace["data"]):
            point |= {"type": {"kind": "text", "value": trace["type"]}, "name": trace["name"]}
            for key, column in columns.items():
                column.append(point.get(key, {"kind": "missing"}))
    return Rows(
        noun="The chart",
        unit="point",
        names=list(columns),
        columns=[{"of": "mixed", "items": column} for column in columns.values()],
    )


def _drawn(data: dict[str, dict]) -> Iterator[dict[str, dict]]:
    """Yield the points of a trace."""
    grid = data.get("z", {})
    if grid.get("of") == "mixed" and all("items" in row for row in grid["items"]):
        for i, row in enumerate(grid["items"]):
            for j in range(len(row["items"])):
                yield {"x": _at(data.get("x"), j), "y": _at(data.get("y"), i), "z": item(row, j)}
        return
    # One value, such as a base, holds for every point.
    length = max((len(values["items"]) for values in data.values() if "items" in values), default=0)
    for i in range(length):
        yield {key: _at(values, i) for key, values in data.items()}


def _at(values: dict | None, position: int) -> dict:
    if values is None:
        return {"kind": "number", "value": position}
    if "items" not in values:
        return values
    return item(values, position) if position < len(values["items"]) else {"kind": "missing"}


def _title_difference(answer: dict, expected: dict, rules: Rules) -> str | None:
    ours, theirs = (_title_state(figure["title"], rules) for figure in (answer, expected))
    if ours != theirs:
        return {
            None: "The chart has no title. Add one with title=.",
            _TOPIC: "The title does not state the finding. Write a sentence of five words or more "
            "that says what the chart shows.",
        }.get(ours, f"The title of the chart is {show(answer['title'])}. The question asks for another one.")
    for key, wanted in expected["axes"].items():
        axis = f"{key[0]} axis"
        if key not in answer["axes"]:
            return f"The {axis} of the chart has no title."
        if fold(answer["axes"][key]["value"]) != fold(wanted["value"]):
            title = show(answer["axes"][key])
            return f"The title of the {axis} is {title}. The question asks for another one."
    return None


def _title_state(title: dict, rules: Rules) -> str | None:
    """Return what counts of a title: all of it, or where students word it, whether it states the finding."""
    if title["kind"] != "text":
        return None
    text = fold(title["value"])
    if not rules.title:
        return text
    states = len(text.split()) >= _SENTENCE and any(fold(word) in text for word in rules.title)
    return _FINDING if states else _TOPIC
