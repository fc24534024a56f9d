"""What share of wrong answers gets a sentence about its own mistake.

    python tests/benchmarks/hints.py

Wrong answers are the recorded slips, and answers made up for each question after the kinds of mistakes that
trials of the course found.  Each is judged with the slips of its question, and without them, so that families
alone must find it.  With slips, those are 100 % by construction.  The made-up answers were chosen with the
families in mind, so they flatter them.

A *family* or a *slip* is specific; a *difference* only says where the first wrong value stands.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pandas as pd

from newscase.checking import answer_key, parts, wording
from newscase.checking.answer_key import Question
from newscase.checking.judge import judge
from newscase.checking.result import Status
from newscase.checking.serialize.json_form import to_json
from newscase.checking.serialize.read import submit

ROOT = Path(__file__).resolve().parents[2]
_COLUMNS = ("slip", "family", "difference")

# Made up after the kinds of mistakes in trials of the course.
MADE_UP = {
    "0.1": [7, 33, -32, 31, 168, 32.5, "7", None, pd.Timedelta(days=32), pd.Series([32, 7])],
    "0.2": [["Talks", 20], ["Syria", 5], ["talks", 3], ["Markets", 7], ["Talks", None], ["Talks", 1]],
    "1.1": [[62], [(62, 11), 11], [62, 0], ["62", "11"], [61, 10], [None, 11]],
    "1.2": ["21", 20, 22, 0, 42, pd.DataFrame({"claim": range(21)}), pd.Series([True] * 21 + [False] * 41)],
    "1.3": [2, "2", "reporters", "Reporter's", "named", 30, None, ["reporter", "reporter"]],
    "1.4": ["40 %", 0.5968, 0.41, 2.48, (0, 4), 0.0, -0.6],
    "2.1": [0, 10, ["Tusk"], "Donald Tusk", None, pd.DataFrame({"speaker": ["Tusk"]}), ["Vladimir Putin"]],
    "2.2": [[32, 13], [(32, 4), 12.9], ["32.4 %", 12.9], [32.4, 129], [67.6, 87.1], [0.32, 0.13]],
    "2.3": [[0.0, 27.3], [66, 27], [66.3, "27.3"], [40, 40], [33.7, 72.7], [66.3, None]],
    "2.4": [10, 0, pd.Series([True, False] * 22), "8", 9, 7, 0.18],
    "3.1": [[pd.Timestamp("2018-04-09 03:25")] * 3, ["2018-04-09 03:25"] * 3, [3, 20, 3]],
    "3.4": [[pd.Timedelta(hours=23), pd.Timedelta(hours=71)], [1, 3], [1380, 4260], [23, -71], [26, 74]],
    "3.5": [["R5", "4"], ["R7", 3], [5, 4], ["R5", 8], ["R5", pd.Timedelta(hours=4)]],
    "4.2": [[31576, 29735, 105.8, -26.1], [31576, 29735, -0.06, 26], [31576, 29735, "-5.8", -26.1]],
    "4.3": [["A"], ["A", "E"], "A", ["B", "C"], ["A", "B", "C", "F"]],
    "5.1": [[72, 38, 14], [125, 125, 22], [125, 34, 0], [125, 34, 113], [0, 0, 0], [126, 34, 22]],
    "5.2": [["B", "C"], ["A", "D"], ["C", "A"], [36, 39], ["A", "E"]],
    "5.3": [[19, 8, 0], [28, 18, 46], [38, 38, 38], [28, 18, 37], [18, 28, 9], [0, 18, 9]],
    "5.4": [[9, 4.6], [15, 4], [-15, -4.6], [15, 4.4]],
    "6.1": [[-0.0467, 0.049], [95.33, 104.9], [-5, 5], [4.9, -4.67], [-4.67, 4.67], ["-4,67", 4.9]],
    "6.3": [0, 3.32, 4, 8, 14, "6", 1080, 0.55],
    "6.4": [[0.52, 0.37], [0.5, 37], [0.52, 62.58], [100.52, 37.42], ["0.52", 37.42]],
    "7.1": [[0.99, 0.3], [-0.84, -0.4], [83, 40], [0.4, 0.83], [0.83, 0.36], 0.83, [0.8, 0.4]],
    "7.2": [[2, 0, "Rosstat"], [1.83, 0.17, "World Bank"], [1.5, -0.5, "IMF"], [1.5, 25, "ministry"]],
    "8.1": [[37, 15, 3], [37, 11, 4], [36, 14, 4], [37, 14, 0]],
    "8.2": [[37, 17, 12, 5], [20, 9, 9, 2], [20, 8, 7, 2], [16, 9, 7, 3]],
    "8.3": [[49, 84, "b"], [0.51, 0.16, "b"], [18, 31, "a"], [0.5, 0.8, "c"]],
    "9.2": [["own words", 10, 41.2], ["reporter", 6, 0.278], ["reporter", "6", 28], [6, 6, 27.8]],
    "9.4": [[5, 3, 4, 25], [83, 50, 67, 74], [0.833, 0.5, 0.667, 0.735], [83.3, 50, 80, 86.2]],
    "9.5": [[0.89, 0.35, 0.83], [75, 34, 62], [0.25, 0.66, 0.41], [15, 0.34, 0.62]],
}  # fmt: skip


def slips(question: Question) -> Iterator[object]:
    """Return the recorded wrong answers to a question."""
    for slip in question.slips:
        yield {"value": to_json(parts.with_part(question, slip))}


def made_up(question: Question) -> Iterator[object]:
    """Return the made-up wrong answers to a question."""
    yield from map(submit, MADE_UP.get(question.number, ()))


def told(question: Question, handed_in: object) -> str | None:
    """Return which of `_COLUMNS` the answer is met with; None where it is right."""
    with mock.patch.object(wording, "sentence", wraps=wording.sentence) as sentence:
        result = judge(question, handed_in)
    if result.status is Status.CORRECT:
        return None
    if result.slip is not None:
        return "slip"
    found = [call.args[0].fault for call in sentence.mock_calls]
    if found == ["other part"] or {*found} & {*wording.FAMILIES}:
        return "family"
    return "difference"


def main() -> None:
    """Print the shares."""
    questions = [q for session in answer_key.read(ROOT).values() for q in session.questions.values()]
    # What a student makes of their own is judged by its structure, and charts have differences of their own.
    questions = [q for q in questions if not q.rules.structure and q.expected.kind != "figure"]
    print(f"{'':34}{'answers':>8}" + "".join(f"{column:>12}" for column in _COLUMNS) + f"{'specific':>12}")
    for name, answers in (("slips", slips), ("made up", made_up)):
        for known in (False, True):
            count: Counter = Counter()
            for question in questions:
                asked = question if known else replace(question, slips=())
                count.update(filter(None, (told(asked, answer) for answer in answers(question))))
            total = count.total()
            shares = "".join(f"{count[column] / total:12.0%}" for column in _COLUMNS)
            label = f"{name}, {'slips and families' if known else 'families alone'}"
            print(f"{label:34}{total:8}{shares}{(count['slip'] + count['family']) / total:12.0%}")


if __name__ == "__main__":
    main()
