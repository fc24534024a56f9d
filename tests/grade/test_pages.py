"""The report's numbers are those of the class; pages are whole, safe and written all at once."""

import contextlib
import os
import random
import re
import stat
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from seeded_class import ROOT, SAMPLE, SESSIONS, STEMS, TEXTS, seeded

from newscase import files
from newscase.checking.result import Result, Status
from newscase.course import CourseError
from newscase.grade import course_texts, results_folder, written_marks
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
        (folder / "written.csv").write_bytes(written_marks.dump(rows))
    write_all(submissions, folder, root=SAMPLE, **options)
    return read(folder / "report.html")


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
    assert {(row[0], row[1], row[4]): int(row[2]) for row in table} == dict(truth["slips"])
    assert [int(row[2]) for row in table] == sorted(truth["slips"].values(), reverse=True)
    handed_in = Counter(one.session for one in submissions)
    for row in table:
        assert int(row[3]) == handed_in[row[0]]
        assert len(row[5].split(", ")) == int(row[2])


def test_the_totals_are_those_of_the_class(school):
    _, page, submissions, truth = school
    right = Counter()
    for one in submissions:
        right[one.student] += one.points
    _, *table = page.tables["student-table"]
    assert {row[0]: int(row[-1]) for row in table} == dict(right)
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
    assert [row[2] for row in table] == [str(len(same))]


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
        assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
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
    row = replace(written_marks.merge(None, [hostile])[0], mark=SCRIPT, comment=SCRIPT)
    pages(tmp_path / "graded", [hostile, Submission(SCRIPT, None, SCRIPT, "0", problem=SCRIPT)], [row])
    for path in (tmp_path / "graded").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "<img" not in text
        assert "<!-- *a*" not in text
        assert "&lt;script&gt;" in text
        assert not Page(text).tags["a"] - text.count('href="#')


def test_hidden_names_are_nowhere_in_the_report(tmp_path):
    submissions, truth = seeded()
    submissions[0] = replace(submissions[0], notes=(f"{submissions[0].student}_2.ipynb counts.",))
    out = tmp_path / "graded"
    page = pages(out, submissions, hide_names=True)
    first_names = {name.split()[0] for name in truth["names"]}
    assert not first_names & set(re.findall(r"\w+", page.text))
    assert "Student 01" in page.text
    assert "Student 30" in page.text
    # Nor does their order give them away.
    plain = pages(tmp_path / "open", submissions).tables["student-table"]
    order = page.tables["student-table"]
    assert [row[1:] for row in order] != [row[1:] for row in plain]
    assert sorted(row[1:] for row in order) == sorted(row[1:] for row in plain)
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
    submissions = [one for one in seeded()[0] if one.session == "01-claims"][:3]
    rows = written_marks.merge(None, submissions)
    rows = [replace(row, mark="4", comment="Name the publisher.") for row in rows]
    pages(tmp_path / "graded", submissions, rows)
    page = read(tmp_path / "graded" / "feedback" / "Anna Lee.html")
    assert "Name the publisher." in page.text
    assert "Mark: 4 of 6" in page.text


def test_every_written_answer_of_the_course_has_a_title_and_a_model():
    real = course_texts.read(ROOT)
    titles, answers = real.titles, real.models
    for stem, session in real.sessions.items():
        for cell in (session.blank or {"cells": []})["cells"]:
            if number := written_answers.number(cell["id"]):
                assert titles[stem, number]
                assert len(answers[stem, number].answer) > 40
    assert TEXTS.models["01-claims", "1.6"].points == 6
    assert TEXTS.titles["01-claims", "1.1"] == "Rows and columns"


# --- nothing lost, nothing half written ------------------------------------------------------------


def snapshot(folder):
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_same_bytes_in_any_order_of_arrival_and_again(tmp_path):
    submissions, _ = seeded()
    write_all(submissions, tmp_path / "one", root=SAMPLE)
    first = snapshot(tmp_path / "one")
    write_all(random.Random(3).sample(submissions, len(submissions)), tmp_path / "two", root=SAMPLE)
    write_all(submissions, tmp_path / "one", root=SAMPLE)
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two") == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


class Killed(BaseException):
    pass


def test_a_kill_at_any_moment_leaves_whole_files_and_the_next_run_ends_the_same(tmp_path, monkeypatch):
    submissions, _ = seeded()
    few, others = submissions[:4], submissions[2:7]
    write_all(few, tmp_path / "few", root=SAMPLE)
    write_all(others, tmp_path / "others", root=SAMPLE)
    before, after = snapshot(tmp_path / "few"), snapshot(tmp_path / "others")
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
        for name, content in snapshot(out).items():
            assert name[0] == "." or content in (before.get(name), after.get(name))
        write_all(others, out, root=SAMPLE)
        assert snapshot(out) == after


def test_marks_saved_while_writing_are_kept(tmp_path, monkeypatch):
    submissions = [one for one in seeded()[0] if one.session == "01-claims"]
    out = tmp_path / "graded"
    write_all(submissions, out, root=SAMPLE)
    real, saves = results_folder.report, ["3", "4"]

    def teacher_saves(*arguments):
        if saves:
            rows = written_marks.parse((out / "written.csv").read_bytes())
            marked = [replace(row, mark=saves[0]) for row in rows]
            (out / "written.csv").write_bytes(written_marks.dump(marked))
            del saves[0]
        return real(*arguments)

    monkeypatch.setattr(results_folder, "report", teacher_saves)
    write_all(submissions, out, root=SAMPLE)
    assert {row.mark for row in written_marks.parse((out / "written.csv").read_bytes())} == {"4"}
    assert "Mark: 4" in read(out / "feedback" / "Ben Lee.html").text


def test_other_files_in_the_folder_stay(tmp_path):
    submissions, _ = seeded()
    out = tmp_path / "graded"
    write_all(submissions, out, root=SAMPLE)
    (out / ".cache").mkdir()
    for own in ("my notes.txt", ".cache/x"):
        (out / own).write_text("mine")
    write_all(submissions[:3], out, root=SAMPLE)
    assert snapshot(out).items() >= {"my notes.txt": b"mine", ".cache/x": b"mine"}.items()
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
    (graded / "written.csv").rename(moved / "written.csv")
    assert settle(moved, work) == moved


FOREIGN = {
    "a folder of something else": ("letter.txt", "holds other files"),
    "another program's report": ("report.html", "holds other files"),
    "a file": (None, "is a file"),
    "a damaged table of marks": ("written.csv", "no columns student"),
}


@pytest.mark.parametrize(("file", "words"), FOREIGN.values(), ids=FOREIGN)
def test_where_results_may_not_go(tmp_path, file, words):
    out = tmp_path / "out"
    if file:
        out.mkdir()
    (out / (file or "")).write_text("a,b\n1,2\n")
    before = snapshot(tmp_path)
    with pytest.raises(CourseError, match=words):
        settle(out, tmp_path / "work")
    assert snapshot(tmp_path) == before


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


def test_the_same_bytes_whatever_the_hash_seed(tmp_path):
    code = (
        "import sys, pathlib; from seeded_class import SAMPLE, seeded; "
        "from newscase.grade.results_folder import write_all; "
        "write_all(seeded()[0][:12], pathlib.Path(sys.argv[1]), root=SAMPLE)"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "grade")])
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        subprocess.run([sys.executable, "-c", code, tmp_path / seed], check=True, env=environment)
    assert snapshot(tmp_path / "1") == snapshot(tmp_path / "2")


def test_nothing_marked_is_still_a_page(tmp_path):
    one = Submission("Anna", None, "x.docx", "", problem="No notebook was handed in.")
    page = pages(tmp_path / "graded", [one])
    assert "No notebook was handed in." in page.text


def test_the_verdicts_of_a_class_are_counted_beside_the_courses(tmp_path):
    def hand_in(student, first, second):
        codes = {"3.7": first, "4.8": second, "3.1": "c18 = holds"}
        results = {number: Result(number, Status.NOT_YET, "No.", code=code) for number, code in codes.items()}
        stems = {"3.7": "03-when", "4.8": "04-events", "3.1": "03-when"}
        return [
            Submission(
                student, stem, "x.ipynb", results=tuple(results[one] for one in stems if stems[one] == stem)
            )
            for stem in dict.fromkeys(stems.values())
        ]

    ann = hand_in("Ann", "c18 = limit\nc17 = holds", 'c04 = "holds, with a limit"  # roughly')
    ben = hand_in("Ben", "c18 = limit\nc17 = unsupported", "c04 = uncheckable\nc04 = limit")
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
    assert ["C18", "0", "2", "0", "0", "not supported by what we have"] in table
    assert [row[0] for row in table] == ["C04", "C17", "C18"]
    write_all(ann[:1], tmp_path / "none", root=SAMPLE)
    assert not (tmp_path / "none" / "verdicts.csv").exists()
