"""``finding`` and ``slip``: what a solution notebook says about its questions.

Both note it while the solutions are being recorded (see `newscase.checking.recorder`), and otherwise
compare it with what is recorded.
"""

from collections.abc import Iterable
from dataclasses import replace

from newscase import course
from newscase.checking import answer_key, parts, recorder
from newscase.checking.answer_key import Accepted, Question, Rules, Slip
from newscase.checking.judge import judge
from newscase.checking.recorder import SolutionError
from newscase.checking.result import Status
from newscase.checking.serialize.json_form import to_json
from newscase.checking.serialize.read import plain
from newscase.checking.serialize.values import MISSING
from newscase.checking.structure.written import STRUCTURES

_STALE = "{number}: the recorded answers are older than this notebook. Run: newscase build"


def finding(
    question: str, sentence: str, *, accepts: Iterable[tuple[object, ...]] = (), **rules: object
) -> None:
    """Say, before the check of `question` "5.3", what a right answer teaches, and how answers are compared.

    Parameters
    ----------
    sentence : str
        What a student who answered can now write down.
    accepts : iterable of (value, reason) or (value, reason, part)
        Other answers that are as good, each with the reason why, which a student who gives one reads before
        the sentence; with `part`, other values of the part of that name.
    **rules
        The fields of `newscase.checking.answer_key.Rules`, such as ``decimals``.

    Raises `SolutionError` when there is no such structure, or the recorded answers are older than this call.
    """
    accepted = tuple(Accepted(plain(value), *told) for value, *told in accepts)
    compared = Rules(**{**rules, "letters": tuple(rules.get("letters", ()))})
    if compared.structure and compared.structure not in STRUCTURES:
        raise SolutionError(f"{question}: a structure is one of {', '.join(STRUCTURES)}.")
    if recorder.recording():
        known = Question(question, "", MISSING, compared, sentence, accepted=accepted)
        recorder.questions[question] = known
        return
    known = answer_key.question(course.root(), question)
    if known is None or (known.finding, known.rules, known.accepted) != (sentence, compared, accepted):
        raise SolutionError(_STALE.format(number=question))


def slip(question: str, wrong: object, hint: str, *, part: str = "") -> None:
    """State a mistake that people make, after the check of `question` "5.3".

    ``check`` must refuse the value `wrong`, computed as a student would, and answer with `hint`: what the
    value is, and the next step; else it raises `SolutionError`.  Where an answer has several parts, `part` is
    the name of the one that `wrong` stands for; "item" is any item of a list.  ``...`` is any other value.
    """
    stated = Slip(plain(wrong), hint, part)
    recording = recorder.recording()
    known = recorder.questions.get(question) if recording else answer_key.question(course.root(), question)
    if known is None or not known.expression:
        raise SolutionError(f"{question}: put slip({question!r}, …) after the check.")
    if recording:
        known = recorder.questions[question] = replace(known, slips=(*known.slips, stated))
    elif stated not in known.slips:
        raise SolutionError(_STALE.format(number=question))
    if stated.value.kind == "unanswered":
        return
    verdict = judge(known, {"value": to_json(parts.with_part(known, stated))})
    if verdict.status is Status.CORRECT:
        raise SolutionError(f"{question}: the check accepts this slip as right: {hint}")
    wanted = f"{part}: {hint}" if part and part != answer_key.ITEM else hint
    if verdict.status is not Status.NOT_YET or verdict.sentence != wanted:
        raise SolutionError(f"{question}: this slip is answered with another hint: {verdict.sentence}")
    print(verdict)  # as text, because a solution has hundreds
