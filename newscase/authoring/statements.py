"""``finding`` and ``slip``: what a solution notebook says about its questions.

When `answer_key.RECORD` names a file, the solutions are being recorded: ``check`` notes the right answer,
``finding`` what it teaches, ``slip`` each known mistake, and all of it goes to that file as one JSON
line each.  Otherwise both compare what the notebook says with what is recorded.
"""

import json
import os
from pathlib import Path

from newscase import course
from newscase.checking import answer_key
from newscase.checking.compare.compare import Rules
from newscase.checking.hand_in import submit
from newscase.checking.judge import judge
from newscase.checking.result import Result, Status
from newscase.checking.serialize.read import plain
from newscase.checking.structure.criteria import CRITERIA, first_unmet

_STALE = "{number}: the recorded answers are older than this notebook. Run: newscase build"

# What this kernel has noted so far, by question number.
_findings: dict[str, tuple[str, Rules]] = {}
_expected: dict[str, object] = {}
_slips: dict[str, list[answer_key.Slip]] = {}


class SolutionError(Exception):
    """A solution notebook contradicts itself; the text says what to mend."""


def finding(
    question: str,
    sentence: str,
    *,
    decimals: int | None = None,
    ordered: bool = False,
    zone: bool = False,
    title: tuple[str, ...] = (),
    criteria: str = "",
) -> None:
    """Say what a right answer to `question` teaches, and how answers are compared.

    It stands before the check cell.

    Parameters
    ----------
    question : str
        The number, such as ``"5.3"``.
    sentence : str
        What a student who answered can now write down.
    decimals : int, optional
        The rounding that the question states.
    ordered : bool
        The order of rows or elements matters.
    zone : bool
        Times must be in the time zone that the question names.
    title : tuple of str
        For a figure whose title the student words: it contains one of these words.
    criteria : str
        For something of the student's own: the name of the list in `newscase.checking.structure.criteria`
        that judges it.

    Raises
    ------
    SolutionError
        When there is no such list, or the recorded answers are older than this call.
    """
    rules = Rules(decimals=decimals, ordered=ordered, zone=zone, title=tuple(title), criteria=criteria)
    if criteria and criteria not in CRITERIA:
        raise SolutionError(f"{question}: there are no criteria {criteria!r}, only {', '.join(CRITERIA)}.")
    if answer_key.recording():
        _findings[question] = (sentence, rules)
        return
    recorded = answer_key.question(course.root(), question)
    if (recorded.finding, recorded.rules) != (sentence, rules):
        raise SolutionError(_STALE.format(number=question))


def expect(question: str, answer: object) -> Result:
    """Note the right answer while recording; called by ``check``."""
    if question not in _findings:
        raise SolutionError(f"{question}: put finding({question!r}, …) before the check.")
    sentence, rules = _findings[question]
    _expected[question] = plain(answer)
    unmet = first_unmet(rules.criteria, _expected[question]) if rules.criteria else None
    if unmet:
        raise SolutionError(f"{question}: the solution does not meet its own criteria: {unmet}")
    _slips[question] = []
    _note(
        {"question": question, "expected": _expected[question], "finding": sentence, "rules": rules.as_dict()}
    )
    return Result(question, Status.CORRECT, sentence)


def slip(question: str, wrong: object, hint: str) -> None:
    """State a mistake that people make: ``check`` must refuse `wrong`, and answer with `hint`.

    Parameters
    ----------
    question : str
        The number, such as ``"5.3"``.
    wrong : object
        The value that the mistake gives, computed as a student would.
    hint : str
        Why it is wrong, and the next step.

    Raises
    ------
    SolutionError
        When ``check`` accepts the value, or answers it with another hint.
    """
    from IPython.display import display

    if answer_key.recording():
        if question not in _expected:
            raise SolutionError(f"{question}: put slip({question!r}, …) after the check.")
        _slips[question].append(answer_key.Slip(plain(wrong), hint))
        sentence, rules = _findings[question]
        known = answer_key.Question(
            question, "", _expected[question], rules, sentence, tuple(_slips[question])
        )
        _note({"question": question, "slip": _slips[question][-1].value, "hint": hint})
    else:
        known = answer_key.question(course.root(), question)
    verdict = judge(known, submit(wrong))
    if verdict.status == Status.CORRECT:
        raise SolutionError(f"{question}: the check accepts this slip as right: {hint}")
    if verdict.status != Status.NOT_YET or verdict.sentence != hint:
        raise SolutionError(f"{question}: this slip is answered with another hint: {verdict.sentence}")
    display(verdict)


def _note(entry: dict) -> None:
    with Path(os.environ[answer_key.RECORD]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False, allow_nan=False) + "\n")
