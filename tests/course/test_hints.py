"""Every known mistake of every question is answered with its own hint."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from newscase import course
from newscase.checking import answer_key, parts
from newscase.checking.judge import judge
from newscase.checking.result import Status
from newscase.checking.serialize.json_form import to_json
from newscase.checking.serialize.read import submit
from newscase.checking.serialize.values import Collection, Column
from newscase.pytest_plugin.student_notebook import LONGEST

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=course.SESSIONS)
def questions(request):
    """The questions of one session."""
    return answer_key.read(ROOT)[request.param].questions.values()


def test_the_right_answer_is_right_and_each_slip_has_its_own_hint(questions):
    for question in questions:
        verdict = judge(question, right := {"value": to_json(question.expected)})
        assert 10 * len(json.dumps(right)) <= LONGEST, question.number  # other forms of it are longer
        assert (verdict.status, verdict.sentence) == (Status.CORRECT, question.finding)
        for index, slip in enumerate(question.slips):
            if slip.value.kind == "unanswered":
                continue  # its hint is for every value that nothing else explains
            verdict = judge(question, wrong := {"value": to_json(parts.with_part(question, slip))})
            assert len(json.dumps(wrong)) <= LONGEST, question.number
            hint = f"{slip.part}: {slip.hint}" if slip.part not in ("", answer_key.ITEM) else slip.hint
            found = (verdict.status, verdict.sentence, verdict.slip)
            assert found == (Status.NOT_YET, hint, index), question.number


def test_there_are_enough_slips_and_each_hint_helps(questions):
    for question in questions:
        # One mistake may come in two forms, such as rounded and not; three different ones are the least.
        hints = {slip.hint for slip in question.slips}
        assert len(hints) >= 3, question.number
        for text in [question.finding, *hints]:
            assert 20 <= len(text) <= 300, text
            assert "!" not in text.replace("!=", ""), text
            assert text[-1] in ".?)", text
        # None gives the answer away; a number of two digits or more can be looked for in a text.
        if question.expected.kind == "number" and abs(question.expected.value) >= 10:
            answer = str(round(question.expected.value))
            assert not [hint for hint in hints if answer in hint.replace(",", " ").replace(".", " ").split()]


def test_there_is_a_hint_for_every_other_value_of_each_part(questions):
    # No family guesses at an unforeseen value; its author says what the part asks for.
    for question in questions:
        if question.rules.structure or question.expected.kind in ("figure", "dict"):
            continue  # a chart has differences of its own, and the dict shows what the student counted
        hinted = {slip.part for slip in question.slips if slip.value.kind == "unanswered"}
        assert hinted >= {*(parts.names(question.expression) or ("",))}, question.number


# What trials of the course found, by kind: a wrong answer, words that its sentence has, and words that
# it must not have, because they name a false cause or lead nowhere.
DEAD_ENDS = ("quotation marks", "to_numeric", "reset_index", 'df["', ".sum()", "to_datetime", "[0]")
TRIALS = [
    ("1.3", 2, "", DEAD_ENDS),
    ("1.3", "2", "", DEAD_ENDS),
    ("1.2", "2 of 5", "Give one number", DEAD_ENDS),
    ("1.2", pd.Series(["a", "b"]), "Give one number", DEAD_ENDS),
    ("1.1", ["United States", pd.Series([3, 4], index=["a", "b"])], "the one number", DEAD_ENDS),
    ("3.1", "Europe/London", "text", DEAD_ENDS),
    ("2.1", pd.DataFrame({"speaker": ["a"], "n": [3]}), "", ('df["name"]', "leave out")),
    ("5.4", ["a"], "", DEAD_ENDS),
    ("0.1", 7, "as in the example", ()),
    ("0.1", 33.5, "", ("close",)),
    ("0.2", ["Syria", 20], "dots: 20 is the number of all events", ()),
    ("0.2", ["Markets", 7], "of Syria, not of Markets", ()),
    ("0.2", ["Talk", 20], "Then look at dots.", DEAD_ENDS),
    ("2.3", [0.0, 27.3], "against_monitor: ", ("close", "fewer decimals", "rounded.")),
    ("2.2", [(32, 4), 12.9], "decimal point", ()),
    ("2.2", [97.8, 100.0], "monitor_share: ", ("One value",)),
    ("5.1", [None, 34, 22], "print(...)", ()),
    ("1.1", ["United States", pd.DataFrame({"claim": range(22)})], "the one number", ()),
    ("8.1", [19, 15, 3], "report_total: ", ()),
    ("8.1", [19, 15, 3], "Then look at abstained_in_rows.", ()),
    ("8.4", [9, 6, "a"], "votes_against: ", ()),
    ("8.4", [9, 6, "a"], "Then look at right_sentence.", ()),
    ("1.1", ["Syria", 917], "silent_party: ", ("One value",)),
    ("6.4", ["0.52", 917], "strike_change: ", ("One value",)),
    ("1.3", ["C11", "C12", "C13", "zzz"], 'and also "zzz", which is not', ()),
    ("6.4", [0.5, 37.42], "strike_change: The value 0.5 has 1 decimal; the question asks for 2.", ()),
    ("6.1", [-99.05, 4.9], "dollar_change: -99.05 comes out without brackets", ("Give new divided",)),
    ("6.3", 0.55, "This is a percentage of the days.", ("Count days",)),
    ("7.1", [0.98, 0.4], "level_corr: This value comes out over 2014 to 2017", ()),
    ("8.2", [17, 9, 7, 2], "put_to_vote: 17 is the number of drafts that failed", ()),
    ("2.3", [39.9, 27.3], "against_monitor: Give one number", ("later number",)),
    ("2.2", [917, 1.3], "Then look at monitor_share.", ("First look",)),
]
RIGHT = [
    ("0.1", np.int64(32)),
    ("0.2", ["Syria", 7]),
    ("0.2", ("Sanctions and diplomats", pd.Series([5]))),
    ("0.2", ["Markets", 2]),
    ("7.1", np.array([0.83, 0.397])),
    ("7.2", (1.5, 0.5, "ministry of economy ")),
    ("7.3", [-0.6, -1, "(B)"]),
    ("7.4", {"E", "B"}),
    ("1.1", [np.array(["United States"]), pd.Series([23], index=["United States"])]),
    ("1.3", {"C57", "C13", "C11"}),
    ("1.3", pd.Series(["C48", "C57", "C11", "C12"]).tail(3)),
    ("1.2", pd.Series([25 / 64], index=["yes"])),
]


@pytest.mark.parametrize(("number", "answer", "words", "never"), TRIALS)
def test_a_wrong_answer_of_the_trials_is_told_what_is_true_of_it(number, answer, words, never):
    result = judge(answer_key.question(ROOT, number), submit(answer))
    assert result.status is Status.NOT_YET
    assert words in result.sentence
    assert not [word for word in never if word in result.sentence]


@pytest.mark.parametrize(("number", "answer"), RIGHT)
def test_a_right_answer_of_the_trials_is_right(number, answer):
    assert judge(answer_key.question(ROOT, number), submit(answer)).status is Status.CORRECT


def test_two_known_mistakes_at_once_get_the_hint_of_one(questions):
    for question in questions:
        form = parts.Form(question.expected, question.rules, parts.names(question.expression))
        right, first = parts.split(form.expected, form.names), {}
        if question.rules.structure or right is None:
            continue
        for slip in question.slips:
            if slip.value.kind == "unanswered":
                continue
            value = form.fitted(parts.with_part(question, slip))
            wrong = form.compare(value)[1]
            if len(wrong) == 1:
                first.setdefault(form.names.index(wrong[0]), (form.pairs(value)[wrong[0]][0], slip.hint))
        for (one, (value, hint)), (other, (second, _)) in combinations(sorted(first.items()), 2):
            answer = [*right]
            answer[one], answer[other] = value, second
            content = to_json(Collection("list", Column.of(answer)))
            said = judge(question, {"value": content}).sentence
            named = f"{form.names[one]}: {hint} Then look at {form.names[other]}."
            whole = [slip.hint for slip in question.slips]
            assert said == named or said in whole, question.number
