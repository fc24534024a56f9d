"""What real classes hand in keeps its marks: each fault at home and in a class, and a class of forty."""

import csv
import io
import re
import shutil
import zipfile

import hand_ins
import pytest

from newscase.checking.result import Status
from newscase.execute.fork_client import fork_server
from newscase.grade import mark
from newscase.grade.collect.collect import collect
from newscase.pytest_plugin.run import check_notebooks
from newscase.sandbox import bubblewrap

STEM = "01-claims"
FILE = f"{STEM}.ipynb"
SANDBOX = bubblewrap.why_not() is None


@pytest.fixture(scope="module")
def place(sample_course):
    return sample_course


@pytest.fixture(scope="module")
def solved(place):
    """Return the bytes of solved work to which a fault was done."""
    solution = hand_ins.Student(place / "solutions" / FILE)
    answers = {cell["id"]: cell["source"] for cell in solution.cells if cell["id"].startswith("answer-")}

    def make(fault=None, numbers="1234567"):
        work = hand_ins.Student(place / "exercises" / FILE)
        for cell in work.cells:
            if cell["id"][:10] in [f"answer-1-{number}" for number in numbers]:
                cell["source"] = "".join(answers[cell["id"]])
        made = fault(work) if fault else None
        return made if isinstance(made, bytes) else hand_ins.content(work)

    return make


FAULTS = {**hand_ins.CHANGES, **hand_ins.FILES, **hand_ins.BROKEN}
FAULTS |= {f"words {write.__name__}": write for write in hand_ins.WRITTEN}


@pytest.fixture(scope="module")
def both(place, solved, tmp_path_factory):
    """Return what is found in each faulty hand-in at home and in a class, by its name."""
    home, class_ = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("class")
    shutil.copytree(place / "data", home / "data")
    paths = {}
    for number, (name, fault) in enumerate(FAULTS.items()):
        paths[name] = home / "exercises" / f"{number}.ipynb"
        student = class_ / f"Student {number:02}" / FILE
        for path in (paths[name], student):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(solved(fault))
    fork_server.configure(course=None)
    at_home = check_notebooks(place, paths.values(), names=dict.fromkeys(paths.values(), FILE))
    conditions = mark.Conditions(mark.edition(place), SANDBOX, place)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        handed_in = {
            int(one.student[-2:]): one for one in collect(class_, tmp_path_factory.mktemp("x") / "y")
        }
    in_class = [
        mark.mark(one, one.path.read_bytes(), conditions) if one.path else one
        for one in (handed_in[number] for number in range(len(FAULTS)))
    ]
    # The tests of other rooms run in this process, too.
    fork_server.configure(course=None)
    return {name: (at_home[paths[name]], found) for name, found in zip(FAULTS, in_class, strict=True)}


@pytest.mark.parametrize("name", FAULTS)
def test_right_work_is_right_at_home_and_in_a_class(both, name):
    home, found = both[name]
    checked = {key: one for key, one in home.results.items() if one.status is not Status.WRITTEN}
    assert home.problem == found.problem
    assert {one.question: repr(one) for one in found.results} == {
        key: repr(one) for key, one in checked.items()
    }
    assert dict(found.written) == home.written
    assert [*dict.fromkeys(home.notes)] == [*found.notes]
    if name in hand_ins.BROKEN:
        assert home.problem.startswith(f"{FILE} ")
        assert not checked
    else:
        assert [repr(one) for one in checked.values() if not one.right] == []
        assert len(checked) == 6


# --- a class of forty ---------------------------------------------------------------------------


def packed(files, page=None):
    """Return a zip; `page` is the code page of an old system, in which the name of its one file stands."""
    with zipfile.ZipFile(content := io.BytesIO(), "w") as archive:
        for name, one in files.items():
            stored = "x" * len(name.encode(page)) if page else name
            archive.writestr(zipfile.ZipInfo(stored, (2026, 1, 31, 12, 0, 0)), one)
    return content.getvalue().replace(stored.encode(), name.encode(page)) if page else content.getvalue()


def forty(place, solved):
    """Return what each of forty students hands in, by file name, and how many of six are right.

    None stands for work that cannot be marked.
    """
    work, lesson, blank = (
        solved(),
        *((place / where / FILE).read_bytes() for where in ("notebooks", "exercises")),
    )
    noise = {"__MACOSX/._" + FILE: b"x", f".ipynb_checkpoints/{STEM}-checkpoint.ipynb": blank}
    files = [
        ({FILE: work, f"{STEM} (1).ipynb": lesson}, 6),
        ({FILE: work, f"{STEM}-Copy1.ipynb": blank}, 6),
        ({FILE: work, f"{STEM}-3.ipynb": solved(numbers="12")}, 6),
        ({f"{STEM}-1.ipynb": solved(numbers="123"), f"{STEM}-2.ipynb": solved(numbers="4567")}, 3),
        ({FILE: blank}, None),
        ({FILE: lesson}, None),
        ({"essay.docx": b"x"}, None),
        ({FILE: work, "essay.docx": b"x", "page.html": b"x", f"{STEM}.pdf": b"x"}, 6),
        ({f"{FILE}.txt": work, "note.txt": b"hello"}, 6),
        ({f"{STEM}.json": work}, 6),
        ({"ćwiczenie – zażółć.ipynb": work}, 6),
        ({"تمرين ١.ipynb": work}, 6),
        ({"📊.ipynb": work}, 6),
        ({"IMG.IPYNB": work}, 6),
        ({"work.zip": packed({FILE: work, **noise})}, 6),
        ({"work.zip": packed({"a/inner.zip": packed({f"b/{FILE}": work})})}, 6),
        ({"praca.zip": packed({f"Łukasz/{STEM}_poprawione ść.ipynb": work}, "cp852")}, 6),
        ({"work.zip": packed({FILE: work})[:200]}, None),
        *(({FILE: solved(fault)}, None) for fault in hand_ins.BROKEN.values()),
    ]
    rest = [*hand_ins.CHANGES.values(), *hand_ins.FILES.values(), *hand_ins.WRITTEN]
    files += [({FILE: solved(fault)}, 6) for fault in rest[:: len(rest) // (40 - len(files))]]
    names = [
        "Łukasz Żak",
        "0012345",
        "12E3",
        "Group 1",
        "Group 2",
        "Work",
        "Nowak, Anna",
        "O'Brien",
        "=1+1",
        "José",
    ]
    names += [f"Student of {number}" for number in range(len(names), 40)]
    return dict(zip(names, files[:40], strict=True))


FORMS = {
    "folders": "{name}/{file}",
    "Moodle": "{name}_{number}_assignsubmission_file_/{file}",
    "Canvas": "{name}_{number}_9{number}{index}_{file}",
}


@pytest.fixture(scope="module")
def marked_class(place, solved, newscase, tmp_path_factory):
    """Mark the class in each of three forms; return the class, what was printed, and the results."""
    students, found = forty(place, solved), {}
    for form, pattern in FORMS.items():
        folder = tmp_path_factory.mktemp(form)
        handed_in = {
            pattern.format(name=name, number=1000 + number, index=index, file=file): content
            for number, (name, (files, _)) in enumerate(students.items())
            for index, (file, content) in enumerate(sorted(files.items()))
        }
        if form == "folders":
            for file, content in handed_in.items():
                (folder / "class" / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / "class" / file).write_bytes(content)
        else:
            (folder / "class.zip").write_bytes(packed(dict(reversed(handed_in.items()))))
        handed = folder / ("class" if form == "folders" else "class.zip")
        options = () if SANDBOX else ("--no-sandbox",)
        run = newscase(place, "grade", str(handed), "--out", str(folder / "graded"), *options)
        assert "Traceback" not in run.stdout + run.stderr
        found[form] = run.stdout, folder / "graded"
    return students, found


@pytest.mark.parametrize("form", FORMS)
def test_in_a_class_of_forty_right_work_has_its_marks_and_every_file_a_line(marked_class, form):
    students, found = marked_class
    printed, graded = found[form]
    with (graded / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {re.sub(r"^'(?==)", "", row["student"]): row for row in csv.DictReader(file)}
    points = {name: row[f"{STEM} points"] for name, row in rows.items()}
    assert points == {name: "" if right is None else str(right) for name, (_, right) in students.items()}
    assert (
        f"40 submissions, {[right for _, right in students.values()].count(None)} with a problem." in printed
    )
    for name, (files, right) in students.items():
        row = rows[name]
        said = row["problems"] + row["notes"]
        silent = [file for file in files if re.sub(r"\.(txt|json)$", "", file) not in said]
        # The one that counts needs no word.
        assert len(silent) <= (right is not None), (name, silent, said)


def test_a_class_of_forty_is_the_same_bytes_in_each_form(marked_class):
    def content(graded):
        # What a platform's own numbers stand in differs, and what says on which day it was made.
        return {
            str(path.relative_to(graded)): re.sub(rb"\d+ \w+ 20\d\d", b"", path.read_bytes())
            for path in graded.rglob("*.*")
            if path.is_file() and not path.name.startswith((".", "canvas", "moodle-"))
        }

    one, *others = (content(graded) for _, graded in marked_class[1].values())
    assert len(one) > 40
    for other in others:
        assert {name for name in one | other if one.get(name) != other.get(name)} == set()
