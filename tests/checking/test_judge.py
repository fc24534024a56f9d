"""What a student reads, in the words of the question."""

import pytest

from newscase.checking.answer_key import Question, Slip
from newscase.checking.compare.compare import Rules
from newscase.checking.hand_in import submit
from newscase.checking.judge import judge
from newscase.checking.result import Status
from newscase.checking.serialize.read import plain

PAIR = Question(
    "1.1", "[n_claims, n_columns]", plain([62, 11]), Rules(ordered=True), "There are 62 claims.",
    (Slip(plain([63, 11]), "This counts the header."), Slip(plain([11, 62]), "The two have changed places.")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "status", "sentence", "slip"),
    [
        ([62, 11], Status.CORRECT, "There are 62 claims.", None),
        ((62.0, 11), Status.CORRECT, "There are 62 claims.", None),
        ([63, 11], Status.NOT_YET, "This counts the header.", 0),
        ([11, 62], Status.NOT_YET, "The two have changed places.", 1),
        ([62, 12], Status.NOT_YET, "The value 12 of n_columns is not right.", None),
        ([60, 11], Status.NOT_YET, "The value 60 of n_claims is not right.", None),
    ],
)
def test_verdicts(answer, status, sentence, slip):
    verdict = judge(PAIR, submit(answer))
    assert (verdict.status, verdict.sentence, verdict.slip) == (status, sentence, slip)


@pytest.mark.parametrize("answer", [..., [..., 11], [62, ...], "...", ("...", 3)])
def test_a_blank_is_no_answer(answer):
    assert judge(PAIR, submit(answer)).status == Status.NOT_ANSWERED


def test_what_cannot_be_read_gets_a_sentence():
    verdict = judge(PAIR, submit(len))
    assert verdict.status == Status.NOT_YET
    assert "add brackets ()" in verdict.sentence
