"""What a student reads, in the words of the question."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from newscase import check
from newscase.checking import recorder
from newscase.checking.answer_key import ITEM, Accepted, Question, Rules, Slip
from newscase.checking.judge import judge
from newscase.checking.parts import names, with_part
from newscase.checking.result import Result, Status
from newscase.checking.serialize.json_form import from_json, to_json
from newscase.checking.serialize.read import plain, submit
from newscase.checking.wording import DIFFERENCES, FAMILIES

PAIR = Question(
    "1.1", "[n_claims, n_columns]", plain([62, 11]), Rules(ordered=True), "There are 62 claims.",
    (
        Slip(plain([63, 11]), "63 counts the header."),
        Slip(plain([11, 62]), "The two have changed places."),
        Slip(plain(12), "12 counts the index.", part="n_columns"),
        Slip(plain([680, 14]), "Another table."),
    ),
)  # fmt: skip
CHOICE = Question(
    "7.5", "[share, verdict]", plain([0.25, "B"]), Rules(decimals=2, letters=("verdict",)),
    "The course chose B.",
    (Slip(plain([0.25, "A"]), "A is too strong."),),
    (Accepted(plain([0.25, "C"]), "C is as good where the page is taken at its word."),),
)  # fmt: skip
DRAFTS = Question(
    "8.7", "[drafts, means]", plain([["S/1", "S/2"], "b"]), Rules(letters=("means",)), "Two drafts."
)
DETAILS = Question(
    "9.9", '{"rows": rows, "day": day}', plain({"rows": 7, "day": "Monday"}), Rules(), "A day."
)
SINGLE = Question("2.1", "n", plain(37), Rules(), "There are 37.", (Slip(plain(39), "39 counts two twice."),))
THREE = Question("3.1", "[a, b, c]", plain(["x", "y", "z"]), Rules(ordered=True), "Three.")
NO_Y = replace(THREE, slips=(Slip(plain("y"), "a is no y.", "a"),))
OTHERS = replace(
    THREE, slips=(*NO_Y.slips, Slip(plain(...), "It is a letter.", "a"), Slip(plain("w"), "No w.", "b"))
)
CARRY = Question("1.4", "carry", plain(["C11", "C12"]), Rules(), "Two.", (Slip(plain(...), "Use ids."),))
LIMIT, UNKNOWN = "holds, with a limit", "not checkable with data"
VERDICTS = Question(
    "3.8", "[c17, c18, c19]", plain([LIMIT, "holds", LIMIT]), Rules(ordered=True), "The course's verdicts.",
    (Slip(plain("holds"), "No route was published.", "c19"),),
    (
        Accepted(plain("holds"), "Both sides say so.", "c17"),
        Accepted(plain(UNKNOWN), "Orders are secret.", "c18"),
    ),
)  # fmt: skip

HUNDRED = FAMILIES["hundred times"].removeprefix("{it} ")
OTHER = "This part holds the value of {}. Look at what each part asks for."
CORRECT, NOT_YET = Status.CORRECT, Status.NOT_YET


@pytest.mark.parametrize(
    ("question", "answer", "status", "sentence", "slip"),
    [
        (PAIR, [62, 11], CORRECT, "There are 62 claims.", None),
        (PAIR, (62.0, 11), CORRECT, "There are 62 claims.", None),
        (PAIR, [np.array([62]), pd.Series([11], index=["n"])], CORRECT, "There are 62 claims.", None),
        (PAIR, [63, 11], NOT_YET, "63 counts the header.", 0),
        (PAIR, [11, 62], NOT_YET, "The two have changed places.", 1),
        (PAIR, [680, 14], NOT_YET, "Another table.", 3),
        (PAIR, [62, 12], NOT_YET, "n_columns: 12 counts the index.", 2),
        (PAIR, [63, 12], NOT_YET, "n_claims: 63 counts the header. Then look at n_columns.", 0),
        (PAIR, [63, 999], NOT_YET, "n_claims: 63 counts the header. Then look at n_columns.", 0),
        # Parts are named in their order, the one of which most is known in full.
        (PAIR, [999, 12], NOT_YET, "n_columns: 12 counts the index. Then look at n_claims.", 2),
        (PAIR, [62, 62.0], NOT_YET, f"n_columns: {OTHER.format('n_claims')}", None),
        (PAIR, [11, 999], NOT_YET,
         f"n_claims: {OTHER.format('n_columns')} Then look at n_columns.", None),
        (PAIR, [80, 11], NOT_YET, "n_claims: The value 80 is not right.", None),
        (PAIR, [80, "x"], NOT_YET, "n_claims: The value 80 is not right. Then look at n_columns.", None),
        (CHOICE, [0.25, "b"], CORRECT, "The course chose B.", None),
        (CHOICE, [0.25, "(B)"], CORRECT, "The course chose B.", None),
        (CHOICE, [0.25, "B: both"], CORRECT, "The course chose B.", None),
        (CHOICE, [0.25, "C."], CORRECT,
         "C is as good where the page is taken at its word. The course chose B.", None),
        (CHOICE, [0.25, "a)"], NOT_YET, "A is too strong.", 0),
        (CHOICE, [0.61, "A: a share"], NOT_YET, "verdict: A is too strong. Then look at share.", 0),
        (CHOICE, [0.61, "C"], NOT_YET, "share: The value 0.61 is not right.", None),
        (CHOICE, [0.25, "D"], NOT_YET, 'verdict: The value "D" is not right.', None),
        (DRAFTS, [["S/1", "S/2"], "B."], CORRECT, "Two drafts.", None),
        (DRAFTS, ["b", ["S/1", "S/2"]], CORRECT, "Two drafts.", None),
        (DETAILS, {"day": "monday ", "rows": 7}, CORRECT, "A day.", None),
        (DETAILS, {"day": "Friday", "rows": 7}, NOT_YET, 'day: The value "Friday" is not right.', None),
        (SINGLE, pd.Series([37]), CORRECT, "There are 37.", None),
        (SINGLE, np.array([39]), NOT_YET, "39 counts two twice.", 0),
        (SINGLE, 50, NOT_YET, "The value 50 is not right.", None),
        # A family is found for a part, and none where parts are missing.
        (CHOICE, [25, "B"], NOT_YET, f"share: The value 25 {HUNDRED}", None),
        (PAIR, [62], NOT_YET, DIFFERENCES["fewer"].format(it="The list", unit="value"), None),
        (DRAFTS, [["S/1"], "a"], NOT_YET, f"drafts: {FAMILIES['fewer rows']} Then look at means.", None),
        (THREE, ["k", "l", "m"], NOT_YET, 'a: The value "k" is not right. Then look at b and c.', None),
        # A known mistake may stand alone in a list, but not in a set.
        (SINGLE, [39], NOT_YET, "39 counts two twice.", 0),
        (SINGLE, {39}, NOT_YET, "Your answer is a set; the question asks for a number.", None),
        (PAIR, [62, (12,)], NOT_YET, "n_columns: 12 counts the index.", 2),
        # A Series with the names of the parts as its labels is read by these.
        (PAIR, pd.Series([11, 62], ["n_columns", "N_CLAIMS"]), CORRECT, "There are 62 claims.", None),
        (PAIR, pd.Series([80, 62], ["n_columns", "n_claims"]), NOT_YET,
         "n_columns: The value 80 is not right.", None),
        (PAIR, pd.Series([62, 11], ["x", "y"]), CORRECT, "There are 62 claims.", None),
        # An exchanged value that is a known mistake gets its own hint.
        (NO_Y, ["y", "x", "z"], NOT_YET, "a: a is no y. Then look at b.", 0),
        (THREE, ["y", "x", "z"], NOT_YET, DIFFERENCES["order"].format(unit="value"), None),
        # An author can have a hint for all other values, ...
        (OTHERS, ["q", "c", "d"], NOT_YET, "a: It is a letter. Then look at b and c.", None),
        (OTHERS, [5, "c", "z"], NOT_YET,
         "a: Your answer is a number; the question asks for text. It is a letter. Then look at b.", None),
        (OTHERS, ["x", "q", "z"], NOT_YET, 'b: The value "q" is not right.', None),
        (OTHERS, ["y", "c", "d"], NOT_YET, "a: a is no y. Then look at b and c.", 0),
        (OTHERS, ["q", "w", "d"], NOT_YET, "b: No w. Then look at a and c.", 2),
        # ... and of a list the wrong item is named, unless it is a letter.
        (CARRY, ["C11", "C99"], NOT_YET, 'The value "C99" is not right. Use ids.', None),
        (CARRY, ["C12", "C11", "C99"], NOT_YET, FAMILIES["odd item"].format(labels='"C99"'), None),
        (replace(CARRY, rules=Rules(letters=("",))), ["C11", "C99"], NOT_YET, "Use ids.", None),
        # A part can have several right values; what is as good for one part is not for another.
        (VERDICTS, [LIMIT, "holds", LIMIT], CORRECT, "The course's verdicts.", None),
        (VERDICTS, ["holds", "holds", LIMIT], CORRECT,
         "c17: Both sides say so. The course's verdicts.", None),
        (VERDICTS, ["holds", UNKNOWN, LIMIT], CORRECT,
         "c17: Both sides say so. c18: Orders are secret. The course's verdicts.", None),
        (VERDICTS, ["holds", UNKNOWN, "holds"], NOT_YET, "c19: No route was published.", 0),
        (VERDICTS, [UNKNOWN, "holds", "holds"], NOT_YET,
         "c19: No route was published. Then look at c17.", 0),
    ],
)  # fmt: skip
def test_judging(question, answer, status, sentence, slip):
    result = judge(question, submit(answer))
    assert (result.status, result.sentence, result.slip) == (status, sentence, slip)


def test_names_of_parts_are_read_from_the_expression():
    assert names("[a, len(b), c.d]") == ("a", "len(b)", "c.d")
    assert names('{"a": 1, "b": c}') == ("a", "b")
    assert names("answer") == names("[answer]") == ()


@pytest.mark.parametrize("answer", [..., [..., 11], [62, ...], "...", ("...", 3)])
def test_a_blank_is_no_answer(answer):
    assert judge(PAIR, submit(answer)).status is Status.NOT_ANSWERED


def test_what_cannot_be_read_gets_a_sentence():
    assert "in brackets ()" in judge(PAIR, submit(len)).sentence


@pytest.mark.parametrize(
    "sent",
    [None, [1], {}, {"value": {}}, {"value": [1]}, {"unreadable": 3}, {"value": {"kind": "number"}, "x": 1}],
)
def test_a_malformed_message_costs_its_question_only(sent):
    assert judge(PAIR, sent) == Result("1.1", NOT_YET, "The answer could not be read. Give a plain value.")


@pytest.mark.parametrize("answer", [[LIMIT, LIMIT, LIMIT], [UNKNOWN, LIMIT, "holds"]])
def test_a_value_that_is_right_for_several_parts_is_no_other_part(answer):
    said = judge(VERDICTS, submit(answer)).sentence
    assert "order" not in said
    assert "the value of" not in said


@pytest.mark.parametrize("answer", [pd.DataFrame({"n": [1, 2]}), pd.Series([7, 8, 9]), [7, 8, 9]])
def test_the_hint_for_all_other_values_says_that_many_are_given_for_one(answer):
    of_part = replace(PAIR, slips=(Slip(plain(...), "Count the rows.", "n_claims"),))
    said = judge(of_part, submit([answer, 11])).sentence
    assert re.fullmatch(
        r"n_claims: Your answer is a \w+; the question asks for a number. Count the rows.", said
    )
    alone = Question("1.4", "n", plain(62), Rules(), "Many.", (Slip(plain(...), "Count the rows."),))
    said = judge(alone, submit(answer)).sentence
    assert re.fullmatch(r"Your answer is a \w+; the question asks for a number. Count the rows.", said)


@pytest.mark.parametrize("text", ["62", "62 %", "62,0"])
def test_a_number_as_text_is_sent_to_no_function_that_cannot_read_it(text):
    said = judge(replace(PAIR, slips=()), submit([text, 11])).sentence
    assert "as text" in said
    assert "to_numeric" not in said


def test_of_several_right_lists_the_nearest_is_told_about():
    sets = [plain(["C12", *rest]) for rest in (["C57", "C58"], ["C11", "C13"])]
    question = Question(
        "1.4", "carry", sets[0], Rules(), "Three.", accepted=(Accepted(sets[1], "Also three."),)
    )
    assert '"C99"' in judge(question, submit(["C11", "C13", "C99"])).sentence
    # What is in no right answer is named; what is in another one is not wrong.
    assert '"C99"' in judge(question, submit(["C12", "C57", "C58", "C99", "C11"])).sentence
    assert '"' not in judge(question, submit(["C12", "C57", "C58", "C11"])).sentence


def test_an_item_of_a_list_can_have_its_own_hint_whatever_stands_beside_it():
    slips = [Slip(plain(one), f"{one} is no reason.", ITEM) for one in ("C08", "C48")]
    question = Question("1.4", "carry", plain(["C11", "C12"]), Rules(), "Two.", (*slips,))
    for answer, said in (
        (["C48", "C11", "C11"], ["C48 is no reason."]),
        (pd.Series(["C48", "C08", "C99"]), ["C08 is no reason.", "C48 is no reason."]),
    ):
        assert judge(question, submit(answer)).sentence == " ".join(said)
    assert judge(question, submit(["C12", "C11"])).status is CORRECT
    # What stands far behind in a list that is far too long is not looked for.
    assert "no reason" not in judge(question, submit([*["C11"] * 100, "C48"])).sentence
    assert with_part(question, slips[0]) == plain(["C12", "C08"])


def test_a_question_that_no_check_judges():
    assert repr(check("7.7", 3)).startswith(f"7.7 · {Status.WRITTEN}. No check judges a written answer.")
    assert repr(check("7.99", 3)).startswith(f"7.99 · {Status.NOT_CHECKED}. There is no question 7.99.")
    assert repr(check("99.1", 3)).startswith(f"99.1 · {Status.NOT_CHECKED}. There is no session")


def test_a_question_survives_json():
    for question in (PAIR, CHOICE, DRAFTS):
        assert from_json(json.loads(json.dumps(to_json(question))), Question) == question


@pytest.fixture
def record(tmp_path, monkeypatch):
    """Record the statements of one solution, whose check cell is ``check("7.5", [share, verdict])``."""
    monkeypatch.setenv(recorder.RECORD, json.dumps({"7.5": "[share, verdict]"}))
    monkeypatch.setattr(recorder, "questions", {})
    return tmp_path / "record.json"


def test_recording_notes_what_a_solution_says(record):
    from newscase import finding, slip

    reason = "C is as good where the page is taken at its word."
    finding("7.5", "The course chose B.", decimals=2, letters=("verdict",), accepts=[([0.25, "C"], reason)])
    assert check("7.5", [0.25, "B"]).status is CORRECT
    slip("7.5", [0.25, "A"], "A is too strong.")
    slip("7.5", 25, "25 is a percentage.", part="share")
    recorder.save(record)
    noted = recorder.read(record)["7.5"]
    slips = (Slip(plain([0.25, "A"]), "A is too strong."), Slip(plain(25), "25 is a percentage.", "share"))
    assert (noted.rules, noted.accepted, noted.slips) == (CHOICE.rules, CHOICE.accepted, slips)


@pytest.mark.parametrize(("wrong", "part", "words"), [
    ([0.25, "B."], "", "accepts this slip as right"),
    (0.251, "share", "accepts this slip as right"),
    ([0.25, "A"], "", "answered with another hint: A is too strong."),
    ([..., "B"], "", "answered with another hint"),
])  # fmt: skip
def test_a_slip_that_gets_another_answer_is_refused(record, wrong, part, words):
    from newscase import finding, slip

    finding("7.5", "The course chose B.", decimals=2, letters=("verdict",))
    check("7.5", [0.25, "B"])
    slip("7.5", [0.25, "A"], "A is too strong.")
    with pytest.raises(recorder.SolutionError, match=words):
        slip("7.5", wrong, "Another hint.", part=part)


@pytest.mark.parametrize(("rules", "words"), [
    (None, "put finding"),
    ({"letters": ("reason",)}, "it has no part reason"),
    ({"structure": "card"}, "does not fit the solution's answer"),
    ({"structure": "poem"}, "a structure is one of"),
])  # fmt: skip
def test_a_check_that_its_finding_does_not_fit_is_refused(record, rules, words):
    from newscase import finding

    with pytest.raises(recorder.SolutionError, match=words):  # noqa: PT012 - either statement may refuse it
        if rules:
            finding("7.5", "The course chose B.", **rules)
        check("7.5", [0.25, "B"])
