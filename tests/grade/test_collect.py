"""What teachers have is found, whosever it is; what attackers pack does nothing."""

import functools
import hashlib
import json
import os
import re
import zipfile
from datetime import datetime

import pytest
from hand_ins import cell, packed

from newscase import course
from newscase.course import CourseError
from newscase.grade.collect import archives
from newscase.grade.collect.collect import collect
from newscase.grade.collect.students import NOBODY

ROOT = course.root()


def notebook(stem="01-claims", text="", metadata=None) -> bytes:
    meta = {"newscase": {"session": stem}} if metadata is None else metadata
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": f"x = 1  # {text}", "outputs": []}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": meta, "cells": [cell]}).encode()


@pytest.fixture
def hand_in(tmp_path, monkeypatch):
    """Put files into a folder (or a zip, when named so) and collect them, by (student, session).

    `times` are when files were last changed, in seconds.
    """

    def gathered(handed_in: dict, zip_name: str | None = None, times: dict | None = None, **limits):
        root = tmp_path / "submissions"
        for name, content in handed_in.items():
            folder = root / name if name.endswith("/") else (root / name).parent
            folder.mkdir(parents=True, exist_ok=True)
            if not name.endswith("/"):
                (root / name).write_bytes(content)
        for name, when in (times or {}).items():
            os.utime(root / name, (when, when))
        if zip_name:
            root = tmp_path / zip_name
            root.write_bytes(packed(handed_in))
        before = snapshot(tmp_path / "submissions")
        for name, most in limits.items():
            monkeypatch.setattr(archives, name, most)
        result = collect(root, tmp_path / "scratch")
        assert snapshot(tmp_path / "submissions") == before
        assert {path.name for path in tmp_path.iterdir()} <= {"submissions", "scratch", zip_name}
        for one in result:
            assert (one.path is None) == bool(one.problem)
            if one.path:
                assert (tmp_path / "scratch") in one.path.parents
                assert hashlib.sha256(one.path.read_bytes()).hexdigest() == one.sha256
        keys = [(one.student, one.session) for one in result if one.session]
        assert len(set(keys)) == len(keys)
        return {(one.student, one.session): one for one in result}

    return gathered


def works_of(found, student):
    return [one for (name, _), one in found.items() if name == student]


def snapshot(folder):
    return {
        str(path): (path.read_bytes() if path.is_file() else None, path.lstat().st_mtime_ns)
        for path in folder.rglob("*")
    }


# "@1" is the name of session 1, and every file is a notebook; a dict holds zips.
LAYOUTS = {
    "a folder each": ["Anna Lee/@1", "Anna Lee/@2", "Ben/@1"],
    "folders in a folder": ["Submissions/Anna Lee/@1", "Submissions/Anna Lee/@2", "Submissions/Ben/@1"],
    "a folder in a folder of its own": ["Anna Lee/exercises/@1", "Anna Lee/exercises/@2", "Ben/exercises/@1"],
    "a folder for each session": ["@1/Anna Lee/@1", "@2/Anna Lee/@2", "@1/Ben/@1"],
    "nbgrader": ["submitted/Anna Lee/@1/@1", "submitted/Anna Lee/@2/@2", "submitted/Ben/@1/@1"],
    "weeks": ["week 1/Anna Lee_@1", "week 2/Anna Lee_@2", "week 1/Ben_@1"],
    "two classes": ["7A/Anna Lee/@1", "7A/Anna Lee/@2", "7A/Cem/@3", "7B/Ben/@1", "7B/Dora/@3"],
    "flat, name first": ["Anna Lee_@1", "Anna Lee - @2 (2)", "Ben_@1"],
    "flat, copies of a cloud": ["Anna Lee - Copy of @1", "Anna Lee_homework final_@2", "Ben_Kopie von @1"],
    "versions of Teams": [
        "Submitted files/Anna Lee/Exercise 1/Version 1/@1",
        "Submitted files/Anna Lee/Exercise 2/Version 2/@2",
        "Submitted files/Ben/Exercise 1/Version 1/@1",
    ],
    "flat, name last": ["@1_Anna Lee", "@2 Anna Lee", "@1-Ben"],
    "from the course in a browser": [
        "Anna Lee_exercises_@1",
        "Anna Lee - exercises_@2 (2)",
        "exercises_@1-Ben",
    ],
    "a zip each": [{"Anna Lee.zip": ["@1", "@2"], "Ben.zip": ["work/@1"]}],
    "a zip of folders": [{"class.zip": ["class/Anna Lee/@1", "class/Anna Lee/@2", "class/Ben/@1"]}],
    "zips of flat files": [
        {"tuesday group.zip": ["Anna Lee_@1", "Ben_@1"]},
        {"wednesday group.zip": ["Anna Lee_@2", "Cem_@3", "Dora_@3"]},
    ],
    "a zip of flat files": [{"tuesday group.zip": ["Anna Lee_@1", "Anna Lee_@2", "Ben_@1"]}],
    "Moodle": [
        "Anna Lee_123456_assignsubmission_file_/@1",
        "Ben_123457_assignsubmission_file_/@1",
        "Anna Lee_223456_assignsubmission_file_/@2",
    ],
    "Moodle, flat": [
        "Anna Lee_123456_assignsubmission_file_@1",
        "Ben_123457_assignsubmission_file_@1",
        "Anna Lee_223456_assignsubmission_file_@2",
    ],
    "Brightspace": [
        "397063-2557369 - Anna Lee - Sep 24, 2024 926 PM/@1",
        "397063-2557369 - Ben - 24 September, 2024 1042 AM/@1",
        "397063-2557370 - Anna Lee - Oct 1, 2024 112 AM/@2",
    ],
    "Brightspace, flat": [
        "397063-2557369 - Anna Lee - 2024-09-24 926 PM - @1",
        "397063-2557369 - Ben - 24 septembre, 2024 10 h 42 - @1",
        "397063-2557370 - Anna Lee - Oct 1, 2024 112 AM - @2",
    ],
    "Blackboard": [
        "Claims (1)_Anna Lee_attempt_2024-09-24-21-26-03_@1",
        "Claims (1)_Ben_attempt_2024-09-24-21-26-03_@1",
        "Voices_Anna Lee_attempt_2024-10-01-01-12-00_@2",
    ],
    "Blackboard, an underscore": [
        "Exercise_01_Anna Lee_attempt_2024-09-24-21-26-03_@1",
        "Exercise_01_Ben_attempt_2024-09-24-21-26-03_@1",
        "Exercise_02_Anna Lee_attempt_2024-10-01-01-12-00_@2",
    ],
    "nbgrader's exchange": [
        "inbound/Anna Lee+01-claims+2024-09-24 21:26:03 UTC/@1",
        "inbound/Anna Lee+02-voices+2024-10-01 21:26:03 UTC/@2",
        "inbound/Ben+01-claims+2024-09-24 21:26:03 UTC/@1",
    ],
    "nbgrader's exchange, unpacked on Windows, files and zips": [
        "inbound/Anna Lee+01-claims+2024-09-24 21_26_03.123456 UTC+ab12/@1",
        "inbound/Ben+01-claims+2024-09-24 21_26_03 UTC",
        {"inbound/Anna Lee+02-voices+2024-10-01 21_26_03 UTC.zip": ["@2"]},
    ],
    "GitHub Classroom": [
        "exercise-1-submissions/exercise-1-Anna Lee/exercises/@1",
        "exercise-2-submissions/exercise-2-Anna Lee/exercises/@2",
        "exercise-1-submissions/exercise-1-Ben/exercises/@1",
    ],
    "flat, a task first": ["hw1_Anna Lee", "hw2_Anna Lee_@2", "hw1_Ben"],
    "flat, other hyphens": ["Anna Lee_01 claims", "Anna Lee_@2", "Ben_01_claims"],
    "a zip for each session": [
        {"Anna Lee_01-claims.zip": ["@1"], "02-voices_Anna Lee.zip": ["@2"], "Ben_01-claims.zip": ["@1"]}
    ],
    "a drive in parts": [
        {"drive-download-20240924T101010Z-001.zip": ["Anna Lee/@1", "Anna Lee/@2"]},
        {"drive-download-20240924T101010Z-002.zip": ["Ben/@1"]},
    ],
    "what Teams keeps besides": [
        "Submitted files/Anna Lee/@1",
        "Working files/Anna Lee/@2",
        "Submitted files/Ben/@1",
    ],
    "Canvas": ["Anna Lee_55_901_@1", "Ben_LATE_56_902_@1", "Anna Lee_55_903_@2"],
    "Canvas, zips in it": [{"Anna Lee_55_901_my work.zip": ["a/@1", "a/@2"]}, "Ben_56_902_x"],
}
STEMS = {"1": "01-claims", "2": "02-voices", "3": "03-when"}


def filled(layout):
    files = {}
    for one in layout:
        if isinstance(one, dict):
            files |= {name: packed(filled(inner)) for name, inner in one.items()}
        else:
            name = re.sub("@(.)", lambda number: STEMS[number[1]], one) + ".ipynb"
            files[name] = notebook(STEMS[one.partition("@")[2][:1] or "1"], one)
    return files


@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_form_in_which_a_teacher_has_them(hand_in, layout, zipped):
    found = hand_in(filled(LAYOUTS[layout]), "download.zip" if zipped else None)
    usual = {("Anna Lee", "01-claims"), ("Anna Lee", "02-voices"), ("Ben", "01-claims")}
    assert set(found) - {("Cem", "03-when"), ("Dora", "03-when")} == usual
    assert len(found) == (5 if layout in ("two classes", "zips of flat files") else 3)
    assert not [one.problem for one in found.values() if one.problem]


def test_one_notebook(tmp_path):
    path = tmp_path / "Anna_01-claims.ipynb"
    path.write_bytes(notebook())
    (one,) = collect(path, tmp_path / "scratch")
    assert (one.student, one.session) == ("Anna", "01-claims")


PLATFORMS = {
    "leeanna_LATE_55_901_01-claims.ipynb": ("leeanna", {"canvas": "55"}),
    "Anna Lee_123456_assignsubmission_file_/01-claims.ipynb": ("Anna Lee", {"moodle": "123456"}),
    "anon_aB3x9_901_01-claims.ipynb": ("anon aB3x9", {}),
}


@pytest.mark.parametrize("place", PLATFORMS)
def test_a_platforms_numbers_and_late_work_are_kept(hand_in, place):
    student, ids = PLATFORMS[place]
    one = hand_in({place: notebook()})[student, "01-claims"]
    late = ("01-claims was handed in late, says Canvas.",) * ("LATE" in place)
    assert (one.ids, one.file, one.notes) == (ids, "01-claims.ipynb", late)


NAMESAKES = {
    "Moodle": (
        ["Anna Lee_11_assignsubmission_file_/@1", "Anna Lee_12_assignsubmission_file_/@1"],
        ["Anna Lee (11)", "Anna Lee (12)"],
    ),
    "Brightspace": (
        ["11-7 - Anna Lee - Sep 24, 2024 926 PM/@1", "12-7 - Anna Lee - Sep 24, 2024 926 PM/@1"],
        ["Anna Lee (11)", "Anna Lee (12)"],
    ),
    "case": (["Anna/@1", "anna/@1"], ["Anna", "anna"]),
    "two classes": (["7A/Ann/@1", "7A/Bo/@1", "7B/Ann/@1", "7B/Cy/@1"], ["Ann (7A)", "Ann (7B)", "Bo", "Cy"]),
    "two classes, flat": (
        ["7A/Ann_@1", "7A/Bo_@1", "7B/Ann_@1", "7B/Cy_@1"],
        ["Ann (7A)", "Ann (7B)", "Bo", "Cy"],
    ),
    "two classes, without names": (
        ["7A/Ann_@1", "7A/Bo_@1", "7A/@1", "7B/Cy_@1", "7B/Di_@1", "7B/@1"],
        [NOBODY, "Ann", "Bo", "Cy", "Di"],
    ),
    "one class twice": (["May/Ann/@1", "May/Bo/@1", "June/Ann/@1", "June/Bo/@1"], ["Ann", "Bo"]),
    "late work beside the class": (
        ["Class/Ann_@1", "Class/Bo_@1", "Class/Cy_@1", "Late/Ann_@1", "Late/Di_@1", "Resubmission 2/Bo_@1"],
        ["Ann", "Bo", "Cy", "Di"],
    ),
    "late work beside two": (["7A/Ann_@1", "7A/Bo_@1", "Late/Ann_@1"], ["Ann", "Bo"]),
    "forms of one letter": (["Jose\u0301/@1", "José/@2"], ["José", "José"]),
    "numbers of tasks": (["Anna_ex01", "Anna_ex02", "Ben - homework 2"], ["Anna", "Ben"]),
    "forms of one letter, with a task": (["Jose\u0301 - homework final_@1", "José_@2"], ["José", "José"]),
    "numbers": (["07_@1", "07_@2", "08_@1"], ["07", "07", "08"]),
    "copies of a cloud": (
        ["Ann_@1", "Ann_@1-DESKTOP-AB12CDE", "Ann_@1 (Bo's conflicted copy 2024-09-24)", "Bo_@1"],
        ["Ann", "Bo"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("layout", "students"), NAMESAKES.values(), ids=NAMESAKES)
def test_who_is_one_and_who_is_two(hand_in, layout, students):
    assert sorted(student for student, _ in hand_in(filled(layout), "all.zip")) == students


def test_what_is_no_submission_makes_no_student(hand_in):
    files = {
        "Ann_55_901_01-claims.ipynb": notebook(),
        "Bo_56_text.html": b"<p>See my file.",
        "graded/.newscase.json": b"[]",
        "graded/feedback/Ann.html": b"x",
    }
    assert {*hand_in(files, "all.zip")} == {("Ann", "01-claims"), ("Bo", None)}


ATTEMPTS = {
    "Canvas's -1": ("01-claims.ipynb", "01-claims-1.ipynb"),
    "a browser's (1)": ("01-claims.ipynb", "01-claims (1).ipynb"),
    "-2 after -1": ("01-claims-1.ipynb", "01-claims-2.ipynb"),
    "-10 after -9": ("01-claims-9.ipynb", "01-claims-10.ipynb"),
    "one kept by newscase reset": ("01-claims.kept-2026-01-31-140502.ipynb", "01-claims.ipynb"),
}


EACH_IN_A_FOLDER = {
    "Brightspace": "1-2 - Anna - {}/01-claims.ipynb",
    "Brightspace, flat": "1-2 - Anna - {} - 01-claims.ipynb",
    "Blackboard": "Claims_Anna_attempt_{}_01-claims.ipynb",
}
MOMENTS = [
    ("Brightspace", "Sep 24, 2024 926 PM", "Oct 1, 2024 112 AM"),
    ("Brightspace", "Oct 1, 2024 112 AM", "Oct 1, 2024 1102 AM"),
    ("Brightspace, flat", "9 April, 2018 1042 AM", "17 April, 2018 926 AM"),
    ("Blackboard", "2024-09-24-21-26-03", "2024-09-24-21-27-00"),
]


@pytest.mark.parametrize(("platform", "first", "last"), MOMENTS)
@pytest.mark.parametrize("turned", [1, -1])
def test_of_attempts_that_a_platform_dates_the_last_one_counts(hand_in, platform, first, last, turned):
    places = [EACH_IN_A_FOLDER[platform].format(when) for when in (first, last)]
    files = dict(zip(places, [worked(1, outputs="old"), worked(2)], strict=True))
    if "Brightspace" in platform:
        files |= {"index.html": b"<table>"}
    else:
        files |= {f"Claims_Anna_attempt_{last}.txt": b"Name: Anna (Anna)"}
    [one] = hand_in(dict(sorted(files.items(), reverse=turned < 0)), "all.zip").values()
    answered = [
        cell["id"] for cell in json.loads(one.path.read_bytes())["cells"] if cell["source"] == "n = 7"
    ]
    assert (one.student, one.problem, answered) == ("Anna", None, ["answer-1-2"])
    assert "was handed in 2 times" in one.notes[0]


@pytest.mark.parametrize("attempts", ATTEMPTS.values(), ids=ATTEMPTS)
def test_the_last_attempt_counts_and_a_note_says_so(hand_in, attempts):
    earlier, later = attempts
    found = hand_in({f"Anna/{later}": notebook(text="late"), f"Anna/{earlier}": notebook(text="early")})
    one = found["Anna", "01-claims"]
    assert b"late" in one.path.read_bytes()
    assert one.notes == (f"01-claims was handed in 2 times; {later} counts, not {earlier}.",)


def test_of_two_files_the_newer_counts(hand_in):
    """The clocks of a zip's entries and of files on disk are one, also late in a long month."""
    old = zipfile.ZipInfo("01-claims.ipynb", (2024, 3, 1, 12, 0, 0))
    no_day = zipfile.ZipInfo("02-voices.ipynb", (2024, 2, 31, 0, 0, 0))
    files = {
        "Anna/old.zip": packed({old: notebook(text="early"), no_day: notebook("02-voices")}),
        "Anna/01-claims.ipynb": notebook(text="late"),
        "Ben/new/01-claims.ipynb": notebook(text="late"),
        "Ben/old/01-claims.ipynb": notebook(text="early"),
    }
    day_after = datetime(2024, 3, 2, 12).timestamp()
    times = {"Anna/01-claims.ipynb": day_after, "Ben/new/01-claims.ipynb": 2, "Ben/old/01-claims.ipynb": 1}
    found = hand_in(files, times=times)
    assert {*found} == {("Anna", "01-claims"), ("Anna", "02-voices"), ("Ben", "01-claims")}
    assert not any(one.problem for one in found.values())
    for student in ("Anna", "Ben"):
        assert b"late" in found[student, "01-claims"].path.read_bytes()


def test_the_same_file_twice_needs_no_note(hand_in):
    found = hand_in({"Anna/01-claims.ipynb": notebook(), "Anna/01-claims-1.ipynb": notebook()})
    assert found["Anna", "01-claims"].notes == ()


LESSON, BLANK = ((ROOT / place / "01-claims.ipynb").read_bytes() for place in ("notebooks", "exercises"))


def worked(*numbers, outputs="") -> bytes:
    content = json.loads(BLANK)
    for one in content["cells"]:
        if one["id"] in [f"answer-1-{number}" for number in numbers]:
            one.update(source="n = 7", outputs=[{"output_type": "stream", "text": outputs}])
    return json.dumps(content).encode()


def prepared(source) -> bytes:
    """Return the blank exercise with a cell above and below everything that prepares a computer."""
    content = json.loads(BLANK)
    content["cells"] = [cell(source), *content["cells"], cell(source)]
    return json.dumps(content).encode()


def course_file(place, *stems):
    return {f"{place}/{stem}.ipynb": (ROOT / place / f"{stem}.ipynb").read_bytes() for stem in stems}


# Each with what is said; the file with the answers to 1.1 and 1.2 counts, and has the earliest date.
BESIDE = {
    "a lesson, later": (course_file("notebooks", "01-claims"), "01-claims.ipynb is a lesson and no"),
    "a lesson of a browser": ({"01-claims (1).ipynb": LESSON}, "01-claims (1).ipynb is a lesson and no"),
    "a blank copy": ({"01-claims-Copy1.ipynb": BLANK}, "is the exercise as it was given out."),
    "less work": ({"01-claims-3.ipynb": worked(1)}, "not 01-claims-3.ipynb. It has more work in it."),
    "the other half": ({"01-claims-0.ipynb": worked(3)}, "Only what does not count answers 1.3: ask for one"),
    "other lessons": (
        course_file("notebooks", "00-start-here", "glossary"),
        "Lessons do not count: 00-start-here.ipynb, glossary.ipynb.",
    ),
    "other blanks": (
        course_file("exercises", "03-when", "06-ruble"),
        "Exercises as given out do not count: 03-when.ipynb, 06-ruble.ipynb.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("beside", "said"), BESIDE.values(), ids=BESIDE)
def test_a_lesson_or_a_blank_never_counts_before_work(hand_in, beside, said):
    mine, files = worked(1, 2), {f"Anna/{name}": content for name, content in beside.items()}
    found = hand_in(
        files | {"Anna/mine/01-claims.ipynb": mine},
        times={"Anna/mine/01-claims.ipynb": 1} | dict.fromkeys(files, 10_000_000),
    )
    [one] = found.values()
    assert [cell["source"] for cell in json.loads(one.path.read_bytes())["cells"]].count("n = 7") == 2
    assert said in " ".join(one.notes)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (LESSON, "only 01-claims.ipynb. Ask for exercises/01-claims.ipynb."),
        (BLANK, "only 01"),
        (
            prepared("from google.colab import drive\ndrive.mount('/content/drive')\n%pip install x"),
            "only 01",
        ),
        (prepared('claims = pd.read_csv("/content/claims.csv")\nimport os'), "only 01"),
    ],
)
def test_without_any_work_nothing_was_handed_in(hand_in, content, kind):
    [one] = hand_in({"Anna/01-claims.ipynb": content}).values()
    assert f"No work was handed in, {kind}" in one.problem


ONE_LINES = [
    "import math; n = 7",
    "n = len(pd.read_csv('claims.csv'))",
    "# import bans came later",
    "import bans came later",
]


@pytest.mark.parametrize("line", ONE_LINES)
def test_one_line_of_work_was_handed_in(hand_in, line):
    [one] = hand_in({"Anna/01-claims.ipynb": prepared(line)}).values()
    assert one.problem is None


NAMES = ["01-claims.ipynb.txt", "01-claims.json", "mine.txt", "01-claims", "final version.ipynb"]
NAMES += ["01-claims.ipynb.download", "01-claims.IPYNB~"]


@pytest.mark.parametrize("name", NAMES)
def test_whatever_its_name_or_ending_a_notebook_is_known_by_what_is_in_it(hand_in, name):
    [one] = hand_in({f"Anna/{name}": worked(1), "Anna/data.json": b"{}", "Anna/note.txt": b"hello"}).values()
    assert (one.session, one.file[-6:], one.problem) == ("01-claims", ".ipynb", None)
    assert one.notes == ("Other files do not count: data.json, note.txt.",)


def test_outputs_are_not_read(hand_in):
    big = worked(1, outputs="a line\n" * 4_000_000)
    assert len(big) > 25_000_000
    [one] = hand_in({"Anna.zip": packed({"01-claims.ipynb": big})}).values()
    assert one.path.stat().st_size < 200_000


def test_other_files_are_left_out_with_a_note(hand_in):
    noise = (".ipynb_checkpoints/01-claims-checkpoint.ipynb", "__MACOSX/._01-claims.ipynb", ".DS_Store")
    files = {"Anna/01-claims.ipynb": notebook(), "Anna/essay.docx": b"x"}
    found = hand_in(files | {f"Anna/{name}": b"" for name in noise})
    assert found["Anna", "01-claims"].notes == ("essay.docx is no notebook and was left out.",)


def test_a_file_without_a_name_is_said(hand_in):
    found = hand_in({"01-claims.ipynb": notebook(), "Ben_01-claims.ipynb": notebook()})
    assert "names no student" in found[NOBODY, "01-claims"].problem
    assert found["Ben", "01-claims"].problem is None


SAME_KIND = {
    "{}/@1": [("1", "2", "3"), ("01", "07", "12"), ("101", "102"), ("1999", "2001"), ("Group 1", "Group 2")],
    "{}/exercises/@1": [("1", "2", "3"), ("Work", "Old", "Anna Lee")],
    "class/{}/@1": [("1", "2"), ("Work", "Old", "Data")],
    "{}.zip/@1": [("1", "2")],
    "@1_{}": [("07", "12"), ("1", "2"), ("Group 1", "Group 2")],
    "{}_@1": [("101", "102"), ("1999", "2001")],
}
KINDS = [(place, names) for place, several in SAME_KIND.items() for names in several]
NUMBERS = ("4711007", "20231234", "Student 07", "student_12")
KINDS += [(place, (one, "Ben")) for place in ("{}/@1", "class/{}/@1", "{}_@1", "@1_{}") for one in NUMBERS]


@pytest.mark.parametrize(("place", "names"), KINDS)
def test_a_number_or_a_name_is_a_students_where_those_beside_it_are_alike(hand_in, place, names):
    layout = [place.format(name) for name in names]
    if ".zip/" in place:
        layout = [{zipped: [inner]} for zipped, inner in (one.split("/") for one in layout)]
    found = hand_in(filled(layout))
    assert {student for student, _ in found} == {*names}
    assert not any(one.problem for one in found.values())


def test_a_name_of_many_words_that_are_nobodys_takes_no_time(hand_in):
    """Each "copy of" that could be read in two ways doubled it: this took hours."""
    named = f"{'copy of ' * 28}Ann 01-claims.ipynb"
    found = hand_in({named: notebook(), "Ben_01-claims.ipynb": notebook(text="b")})
    assert [student[:10] for student, _ in found] == ["Ben", "copy of co"]


def test_no_file_without_a_name_is_lost(hand_in):
    places = ("final.ipynb", "01-claims.ipynb", "exercises/01-claims.ipynb")
    files = {place: notebook(text=place) for place in places}
    [one] = hand_in(files).values()
    assert "01-claims.ipynb" in one.problem
    assert "final.ipynb" in one.problem
    assert "name no student" in one.problem


CODE_PAGES = {
    "cp437": ["José Núñez", "Zoë Müller", "Anna Lee"],
    "cp852": ["Łukasz Żak", "Jiří Dvořák", "Anna Müller"],
    "cp866": ["Иван Петров", "Анна Смирнова"],
    "cp932": ["山田太郎", "鈴木花子"],
    "gbk": ["王小明", "韩梅梅"],
    "utf-8": ["Łukasz Żak", "Иван Петров"],
}


@pytest.mark.parametrize(("page", "students"), CODE_PAGES.items())
def test_names_in_a_zip_of_an_old_system_are_read(tmp_path, page, students):
    files = {f"{student}/01-claims.ipynb": notebook() for student in students}
    (tmp_path / "all.zip").write_bytes(packed(files, page))
    found = collect(tmp_path / "all.zip", tmp_path / "scratch")
    assert {one.student for one in found} == {*students}


def test_a_teachers_own_file_beside_the_notebooks_is_no_student(hand_in):
    files = {"list.csv": b"Anna", "README.md": b"", "Marking scheme.docx": b"x"}
    found = hand_in(files | {"Anna/01-claims.ipynb": notebook()})
    assert {student for student, _ in found} == {"Anna"}


def test_of_exercises_as_given_out_it_is_said_that_they_are(hand_in):
    files = ("01-claims.ipynb", "03-when.ipynb")
    [one] = hand_in({f"Anna/{name}": (ROOT / "exercises" / name).read_bytes() for name in files}).values()
    what = "01-claims.ipynb, 03-when.ipynb as given out. Ask for the .ipynb file with the work."
    assert one.problem == f"No work was handed in, only {what}"


@pytest.mark.parametrize("file", ["Anna Lee.docx", "Anna Lee_01-claims.html", "01-claims Anna Lee.pdf"])
def test_a_student_who_hands_in_something_else_is_named(hand_in, file):
    found = hand_in({file: b"x", "index.html": b"x", "list.xlsx": b"x", "Ben_01-claims.ipynb": notebook()})
    assert {student for student, _ in found} == {"Anna Lee", "Ben"}
    [one] = works_of(found, "Anna Lee")
    assert f"No work was handed in, only {file}." in one.problem


# What lies there, who has only an empty folder, and who has work.
EMPTY = {
    "beside a folder": ("Anna/ Ben/@1", "Anna", "Ben"),
    "with folders inside": ("Anna/02-voices/ Anna/old/ Ben/@1", "Anna", "Ben"),
    "with what a computer put there": ("Anna/ Anna/.DS_Store Ben/@1", "Anna", "Ben"),
    "a number beside numbers": ("06/@1 07/ 08/@1", "07", "06 08"),
    "in one of two classes": ("7A/Anna/@1 7A/Ben/@1 7B/Cem/", "Cem", "Anna Ben"),
    "of a platform": ("Anna_12_assignsubmission_file_/ Ben/@1", "Anna", "Ben"),
    "everybody's": ("Anna/ Ben/", "Anna Ben", ""),
    "beside work": ("Ben/data/ Ben/exercises/@1 Ben/me/", "", "Ben"),
    "nobody's": ("old/ data/ 7B/ 7A/Anna/@1 7A/Ben/@1", "", "Anna Ben"),
}


@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize(("layout", "empty", "work"), EMPTY.values(), ids=EMPTY)
def test_who_hands_in_an_empty_folder_is_named(hand_in, layout, empty, work, zipped):
    files = {name.replace("@1", "01-claims.ipynb"): notebook() * ("@" in name) for name in layout.split()}
    found = hand_in(files, zip_name="class.zip" if zipped else None)
    said = "No work was handed in, only an empty folder. Ask for"
    named = {student for (student, _), one in found.items() if said in (one.problem or "")}
    assert named == {*empty.split()}
    assert {student for student, _ in found} - named == {*work.split()}
    assert not any(one.notes for one in found.values())


NOTEBOOKS = {
    "empty": b"",
    "not JSON": b"hello",
    "other JSON": b"[1, 2]",
    "format 3": b'{"nbformat": 3, "worksheets": [], "metadata": {}}',
    "deep": b"[" * 200_000,
    "odd cells": b'{"nbformat": 4, "metadata": {}, "cells": [7]}',
    "of another course": notebook(metadata={}),
}
ZIP = packed({"01-claims.ipynb": notebook()})
PASSWORD = bytearray(ZIP)
for place in (6, ZIP.index(b"PK\x01\x02") + 8):
    PASSWORD[place] |= 1
BOMB = packed({"01-claims.ipynb": b" " * 25_000_000})
NESTED = functools.reduce(lambda inner, _: packed({"inner.zip": inner}), range(8), ZIP)
DAMAGED = "Eve.zip is damaged and cannot be opened. Download it again."
# The file that Eve hands in, and what is said about which of her sessions.
WRONG = {
    **{name: ("Eve/mine.ipynb", content, None, "mine.ipynb ") for name, content in NOTEBOOKS.items()},
    "no notebook": ("Eve/essay.docx", b"x", None, "No work was handed in, only essay.docx. Ask for the"),
    **{f"zip {length}": ("Eve.zip", ZIP[:length], None, DAMAGED) for length in (0, 5, 60)},
    "locked": ("Eve.zip", PASSWORD, "01-claims", "01-claims.ipynb is locked with a password."),
    "bomb": ("Eve.zip", BOMB, "01-claims", "01-claims.ipynb is larger than 20 MB. Clear its outputs"),
    "zips in zips": ("Eve.zip", NESTED, None, "inner.zip lies in too many other zips."),
}


@pytest.mark.parametrize(("file", "content", "session", "words"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_marked_is_a_sentence_and_the_others_are(hand_in, file, content, session, words):
    found = hand_in({file: content, "Ben/01-claims.ipynb": notebook()})
    assert found["Ben", "01-claims"].problem is None
    assert found["Eve", session].problem.startswith(words)
    assert len(found["Eve", session].problem) < 300


# --- hostile -----------------------------------------------------------------------------------


def test_paths_out_of_the_zip_go_nowhere(hand_in, tmp_path):
    places = [("01-claims", "../../escape/"), ("02-voices", "/etc/"), ("03-when", "C:\\x\\")]
    places += [("04-events", "..\\"), ("06-ruble", "")]
    zipped = packed({f"{place}{stem}.ipynb": notebook(stem) for stem, place in places})
    found = hand_in({"Ben/01-claims.ipynb": notebook(), "Eve.zip": zipped})
    assert not list(tmp_path.rglob("escape"))
    assert {session for student, session in found if student == "Eve"} == {"06-ruble"}
    assert len(found["Eve", "06-ruble"].notes) == 4
    assert all("outside the zip" in note for note in found["Eve", "06-ruble"].notes)


def test_very_many_folders_in_folders_cost_nobody_the_memory(hand_in):
    deep = packed({f"{'a/' * 20_000}01-claims.ipynb": notebook(), "02-voices.ipynb": notebook("02-voices")})
    found = hand_in({"Ben/01-claims.ipynb": notebook(), "Eve.zip": deep})
    assert {*found} == {("Ben", "01-claims"), ("Eve", "02-voices")}
    assert found["Eve", "02-voices"].notes == ("01-claims.ipynb lies in too many folders and was left out.",)


def test_links_are_not_followed(hand_in, tmp_path):
    secret = tmp_path / "scratch"
    secret.mkdir()
    (secret / "secret.ipynb").write_bytes(notebook(text="secret"))
    files = {
        "Eve/01-claims.ipynb": str(secret / "secret.ipynb"),
        "Eve/02-voices.ipynb": notebook("02-voices"),
    }
    root = tmp_path / "in"
    (root / "Mallory").mkdir(parents=True)
    (root / "all.zip").write_bytes(packed(files))
    try:
        (root / "Mallory" / "01-claims.ipynb").symlink_to(secret / "secret.ipynb")
        (root / "Mallory" / "loop").symlink_to(root)
    except OSError:
        pytest.skip("this system makes no links")
    found = {(one.student, one.session): one for one in collect(root, tmp_path / "fresh")}
    assert set(found) == {("Eve", "02-voices"), ("Mallory", None)}
    assert "was not followed" in found["Eve", "02-voices"].notes[0]
    assert not [path for path in (tmp_path / "fresh").rglob("*.ipynb") if b"secret" in path.read_bytes()]


SPOOFS = {
    "a zip": [{"Eve.zip": ["Ben_@1-99", "Cem_@1-99"]}],
    "folders in a zip": [{"Eve.zip": ["Ben/@1-99", "Cem/@1-99"]}],
    "folders": ["Eve/Ben/@1-99", "Eve/Cem/@1-99"],
    "Canvas": ["Eve_1_2_Ben_99_99_@1"],
    "Canvas, a zip": [{"Eve_1_2_x.zip": ["Ben_5_99_@1"]}],
    "Moodle": ["Eve_1_assignsubmission_file_/Ben_7_assignsubmission_file_/@1"],
}


@pytest.mark.parametrize("spoof", SPOOFS.values(), ids=SPOOFS)
def test_nobody_hands_in_for_somebody_else(hand_in, spoof):
    honest = {f"{name}/01-claims.ipynb": notebook(text=f"by {name}") for name in ("Ben", "Cem")}
    found = hand_in(honest | filled(spoof))
    assert {student for student, _ in found} == {"Ben", "Cem", "Eve"}
    for name in ("Ben", "Cem"):
        assert f"by {name}".encode() in found[name, "01-claims"].path.read_bytes()
        assert not found[name, "01-claims"].notes


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_a_pipe_does_not_hang(tmp_path):
    (tmp_path / "in" / "Eve").mkdir(parents=True)
    os.mkfifo(tmp_path / "in" / "Eve" / "01-claims.ipynb")
    (one,) = collect(tmp_path / "in", tmp_path / "scratch")
    assert "01-claims.ipynb" in one.problem


def test_a_large_notebook_is_a_sentence(hand_in, tmp_path):
    found = hand_in({"Anna/01-claims.ipynb": notebook(text="x" * 5_000)}, NOTEBOOK=2_000)
    words = "01-claims.ipynb is larger than 0.002 MB. Clear its outputs, save it, and hand it in again."
    assert found["Anna", "01-claims"].problem == words
    assert not [*(tmp_path / "scratch").iterdir()]


def test_a_zip_that_lies_about_its_size_is_left_out(tmp_path):
    content = packed({"Eve/01-claims.ipynb": notebook(text="x" * 5_000_000)})
    real, false = (5_000_000 + len(notebook())).to_bytes(4, "little"), (100).to_bytes(4, "little")
    (tmp_path / "in.zip").write_bytes(content.replace(real, false))
    (one,) = collect(tmp_path / "in.zip", tmp_path / "scratch")
    assert one.student == "Eve"
    assert one.problem


def test_too_many_files_end(hand_in):
    bomb = packed({f"{n}.txt": b"" for n in range(300)} | {"01-claims.ipynb": notebook()})
    found = hand_in({"Ben/01-claims.ipynb": notebook(), "Eve.zip": bomb}, FILES=100)
    eve = str(works_of(found, "Eve"))
    assert "more than 100 files" in eve
    assert len(eve) < 5_000
    assert found["Ben", "01-claims"].problem is None


@pytest.mark.parametrize("inside", [False, True], ids=["a folder", "one zip"])
def test_a_bomb_uses_up_nobody_elses_allowance(hand_in, inside):
    bomb = packed({f"{n:03}/01-claims.ipynb": b"[" * 300_000 for n in range(400)})
    files = {f"Zoe{n}_{n}_9_01-claims.ipynb": notebook(text=str(n)) for n in range(20)}
    files["Eve_1_2_work.zip"] = bomb
    found = hand_in(files, "all.zip" if inside else None, INNER_ZIP=5_000_000, ZIP=8_000_000)
    assert all(one.problem is None for (student, _), one in found.items() if student != "Eve")
    assert len({student for student, _ in found}) == 21
    eve = works_of(found, "Eve")
    assert "unpacks to too much" in str(eve)
    assert all(one.problem for one in eve)


def test_very_many_broken_notebooks_are_a_few_sentences(hand_in):
    (one,) = hand_in({"Eve.zip": packed({f"x{n}.ipynb": b"no" for n in range(50)})}).values()
    assert len(one.notes) < 10
    assert "41 more files were left out." in one.notes


@pytest.mark.parametrize(
    ("name", "words"), [("all.zip", "damaged"), ("in", "no notebook"), ("gone", "nothing at")]
)
def test_nothing_to_collect_is_a_sentence(tmp_path, name, words):
    (tmp_path / "in").mkdir()
    (tmp_path / "all.zip").write_bytes(b"hello")
    with pytest.raises(CourseError, match=words):
        collect(tmp_path / name, tmp_path / "scratch")


HOSTILE_NAMES = [
    *('=HYPERLINK("http://x","y")', 'Lee, "Anna"', "O'Brien", "Lee\nAnna", "\u202egnaL", "../../etc"),
    *("CON", "-rf", "@cmd", "a" * 180, "אנה", "<script>alert(1)</script>"),
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_any_name_is_a_student(tmp_path, name):
    places = f"{name}_123_assignsubmission_file_", "Ben_124_assignsubmission_file_"
    (tmp_path / "in.zip").write_bytes(packed({f"{one}/01-claims.ipynb": notebook() for one in places}))
    found = collect(tmp_path / "in.zip", tmp_path / "scratch")
    assert len(found) == 2
    assert not all(one.problem for one in found)
    assert all("\n" not in one.student and one.student for one in found)


def test_the_same_in_any_order_of_arrival(tmp_path):
    places = [(name, stem) for name in ("Anna", "Ben", "Cem") for stem in ("01-claims", "02-voices")]
    files = {f"{name}/{stem}.ipynb": notebook(stem, name) for name, stem in places}
    results = []
    for order, names in (("one", files), ("other", reversed(files))):
        path, scratch = tmp_path / f"{order}.zip", tmp_path / order
        path.write_bytes(packed({name: files[name] for name in names}))
        found = collect(path, scratch)
        results.append([(one.student, one.session, one.sha256, one.path.name) for one in found])
    assert results[0] == results[1]


def test_a_number_of_thousands_of_digits_is_no_platforms(tmp_path):
    """Only in a zip can a name be so long; Python refuses to read such a number."""
    path = tmp_path / "class.zip"
    names = f"Eve_1_{'1' * 5_000}_01-claims.ipynb", "ann_1_2_01-claims.ipynb"
    path.write_bytes(packed({name: notebook(text=name[:1]) for name in names}))
    assert [one.student[:3] for one in collect(path, tmp_path / "scratch")] == ["ann", "Eve"]


def test_a_name_that_no_disk_could_hold_is_cut_and_a_notebook_for_all_that(tmp_path):
    """A name of any length would be looked through in millions of ways."""
    path = tmp_path / "class.zip"
    path.write_bytes(packed({f"Ann{' homework' * 5_000}!_01-claims.ipynb": notebook()}))
    [one] = archives.read(path, tmp_path)
    assert one.name.endswith("_01-claims.ipynb")
    assert (one.copy.name, len(one.name)) == (f"{one.sha256}.ipynb", 255)
