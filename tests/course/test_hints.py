"""Every known mistake of every question is answered with its own hint."""

from pathlib import Path

import pytest

from newscase.checking import answer_key, parts
from newscase.checking.hand_in import submit
from newscase.checking.judge import judge
from newscase.checking.result import Status
from newscase.checking.serialize.json_form import to_json

ROOT = Path(__file__).parents[2]
QUESTIONS = [
    question for session in answer_key.read(ROOT).values() for question in session.questions.values()
]


def has_long_number(question):
    """Say whether the answer is a number of two digits or more, which can be looked for in a text."""
    return question.expected.kind == "number" and abs(question.expected.value) >= 10


@pytest.fixture(params=QUESTIONS, ids=lambda question: question.number)
def question(request):
    return request.param


def test_the_right_answer_is_right(question):
    verdict = judge(question, {"value": to_json(question.expected)})
    assert (verdict.status, verdict.sentence) == (Status.CORRECT, question.finding)


def test_each_slip_has_its_own_hint(question):
    for index, slip in enumerate(question.slips):
        verdict = judge(question, {"value": to_json(parts.with_part(question, slip))})
        hint = f"{slip.part}: {slip.hint}" if slip.part else slip.hint
        assert (verdict.status, verdict.sentence, verdict.slip) == (Status.NOT_YET, hint, index)


def test_there_are_enough_slips_and_each_hint_helps(question):
    # One mistake may come in two forms, such as rounded and not; three different ones are the least.
    assert len({slip.hint for slip in question.slips}) >= 3
    for text in [question.finding, *(slip.hint for slip in question.slips)]:
        assert 20 <= len(text) <= 300, text
        assert "!" not in text.replace("!=", "")
        assert text[-1] in ".?)", text


@pytest.mark.parametrize("number", [question.number for question in QUESTIONS if has_long_number(question)])
def test_no_hint_gives_the_answer_away(number):
    [question] = [question for question in QUESTIONS if question.number == number]
    for slip in question.slips:
        words = slip.hint.replace(",", " ").replace(".", " ").split()
        assert str(round(question.expected.value)) not in words, slip.hint
