"""Right work keeps its marks and its words, whatever was done to the cells around it."""

import pytest

from newscase.checking.result import Status
from newscase.pytest_plugin.run import check_notebooks


def cell(source, kind="code", identity="mine"):
    more = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": identity, "metadata": {}, "source": source, **more}


def given(work, text):
    """Return the given code cell that holds `text`."""
    return next(one for one in work.cells if one["cell_type"] == "code" and text in "".join(one["source"]))


def put(work, text, old, new):
    one = given(work, text)
    source = "".join(one["source"])
    assert old in source
    one["source"] = source.replace(old, new)


def first_line(line):
    return lambda work: put(work, "import pandas", "import pandas", f"{line}\nimport pandas")


def read_from(path):
    return lambda work: put(work, "sample_claims.csv", '"../data/sample_claims.csv"', path)


def as_text(text):
    return lambda work: given(work, text).update(cell_type="markdown")


def without_ids(change):
    def both(work):
        change(work)
        for one in work.cells:
            one.pop("id")

    return both


def remove(text):
    return lambda work: work.cells.remove(given(work, text))


def conditions(*changes):
    def several(work):
        for change in changes:
            change(work)

    return several


CHANGES = {
    "an import that is missing here": first_line("import seaborn as sns"),
    "an import of the notebook itself": first_line("import __main__"),
    "a magic that is missing here": first_line("%matplotlib inline"),
    "a notebook service's drive": first_line(
        "from google.colab import drive\ndrive.mount('/content/drive')\nimport os"
    ),
    "a table beside the notebook": read_from('"sample_claims.csv"'),
    "a table on Windows": read_from(r'"C:\Users\me\Downloads\sample_claims.csv"'),
    "a table on Windows, raw": read_from(r'r"C:\Users\me\Downloads\sample_claims.csv"'),
    "a table of a notebook service": read_from("'/content/drive/My Drive/sample_claims.csv'"),
    "a folder in capitals": read_from('"../Data/Sample_Claims.csv"'),
    "a web address": read_from('"https://raw.example.org/main/data/sample_claims.csv"'),
    "the import cell as text": as_text("import pandas"),
    "the data cell as text": as_text("sample_claims.csv"),
    "no import cell": remove("import pandas"),
    "no data cell": remove("sample_claims.csv"),
    "neither of them": conditions(remove("import pandas"), remove("sample_claims.csv")),
    "no ids and a path": without_ids(read_from('"sample_claims.csv"')),
    "no ids and no data cell": without_ids(remove("sample_claims.csv")),
    "an answer cell as text": lambda work: work.cell("answer-1-2").update(cell_type="markdown"),
    "a cell with a mistake above": lambda work: work.cells.insert(0, cell("drive.mount('/content')")),
    "the data cell broken": lambda work: put(work, "sample_claims.csv", ")", ""),
    "a table in an answer": lambda work: work.answer(
        "1.2", "claims = pd.read_csv('sample_claims.csv')\n" + work.cell("answer-1-2")["source"]
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_right_work_keeps_its_marks(solved, course, newscase, change):
    work = solved()
    change(work)
    path = work.save()
    found = check_notebooks(course, [path])[path]
    checked = [one for one in found.results.values() if one.status is not Status.WRITTEN]
    assert [repr(one) for one in checked if not one.right] == []
    assert len(checked) == 6


def test_what_ran_instead_is_said_and_a_wrong_answer_stays_wrong(solved, course):
    path = solved().save()
    assert check_notebooks(course, [path])[path].notes == []
    work = solved().answer("1.2", "named_claims = 3")
    CHANGES["a table on Windows"](work)
    work.save()
    found = check_notebooks(course, [path])[path]
    assert [one.question for one in found.results.values() if one.status is Status.NOT_YET] == ["1.2"]
    instead = 'so this ran in its place: claims = pd.read_csv("../data/sample_claims.csv")'
    assert found.notes == [f"A cell stopped or was gone, {instead}"]


def test_an_answer_cell_of_words_is_told_that_it_is_text(solved, course):
    work = solved()
    work.cell("answer-1-2").update(cell_type="markdown", source="I counted five of them.")
    path = work.save()
    told = check_notebooks(course, [path])[path].results["1.2"]
    assert told.sentence.startswith("The answer cell is text. Make it a code cell again")


WORDS = "Nobody on the ground was asked."


def below(work):
    work.cells.insert(work.cells.index(work.cell("written-1-6")) + 1, cell(WORDS, "markdown"))


def instead(work):
    below(work)
    work.remove("written-1-6")


def in_the_question(work):
    one = work.cell("question-1-6")
    one["source"] = "".join(one["source"]) + f"\n\n{WORDS}"


def in_code(work):
    below(work)
    work.cell("mine").update(cell(f"# {WORDS}"))


def raw(work):
    below(work)
    work.cell("mine")["cell_type"] = "raw"


def second(work):
    below(work)
    work.cell("written-1-6")["source"], work.cell("mine")["source"] = WORDS.split(" on ")


def behind(work):
    one = work.cell("written-1-6")
    one["source"] = "".join(one["source"]) + " " + WORDS


@pytest.mark.parametrize("write", [below, instead, in_the_question, in_code, raw, second, behind])
@pytest.mark.parametrize("ids", [True, False])
def test_words_between_two_questions_are_the_answer(solved, course, write, ids):
    work = solved()
    write(work)
    for one in work.cells if not ids else ():
        one.pop("id")
    path = work.save()
    written = check_notebooks(course, [path])[path].written
    assert written["1.6"].replace("\n\n", " on ").lstrip("# ") == WORDS
    assert set(written.values()) == {written["1.6"], ""}
