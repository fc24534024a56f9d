"""The report's numbers are those of the class; pages are whole, safe and written all at once."""

import contextlib
import csv
import os
import random
import re
import shutil
import stat
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest import mock
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from hand_ins import contents
from seeded_class import ROOT, SAMPLE, SESSIONS, STEMS, TEXTS, seeded

from newscase import files
from newscase.checking.result import Result, Status
from newscase.course import CourseError
from newscase.grade import course_texts, results_folder, spreadsheet, written_marks
from newscase.grade.reports import distribution
from newscase.grade.results_folder import settle, write_all
from newscase.grade.submission import State, Submission
from newscase.pytest_plugin import written_answers

SCRIPT = "<script>alert('x')</script>"


class Page:
    """A page's tables as lists of texts, its tags, and its texts for screen readers."""

    def __init__(self, text: str):
        page = BeautifulSoup(text, "html.parser")
        self.text = page.get_text()
        self.tags = Counter(tag.name for tag in page.find_all())
        self.links = [tag[name] for name in ("href", "src") for tag in page.find_all(**{name: True})]
        self.ids = [tag["id"] for tag in page.find_all(id=True)]
        self.images = page.find_all(role="img")
        self.tables = {
            table.get("id"): [
                [" ".join(cell.get_text().split()) for cell in row.find_all(["td", "th"])]
                for row in table.find_all("tr")
            ]
            for table in page.find_all("table")
        }


def pages(folder, submissions, rows=(), **options):
    """Return the report of a class; `rows` are marks that the teacher has entered before."""
    if rows:
        folder.mkdir()
        save(folder, rows)
    write_all(submissions, folder, root=SAMPLE, **options)
    return read(folder / "report.html")


MARKS = "written.xlsx"
# The notebooks of three students for session 01.
FIRST_THREE = [one for one in seeded()[0] if one.session == "01-claims"][:3]


def save(folder, rows):
    """Save marks as a teacher does."""
    for name, content in written_marks.dump(rows).items():
        (folder / name).write_bytes(content)


def saved(folder, name=MARKS):
    return written_marks.parse(name, (folder / name).read_bytes())


def read(path):
    return Page(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    submissions, truth = seeded()
    folder = tmp_path_factory.mktemp("class") / "graded"
    return folder, pages(folder, submissions), submissions, truth


@pytest.mark.parametrize("stem", STEMS)
def test_the_questions_are_counted_as_they_were_seeded(school, stem):
    _, page, submissions, truth = school
    head, *table = page.tables[f"questions-{stem}"]
    assert head[1:] == ["right", "not yet", "not answered", "in error", "all"]
    handed_in = sum(one.session == stem for one in submissions)
    found = {row[0].split()[0]: [int(cell) for cell in row[1:]] for row in table}
    expected = {
        number: [truth["states"][stem, number][state] for state in State] + [handed_in]
        for number in SESSIONS[stem].questions
    }
    assert found == expected


def test_the_slips_are_counted_as_they_were_seeded(school):
    _, page, submissions, truth = school
    _, *table = page.tables["slip-table"]
    assert {(row[0], row[2]): int(row[1].split()[0]) for row in table} == {
        (number, hint): count for (_, number, hint), count in truth["slips"].items()
    }
    assert [int(row[1].split()[0]) for row in table] == sorted(truth["slips"].values(), reverse=True)
    handed_in = Counter(one.session for one in submissions)
    for row in table:
        count, _, of = row[1].split()
        assert int(of) == handed_in[next(stem for stem in STEMS if stem[1] == row[0][0])]
        assert len(row[3].split(", ")) == int(count)


def test_the_totals_are_those_of_the_class(school):
    _, page, submissions, truth = school
    right = Counter()
    for one in submissions:
        right[one.student] += one.points
    _, *table = page.tables["student-table"]
    assert {row[0]: int(row[-2].split()[0]) for row in table} == dict(right)
    assert [row[0] for row in table] == sorted(truth["names"], key=str.casefold)


DISTRIBUTIONS = [([0, 3, 6, 6], 6), ([0.5, 3, 14], 14), ([], 6), ([*range(100)], 99), ([999_999], 6)]


@pytest.mark.parametrize(("points", "possible"), DISTRIBUTIONS)
def test_a_distribution_counts_everybody_once(points, possible):
    bins = distribution(points, possible)
    assert sum(count for _, count in bins) == len(points)
    assert len(bins) <= 13


def test_slips_with_one_hint_are_one_mistake(tmp_path):
    question = SESSIONS["01-claims"].questions["1.4"]
    same = [number for number, slip in enumerate(question.slips) if slip.hint.startswith("This is a percent")]
    assert len(same) > 1
    one = next(one for one in seeded()[0] if one.session == "01-claims")
    result = replace(one.results[0], question="1.4", status=Status.NOT_YET, error=False)
    results = {index: (replace(result, slip=index),) for index in same}
    submissions = [replace(one, student=f"S{index}", results=own) for index, own in results.items()]
    _, *table = pages(tmp_path / "graded", submissions).tables["slip-table"]
    assert [row[1] for row in table] == [f"{len(same)} of {len(same)}"]


def test_every_chart_says_what_it_shows_and_has_a_table(school):
    _, page, _, _ = school
    questions = sum(len(SESSIONS[stem].questions) for stem in STEMS)
    assert len(page.images) == questions + len(STEMS) + 1
    assert all(len(image["aria-label"]) > 30 for image in page.images)


def test_pages_are_one_file_without_scripts_or_network(school):
    folder, _, _, _truth = school
    files = [folder / "report.html", *sorted((folder / "feedback").iterdir())]
    assert len(files) == 31
    for path in files:
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        assert not page.tags.keys() & {"script", "link", "img", "iframe"}
        for link in page.links:
            assert link[1:] in page.ids if link.startswith("#") else (folder / unquote(link)).is_file()
        assert len(set(page.ids)) == len(page.ids)
        assert not re.search(r"url\(|@import", text)
        for part in ("Content-Security-Policy", "prefers-color-scheme: dark", "@media print"):
            assert part in text


def test_names_and_texts_cannot_become_tags(tmp_path):
    one = seeded()[0][0]
    code = f"'''{SCRIPT}''' </code></pre>"
    wrong = {"code": code, "sentence": SCRIPT, "slip": None, "status": Status.NOT_YET}
    text = f"**{SCRIPT}** `<img src=x onerror=alert(1)>` [x](javascript:alert(1)) <!-- *a* </main>"
    hostile = replace(
        one,
        student=f"Eve {SCRIPT}",
        file=f"{SCRIPT}.ipynb",
        notes=(SCRIPT,),
        results=tuple(replace(result, **wrong) for result in one.results),
        written={"1.6": text},
    )
    row = replace(written_marks.merge({}, [hostile])[0], mark=SCRIPT, comment=SCRIPT)
    pages(tmp_path / "graded", [hostile, Submission(SCRIPT, None, SCRIPT, "0", problem=SCRIPT)], [row])
    for path in (tmp_path / "graded").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "<img" not in text
        assert "<!-- *a*" not in text
        assert "&lt;script&gt;" in text
        assert not Page(text).tags["a"] - text.count('href="#') - text.count('href="feedback/')


def test_hidden_names_are_nowhere_in_the_report(tmp_path):
    submissions, truth = seeded(size=12)
    submissions[0] = replace(submissions[0], notes=(f"{submissions[0].student}_2.ipynb counts.",))
    out = tmp_path / "graded"
    page = pages(out, submissions, name="The class of Anna", hide_names=True)
    assert not [link for link in page.links if link[0] != "#"]
    first_names = {name.split()[0] for name in truth["names"]}
    assert not first_names & set(re.findall(r"\w+", page.text))
    assert "Student 01" in page.text
    assert "Student 12" in page.text
    # Nor does their order give them away.
    plain = pages(tmp_path / "open", submissions).tables["student-table"]
    order = page.tables["student-table"]
    assert [row[1:-1] for row in order] != [row[1:-1] for row in plain]
    assert sorted(row[1:-1] for row in order) == sorted(row[1:-1] for row in plain)
    # It is the same in the next run, and another one where nobody knows the secret.
    assert pages(out, submissions, hide_names=True).tables["student-table"] == order
    assert pages(tmp_path / "other", submissions, hide_names=True).tables["student-table"] != order
    assert os.name == "nt" or stat.S_IMODE((out / ".hidden-names").stat().st_mode) == 0o600


def test_feedback_has_the_sentence_the_code_and_the_model_answer(school):
    folder, _, submissions, _ = school
    one = next(one for one in submissions if one.session == "01-claims" and one.student == "Ben Lee")
    page = read(folder / "feedback" / "Ben Lee.html")
    for result in one.results:
        assert result.sentence in page.text
        assert result.code in page.text
    mine = [other for other in submissions if other.student == "Ben Lee"]
    assert page.text.count("One good answer") == sum(len(other.written) for other in mine)
    assert "Rubric" not in page.text
    assert "Mark:" in page.text


def test_entered_marks_reach_the_feedback(tmp_path):
    submissions = FIRST_THREE
    rows = written_marks.merge({}, submissions)
    rows = [replace(row, mark="4", comment="Name the publisher.") for row in rows]
    pages(tmp_path / "graded", submissions, rows)
    page = read(tmp_path / "graded" / "feedback" / "Anna Lee.html")
    assert "Name the publisher." in page.text
    assert "Mark: 4 of 6" in page.text


def test_a_mark_that_does_not_count_is_no_mark_to_the_student(tmp_path):
    submissions = [one for one in seeded()[0] if one.session == "01-claims" and one.written["1.6"]][:1]
    name = submissions[0].student
    submissions[0] = replace(submissions[0], written=dict.fromkeys(("1.6", "1.8"), "They have a date."))
    rows = written_marks.merge({}, submissions)
    rows = [replace(row, mark="good" if row.question == "1.6" else "3") for row in rows]
    report = pages(tmp_path / "graded", submissions, rows)
    page = read(tmp_path / "graded" / "feedback" / f"{name}.html")
    assert "good of" not in page.text
    assert "1 written answer has no mark yet and counts as 0 until then" in page.text
    assert [report.text.count(f"; {count} marked") for count in (0, 1)] == [1, 1]


def test_a_link_into_the_course_is_words_in_a_model_answer(tmp_path):
    folder = shutil.copytree(SAMPLE, tmp_path / "course")
    path = folder / "solutions" / "01-claims.ipynb"
    old, new = "Maps of control", "By [a line](../x.ipynb#line) and [it](https://example.org/x), maps"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    answers = [model.answer for model in course_texts.read(folder).models.values()]
    assert sum("By a line and [it](https://example.org/x), maps" in answer for answer in answers) == 1


def test_every_written_answer_of_the_course_has_a_title_and_a_model():
    real = course_texts.read(ROOT)
    titles, answers = real.titles, real.models
    for stem, session in real.sessions.items():
        names = [name for _, _, name in written_answers.headed(written_answers.blank(session))]
        assert len(set(names)) == len(names)
        assert all(name == "Discuss" or titles[stem, name] for name in names)
        assert all(len(answers[stem, name].answer) > 40 for name in names)
    assert sum(name == "Discuss" for _, name in answers) >= 10
    assert TEXTS.models["01-claims", "1.6"].points == 6
    assert TEXTS.titles["01-claims", "1.1"] == "Rows and columns"


def of_class(*kinds, stem="01-claims"):
    """Return a notebook a student, in which each question is of a kind: right, other, or a slip's number."""

    def result(number, kind):
        sentence = SESSIONS[stem].questions[number].slips[kind].hint if kind in (0, 1) else kind
        slip = kind if kind in (0, 1) else None
        return Result(number, Status.CORRECT if kind == "right" else Status.NOT_YET, sentence, slip)

    return [
        Submission(
            f"S{place:02}", stem, f"{stem}.ipynb", results=tuple(map(result, SESSIONS[stem].questions, one))
        )
        for place, one in enumerate(kinds)
    ]


def test_what_most_got_wrong_comes_first_whatever_the_reason(tmp_path):
    right = ["right"] * 8
    first = of_class(
        *[[0, 0, "odd", "odd", "right", 1]] * 4, *[[0, "right", "odd", *right]] * 4, *[right] * 2
    )
    second = of_class(*[[*right[:7], 0]] * 3, right, stem="05-sanctions-list")
    pages(tmp_path / "graded", [*first, *second])
    page = BeautifulSoup((tmp_path / "graded" / "report.html").read_text(encoding="utf-8"), "html.parser")
    found = [" ".join(slip.get_text(" ").split()) for slip in page.find_all(class_="slip")]
    # Not 1.4, which most got right; but 5.9, which three of four got wrong.
    assert [text.split()[3] for text in found] == ["1.1", "1.3", "5.9", "1.2", "1.7"]
    assert found[1].startswith("8 of 10 1.3 ")
    assert "Only 2 of 10 are right" in found[1]
    assert found[1].endswith("most often: odd")


@pytest.mark.parametrize("hidden", [False, True])
def test_who_is_missing_and_what_was_wrong_with_a_file(tmp_path, hidden):
    broken = Submission("Ben", "01-claims", "01-claims.ipynb", problem="Ben's file ends in the middle.")
    alone = Submission("Eve", "05-sanctions-list", "x", results=of_class([], stem=STEMS[1])[0].results)
    nobody = Submission("(no name)", "05-sanctions-list", "y", problem="y names no student.")
    page = pages(tmp_path / "graded", [*of_class([]), broken, alone, nobody], name="7b", hide_names=hidden)
    found = " ".join(page.text.split())
    assert ("7b" in found) is not hidden
    for who, names in [("Eve", 1), ("Ben, S00", 2)]:
        assert f"Not handed in ({names}): {who}." in found or hidden
    assert ("Could not be marked: Ben: Ben's file ends in the middle." in found) is not hidden
    assert "grades.csv says why." in found or not hidden
    assert [row[1:3] for row in page.tables["student-table"] if row[0] == "Ben"] == [["!", "–"]] * (
        not hidden
    )
    table = (tmp_path / "graded" / "grades.csv").read_text(encoding="utf-8-sig")
    assert [line["not handed in"] for line in csv.DictReader(table.splitlines())] == [
        *("", "05-sanctions-list", "01-claims", "05-sanctions-list")
    ]


BROKEN = Submission("S00", STEMS[1], "x", problem="No.")
STEPS = {
    "a file that could not be marked": (BROKEN, "x could not be marked"),
    "a question": (of_class(["right", 0])[0], "Go back to question 1.2 in exercises/01-claims.ipynb."),
    "nothing": (of_class(["right"], stem=STEMS[1])[0], "Every checked answer is right. Compare"),
    "a session": (of_class(["right"])[0], "Hand in 05 · Who was sanctioned on 6 April 2018?"),
}


@pytest.mark.parametrize(("mine", "step"), STEPS.values(), ids=STEPS)
def test_feedback_says_how_much_when_and_what_next(tmp_path, mine, step):
    other = replace(of_class(["right"], stem=STEMS[1])[0], student="S01")
    write_all([mine, other], tmp_path / "graded", root=SAMPLE)
    found = " ".join(read(tmp_path / "graded" / "feedback" / "S00.html").text.split())
    assert f"Next step: {step}" in found
    assert mine.problem or "1 of 6 points" in found or "1 of 8 points" in found
    assert f"{date.today().day} {date.today():%B %Y}" in found


@pytest.mark.parametrize("place", ["", "graded/of 7b", "../elsewhere"])
def test_a_mistake_leads_to_the_guide(tmp_path, place):
    course = tmp_path / "course"
    shutil.copytree(SAMPLE, course)
    (course / "solutions" / "guide").mkdir()
    (course / "solutions" / "guide" / "01-claims.md").write_text("Where they get stuck")
    out = (course / place).resolve()
    write_all(of_class([0], [0]), out, root=course)
    page = read(out / "report.html")
    links = {(out / unquote(link)).resolve() for link in page.links if link.endswith(".md")}
    inside = {(course / "solutions" / "guide" / "01-claims.md").resolve()}
    assert links == (set() if place.startswith("..") else inside)
    assert ("solutions/guide/01-claims.md" in page.text) is not bool(links)


# --- nothing lost, nothing half written ------------------------------------------------------------


def test_the_same_bytes_in_any_order_of_arrival_and_again_whatever_the_hash_seed(tmp_path):
    submissions, _ = seeded(size=9)
    write_all(submissions, tmp_path / "one", root=SAMPLE)
    first = contents(tmp_path / "one")
    write_all(random.Random(3).sample(submissions, len(submissions)), tmp_path / "two", root=SAMPLE)
    write_all(submissions, tmp_path / "one", root=SAMPLE)
    code = (
        "import sys, pathlib; from seeded_class import SAMPLE, seeded; "
        "from newscase.grade.results_folder import write_all; "
        "write_all(seeded(size=9)[0], pathlib.Path(sys.argv[1]), root=SAMPLE)"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "grade")])
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", code, tmp_path / "seed"], check=True, env=environment)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "seed", "two"]
    assert [contents(folder) for folder in tmp_path.iterdir()] == [first] * 3


class Killed(BaseException):
    pass


def test_a_kill_at_any_moment_leaves_whole_files_and_the_next_run_ends_the_same(tmp_path, monkeypatch):
    submissions, _ = seeded(size=7)
    few, others = submissions[:4], submissions[2:7]
    write_all(few, tmp_path / "few", root=SAMPLE)
    write_all(others, tmp_path / "others", root=SAMPLE)
    before, after = contents(tmp_path / "few"), contents(tmp_path / "others")
    for moment in range(0, 12, 3):
        out = tmp_path / f"graded{moment}"
        write_all(few, out, root=SAMPLE)
        left = [moment]

        def replace_or_die(source, target, real=os.replace, left=left):
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            real(source, target)

        with monkeypatch.context() as patch, contextlib.suppress(Killed):
            patch.setattr(files.os, "replace", replace_or_die)
            write_all(others, out, root=SAMPLE)
        # After a kill nothing is tidied up either.
        (out / results_folder.UNFINISHED).mkdir(exist_ok=True)
        (out / results_folder.UNFINISHED / ".report.html.0123abcd").write_text("half of it")
        for name, content in contents(out).items():
            assert name[0] == "." or content in (before.get(name), after.get(name))
        write_all(others, out, root=SAMPLE)
        assert contents(out) == after


def test_marks_saved_while_writing_are_kept(tmp_path, monkeypatch):
    submissions = [one for one in seeded()[0] if one.session == "01-claims"]
    out = tmp_path / "graded"
    write_all(submissions, out, root=SAMPLE)
    real, saves, classes = results_folder.report, ["3", "4"], []

    def teacher_saves(*arguments):
        classes.append(arguments[2])
        if saves:
            save(out, [replace(row, mark=saves[0]) for row in saved(out)])
            del saves[0]
        return real(*arguments)

    monkeypatch.setattr(results_folder, "report", teacher_saves)
    write_all(submissions, out, root=SAMPLE, name="7b")
    assert classes == ["7b"] * 3
    assert {row.mark for row in saved(out)} == {"4"}
    assert "Mark: 4" in read(out / "feedback" / "Ben Lee.html").text


@pytest.mark.parametrize("name", ["grades.csv", MARKS])
def test_a_table_that_excel_holds_open_is_named_and_nothing_is_lost(tmp_path, monkeypatch, name):
    out = tmp_path / "graded"
    write_all(seeded()[0][:4], out, root=SAMPLE)
    before = contents(out)
    real = os.replace

    def refuse(source, target):
        if Path(target).name == name:
            raise PermissionError(13, "The process cannot access the file", source, 32, target)
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", refuse)
        with pytest.raises(CourseError, match=f"{name} cannot be changed. Close it"):
            write_all(seeded()[0][2:9], out, root=SAMPLE)
    assert (out / name).read_bytes() == before[name]
    write_all(seeded()[0][2:9], out, root=SAMPLE)
    assert (out / name).read_bytes() != before[name]


def test_marks_stay_in_one_table_whichever_can_be_made(tmp_path, monkeypatch):
    out, submissions = tmp_path / "graded", FIRST_THREE
    shown = {}
    for has, name, mark in ((False, "written.csv", "3"), (True, MARKS, "4,5"), (True, MARKS, "½")):
        monkeypatch.setattr(spreadsheet, "has_openpyxl", lambda has=has: has)
        write_all(submissions, out, root=SAMPLE)
        assert [path.name for path in out.glob("written.*")] == [name]
        assert f"open {name}, which lies beside" in read(out / "report.html").text
        shown[name] = {row.mark for row in saved(out, name)}
        save(out, [replace(row, mark=mark) for row in saved(out, name)])
    assert shown == {"written.csv": {""}, MARKS: {"4.5"}}
    monkeypatch.setattr(spreadsheet, "has_openpyxl", lambda: False)
    with pytest.raises(
        CourseError, match=r"Marks are in written.xlsx, .* uv run --extra class newscase grade"
    ):
        settle(out, tmp_path / "work")


def test_of_two_tables_of_marks_the_last_one_counts_and_the_other_is_named(tmp_path):
    out, submissions = tmp_path / "graded", FIRST_THREE
    write_all(submissions, out, root=SAMPLE)
    rows = saved(out)
    both = {"Anna Lee": ("4", "4"), "Ben Lee": ("5", "2"), "Chiara Lee": ("", "6")}
    for index, name in enumerate(written_marks.FILES):
        marks = [replace(row, mark=both[row.student][index]) for row in rows if row.question == "1.6"]
        with mock.patch.object(spreadsheet, "has_openpyxl", lambda name=name: name == MARKS):
            save(out, marks)
        os.utime(out / name, (1_000_000 - index, 1_000_000 - index))
    [lost] = write_all(submissions, out, root=SAMPLE)
    assert (lost.student, lost.mark, lost.flag) == ("Ben Lee", "2", written_marks.TWICE)
    assert [path.name for path in out.glob("written.*")] == [MARKS]
    marks = [(row.student, row.mark) for row in saved(out) if row.mark]
    assert marks == [("Anna Lee", "4"), ("Ben Lee", "5"), ("Ben Lee", "2"), ("Chiara Lee", "6")]


def test_a_mark_of_somebody_who_is_not_in_the_class_is_named(tmp_path):
    out, submissions = tmp_path / "graded", FIRST_THREE
    write_all(submissions, out, root=SAMPLE)
    first, *others = saved(out, MARKS)
    save(out, [replace(first, student="1.2E+04", mark="4"), *(replace(row, mark="4") for row in others)])
    [row] = write_all(submissions, out, root=SAMPLE)
    assert (row.student, row.flag) == ("1.2E+04", written_marks.GONE)


def test_results_may_lie_on_another_disk(tmp_path, monkeypatch):
    real, out = os.replace, tmp_path / "graded"

    def on_one_disk(source, target):
        assert out in Path(source).parents, "A disk cannot rename what lies on another."
        real(source, target)

    monkeypatch.setattr(files.os, "replace", on_one_disk)
    write_all(seeded()[0][:2], out, root=SAMPLE)
    assert (out / "report.html").is_file()


def test_other_files_in_the_folder_stay(tmp_path):
    submissions, _ = seeded(size=6)
    out = tmp_path / "graded"
    write_all(submissions, out, root=SAMPLE)
    (out / ".cache").mkdir()
    for own in ("my notes.txt", ".cache/x"):
        (out / own).write_text("mine")
    write_all(submissions[:3], out, root=SAMPLE)
    assert contents(out).items() >= {"my notes.txt": b"mine", ".cache/x": b"mine"}.items()
    assert len(list((out / "feedback").iterdir())) == 3


def test_where_results_may_go(tmp_path):
    work, graded = tmp_path / "work", tmp_path / "graded"
    (work / "Anna").mkdir(parents=True)
    for out in (tmp_path / "new", tmp_path / "new" / "folder"):
        assert settle(out, work) == out
        assert not out.exists()
    write_all(seeded()[0][:2], graded, root=SAMPLE)
    (graded / "my notes.txt").write_text("mine")
    assert settle(graded, work) == graded
    moved = tmp_path / "moved"
    moved.mkdir()
    (graded / MARKS).rename(moved / MARKS)
    assert settle(moved, work) == moved


FOREIGN = {
    "a folder of something else": ("letter.txt", "holds other files"),
    "another program's report": ("report.html", "holds other files"),
    "a file": (None, "is a file"),
    "a damaged table of marks": ("written.csv", "no columns student"),
    "a damaged workbook": (MARKS, "written.xlsx cannot be read. Nothing was changed."),
}


@pytest.mark.parametrize(("file", "words"), FOREIGN.values(), ids=FOREIGN)
def test_where_results_may_not_go(tmp_path, file, words):
    out = tmp_path / "out"
    if file:
        out.mkdir()
    (out / (file or "")).write_text("a,b\n1,2\n")
    before = contents(tmp_path)
    with pytest.raises(CourseError, match=words):
        settle(out, tmp_path / "work")
    assert contents(tmp_path) == before


def test_results_do_not_go_among_the_submissions(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for out in (".", "graded"):
        with pytest.raises(CourseError, match="among the submissions"):
            settle(Path(out), Path("."))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="Root may write everywhere.")
def test_a_folder_that_nobody_may_write_to_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(CourseError, match="You may not write"):
        settle(tmp_path / "graded", tmp_path / "work")


def test_nothing_marked_is_still_a_page(tmp_path):
    one = Submission("Anna", None, "x.docx", "", problem="No notebook was handed in.")
    page = pages(tmp_path / "graded", [one])
    assert "No notebook was handed in." in page.text


def test_the_verdicts_of_a_class_are_counted_beside_the_courses(tmp_path):
    def hand_in(student, first, second):
        codes = {"03-when": {"3.7": first, "3.1": "c18 = holds"}, "04-events": {"4.8": second}}
        results = {
            stem: tuple(Result(number, Status.NOT_YET, "No.", code=code) for number, code in own.items())
            for stem, own in codes.items()
        }
        return [Submission(student, stem, "x.ipynb", results=own) for stem, own in results.items()]

    ann = hand_in("Ann", 'c18, c17 = "holds, with a limit", holds', 'c04 = "holds, with a limit"  # roughly')
    ben = hand_in("Ben", "c18 = limit; c17 = unsupported", "c04 = uncheckable\nc04 = limit")
    out = [*hand_in("Eve", "c18 = ...\nc17 = 3", "c04 = 'wrong'"), *ann, *ben]
    write_all(out, tmp_path / "graded", root=ROOT)
    assert (tmp_path / "graded" / "verdicts.csv").read_text(encoding="utf-8").splitlines() == [
        '"claim_id","verdict","count"',
        '"C04","holds, with a limit",2',
        '"C17","holds",1',
        '"C17","not supported by what we have",1',
        '"C18","holds, with a limit",2',
    ]
    _, *table = read(tmp_path / "graded" / "report.html").tables["verdict-table"]
    with (ROOT / "data" / "claims.csv").open(encoding="utf-8", newline="") as rows:
        claims = {row["claim_id"]: row["claim"] for row in csv.DictReader(rows)}
    assert [f"C18 {claims['C18']}", "0", "2", "0", "0", "not supported by what we have"] in table
    assert [row[0] for row in table] == [f"{claim} {claims[claim]}" for claim in ("C04", "C17", "C18")]
    write_all(ann[:1], tmp_path / "none", root=SAMPLE)
    assert not (tmp_path / "none" / "verdicts.csv").exists()
