"""What real classes hand in keeps its marks: each fault at home and in a class, in three forms."""

import contextlib
import csv
import re
import shutil
from dataclasses import replace

import hand_ins
import pytest
from hand_ins import packed, solved

from newscase.checking.result import Status
from newscase.execute.fork_client import fork_server
from newscase.grade import mark, results_folder, workers
from newscase.grade.collect.collect import collect
from newscase.pytest_plugin.run import check_notebooks
from newscase.sandbox import bubblewrap

STEM = "01-claims"
FILE = f"{STEM}.ipynb"
FAULTS = {**hand_ins.CHANGES, **hand_ins.FILES, **hand_ins.BROKEN}
FAULTS |= {f"words {write.__name__}": write for write in hand_ins.WRITTEN}
STUDENTS = {name: f"Student {number:02}" for number, name in enumerate(FAULTS)}


def faulty(course, fault):
    """Return the bytes of solved work to which a fault was done."""
    made = fault(work := solved(course))
    return made if isinstance(made, bytes) else hand_ins.content(work)


def several_files(course):
    """Return what other students hand in, by file name, and how many of six are right; None: no mark."""
    work, half, two = (hand_ins.content(solved(course, STEM, some)) for some in (None, "12", "123"))
    # As much work as in the attempt before, but less of it right.
    last = hand_ins.content(solved(course, STEM, "123").answer("1.2", "named_claims = 7"))
    lesson, blank = ((course / where / FILE).read_bytes() for where in ("notebooks", "exercises"))
    noise = {"__MACOSX/._" + FILE: b"x", f".ipynb_checkpoints/{STEM}-checkpoint.ipynb": blank}
    return {
        "Łukasz Żak": ({FILE: work, f"{STEM} (1).ipynb": lesson}, 6),
        "0012345": ({FILE: work, f"{STEM}-Copy1.ipynb": blank}, 6),
        "12E3": ({FILE: work, f"{STEM}-3.ipynb": half}, 6),
        "Group 1": ({f"{STEM}-1.ipynb": two, f"{STEM}-2.ipynb": last}, 2),
        "Group 2": ({f"{STEM}-1.ipynb": last, f"{STEM}-2.ipynb": two}, 3),
        "Work": ({FILE: blank}, None),
        "Nowak, Anna": ({FILE: lesson}, None),
        "O'Brien": ({"essay.docx": b"x"}, None),
        "=1+1": ({FILE: work, "essay.docx": b"x", "page.html": b"x", f"{STEM}.pdf": b"x"}, 6),
        "José": ({f"{FILE}.txt": work, "note.txt": b"hello"}, 6),
        "Old": ({f"{STEM}.json": work}, 6),
        "Ana": ({"ćwiczenie – zażółć.ipynb": work}, 6),
        "Ben": ({"تمرين ١.ipynb": work}, 6),
        "Cem": ({"📊.ipynb": work}, 6),
        "Dora": ({"IMG.IPYNB": work}, 6),
        "Eve": ({"work.zip": packed({FILE: work, **noise})}, 6),
        "Fay": ({"work.zip": packed({"a/inner.zip": packed({f"b/{FILE}": work})})}, 6),
        "Gil": ({"praca.zip": packed({f"Łukasz/{STEM}_poprawione ść.ipynb": work}, "cp852")}, 6),
        "Hal": ({"work.zip": packed({FILE: work})[:200]}, None),
    }


FORMS = {
    "folders": "{name}/{file}",
    "Moodle": "{name}_{number}_assignsubmission_file_/{file}",
    "Canvas": "{name}_{number}_9{number}{index}_{file}",
}


@pytest.fixture(scope="module")
def handed_in(sample_course):
    """Return what each student of a class hands in, by file name, and how many are right."""
    faults = {
        STUDENTS[name]: ({FILE: faulty(sample_course, fault)}, None if name in hand_ins.BROKEN else 6)
        for name, fault in FAULTS.items()
    }
    return several_files(sample_course) | faults


@pytest.fixture(scope="module")
def collected(handed_in, sample_course, tmp_path_factory):
    """Return what is collected from each form in which the class is handed in."""
    found = {}
    for form, pattern in FORMS.items():
        folder = tmp_path_factory.mktemp(form)
        files = {
            pattern.format(name=name, number=1000 + number, index=index, file=file): content
            for number, (name, (files, _)) in enumerate(handed_in.items())
            for index, (file, content) in enumerate(sorted(files.items()))
        }
        for file, content in files.items() if form == "folders" else ():
            (folder / "class" / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / "class" / file).write_bytes(content)
        (folder / "class.zip").write_bytes(packed(dict(reversed(files.items()))))
        with contextlib.chdir(sample_course):
            path = folder / ("class" if form == "folders" else "class.zip")
            found[form] = collect(path, folder / "scratch")
    return found


@pytest.fixture(scope="module")
def marked(collected, sample_course, tmp_path_factory):
    """Mark the class once; return it by the students' names."""
    place = tmp_path_factory.mktemp("marked")
    conditions = mark.Conditions(mark.edition(sample_course), bubblewrap.why_not() is None, sample_course)
    start = workers.local(place / "scratch")
    (place / "scratch").mkdir()
    found = workers.mark_all(collected["folders"], conditions, place / "store", start)
    return {one.student: one for one in found}


@pytest.fixture(scope="module")
def at_home(sample_course, handed_in, tmp_path_factory):
    """Return what `newscase check` finds in each faulty notebook, by the student's name."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(sample_course / "data", home / "data")
    (home / "exercises").mkdir()
    paths = {student: home / "exercises" / f"{student}.ipynb" for student in STUDENTS.values()}
    for student, path in paths.items():
        path.write_bytes(handed_in[student][0][FILE])
    fork_server.configure(course=None)
    found = check_notebooks(sample_course, paths.values(), names=dict.fromkeys(paths.values(), FILE))
    return {student: found[path] for student, path in paths.items()}


@pytest.mark.parametrize("name", FAULTS)
def test_right_work_is_right_at_home_and_in_a_class(at_home, marked, name):
    home, found = at_home[STUDENTS[name]], marked[STUDENTS[name]]
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


def test_in_a_class_right_work_has_its_marks_and_every_file_a_line(handed_in, marked):
    points = {name: None if one.problem else one.points for name, one in marked.items()}
    assert points == {name: right for name, (_, right) in handed_in.items()}
    for name, (files, right) in handed_in.items():
        said = " ".join(filter(None, [marked[name].problem, *marked[name].notes]))
        silent = [file for file in files if re.sub(r"\.(txt|json)$", "", file) not in said]
        # The one that counts needs no word.
        assert len(silent) <= (right is not None), (name, silent, said)


def test_a_class_is_the_same_in_each_form_to_the_last_byte(
    handed_in, collected, marked, sample_course, tmp_path
):
    contents = {}
    for form, found in collected.items():
        assert [replace(one, ids={}, path=None) for one in found] == [
            replace(one, path=None) for one in collected["folders"]
        ]
        out = tmp_path / form
        results_folder.write_all(
            [replace(marked[one.student], ids=one.ids) for one in found], out, sample_course
        )
        contents[form] = {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in out.rglob("*.*")
            # What a platform's own numbers are written into.
            if not path.name.startswith((".", "canvas", "moodle-"))
        }
        with (out / "canvas.csv").open(encoding="utf-8", newline="") as file:
            contents[form]["canvas.csv"] = [(row[0], *row[2:]) for row in csv.reader(file)]
    assert len(contents["folders"]) > len(marked)
    assert contents["folders"] == contents["Moodle"] == contents["Canvas"]
