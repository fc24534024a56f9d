"""What students really hand in: small functions, each of which turns solved work into a faulty hand-in.

The work is exercise 01 of tests/sample with every answer right: whatever was done to it, six of six questions
are to stay right.  A function changes a `Student`; those of `FILES` and `BROKEN` return the
bytes of a file.
"""

import io
import json
import os
import random
import stat
import zipfile
from pathlib import Path

import nbformat

WORDS = "Nobody on the ground was asked."
TABLE = '"../data/sample_claims.csv"'
DATA, IMPORTS = "sample_claims.csv", "import pandas"


def user_environment(**more: str) -> dict[str, str]:
    """Return this environment without the settings of this run, and with a terminal that folds no table."""
    ours = ("PYTEST_", "NEWSCASE_")
    users = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**users, "COLUMNS": "400", "PYTHONUTF8": "1", **more}


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder by its path in it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


class Student:
    """A student's exercise notebook: change its cells, save it."""

    def __init__(self, path: Path):
        self.path = path
        self.content = json.loads(path.read_text(encoding="utf-8"))

    @property
    def cells(self) -> list[dict]:
        return self.content["cells"]

    def cell(self, identity: str) -> dict:
        return next(cell for cell in self.cells if cell["id"] == identity)

    def answer(self, number: str, code: str) -> "Student":
        """Type `code` into the answer cell of a question."""
        self.cell(f"answer-{number.replace('.', '-')}")["source"] = code
        return self

    def remove(self, *identities: str) -> "Student":
        self.content["cells"] = [cell for cell in self.cells if cell["id"] not in identities]
        return self

    def run_all(self) -> "Student":
        """Change it as JupyterLab does when somebody opens it and runs its cells."""
        self.content["metadata"]["language_info"] = {"name": "python", "version": "3.14.1"}
        for cell in self.cells:
            if cell["cell_type"] == "code":
                stream = {"output_type": "stream", "name": "stdout", "text": ["what it printed"]}
                cell.update(outputs=[stream], execution_count=1)
        return self

    def save(self) -> Path:
        self.path.write_text(json.dumps(self.content), encoding="utf-8")
        return self.path


def solved(course: Path, stem: str = "01-claims", numbers: str | None = None) -> Student:
    """Open an exercise of a course and answer its questions, or these, as the solution does."""
    work = Student(course / "exercises" / f"{stem}.ipynb")
    for one in Student(course / "solutions" / f"{stem}.ipynb").cells:
        kind, *number = one["id"].split("-")
        if kind == "answer" and (numbers is None or number[1] in numbers):
            work.cell(one["id"])["source"] = "".join(one["source"])
    return work


def packed(files: dict, page: str = "") -> bytes:
    """Return a zip of files by their names or entries; a text is a link to where it says.

    `page` is the code page of an old system, in which the names stand.
    """
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for place, (name, one) in enumerate(files.items()):
            shown = chr(ord("A") + place) * len(name.encode(page)) if page else name
            is_entry = isinstance(name, zipfile.ZipInfo)
            entry = name if is_entry else zipfile.ZipInfo(shown, (2026, 1, 31, 12, 0, 0))
            if isinstance(one, str):
                entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, one, zipfile.ZIP_DEFLATED)
    content = buffer.getvalue()
    for place, name in enumerate(files if page else ()):
        letters = name.encode(page)
        content = content.replace(chr(ord("A") + place).encode() * len(letters), letters)
    return content


def cell(source, kind="code", identity="mine"):
    more = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": identity, "metadata": {}, "source": source, **more}


def given(work, text):
    """Return the given code cell that holds `text`."""
    return next(one for one in work.cells if one["cell_type"] == "code" and text in "".join(one["source"]))


def put(text, old, new):
    def change(work):
        one = given(work, text)
        source = "".join(one["source"])
        assert old in source
        one["source"] = source.replace(old, new)

    return change


def first_line(line):
    return put(IMPORTS, IMPORTS, f"{line}\n{IMPORTS}")


def read_from(path):
    return put(DATA, TABLE, path)


def as_text(text):
    return lambda work: given(work, text).update(cell_type="markdown")


def remove(text):
    return lambda work: work.cells.remove(given(work, text))


def above(source):
    return lambda work: work.cells.insert(0, cell(source))


def in_answer(line, number="1-2"):
    """Begin the cell of an answer with a line."""

    def change(work):
        one = work.cell(f"answer-{number}")
        one["source"] = f"{line}\n{''.join(one['source'])}"

    return change


def all_of(*changes):
    def several(work):
        for change in changes:
            change(work)

    return several


def without_ids(work):
    for one in work.cells:
        one.pop("id", None)


def same_ids(work):
    for one in work.cells:
        one["id"] = "cell"


def moved(identity, to):
    """Move the answer with `identity` before the cell `to`, or below everything."""

    def change(work):
        one = work.cell(f"answer-{identity}")
        work.cells.remove(one)
        work.cells.insert(work.cells.index(work.cell(to)) if to else len(work.cells), one)

    return change


def answered_in_a_copy(identity="copy"):
    """Leave the answer cell blank and answer in a copy of it below, as a right click makes one."""

    def change(work):
        one = work.cell("answer-1-2")
        work.cells.insert(work.cells.index(one) + 1, {**one, "id": identity})
        one["source"] = "named_claims = ..."

    return change


def fenced(work):
    one = work.cell("answer-1-2")
    one["source"] = f"```python\n{''.join(one['source'])}\n```"


def answered_in_the_question(work):
    one, question = work.cell("answer-1-2"), work.cell("question-1-2")
    question["source"] = "".join(question["source"]) + "\n\n" + "".join(one["source"])
    one["source"] = "named_claims = ..."


def blank_cells():
    """Return the exercise's cells with other ids."""
    cells = json.loads((Path(__file__).parent / "sample/exercises/01-claims.ipynb").read_text("utf-8"))[
        "cells"
    ]
    return [{**one, "id": f"copy-{place}"} for place, one in enumerate(cells)]


def answered_in_the_check(work):
    one, check = work.cell("answer-1-2"), work.cell("check-1-2")
    check["source"] = "".join(one["source"]) + "\n" + "".join(check["source"])
    one["source"] = "named_claims = ..."


def in_one_cell(work):
    code = ["".join(one["source"]) for one in work.cells if one["cell_type"] == "code"]
    work.content["cells"] = [cell("\n\n".join(code))]


def shuffled_checks(work):
    checks = [one for one in work.cells if one["id"].startswith("check-")]
    for one in checks:
        work.cells.remove(one)
    random.Random(1).shuffle(checks)
    work.cells.extend(checks)


def of_a_program(**metadata):
    def change(work):
        work.content["metadata"] = metadata
        without_ids(work)
        work.content["nbformat_minor"] = 2

    return change


def huge_outputs(work):
    work.cell("answer-1-2")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": ["a line of it\n"] * 100_000}
    ]


def windows_lines(work):
    for one in work.cells:
        one["source"] = "".join(one["source"]).replace("\n", "\r\n")


COLAB = "from google.colab import drive\ndrive.mount('/content/drive')"
CHANGES = {
    "an import that is missing here": first_line("import seaborn as sns"),
    "an import and its use": first_line("import seaborn as sns\nsns.set_theme()"),
    "an import of several": first_line("import os, seaborn"),
    "an import of the notebook itself": first_line("import __main__"),
    "a magic that is missing here": first_line("%matplotlib inline"),
    # Where there is no sandbox these run: they name nothing that could be installed or downloaded.
    "an installation": first_line("!pip install ./no-such-folder"),
    "an installation by a magic": first_line("%pip install ./no-such-folder"),
    "a download": first_line("!wget http://127.0.0.1:9/claims.csv"),
    "a notebook service's drive": first_line(f"{COLAB}\nimport os"),
    "a notebook service's upload": first_line("from google.colab import files\nuploaded = files.upload()"),
    "an upload that is read": read_from('io.BytesIO(uploaded["sample_claims.csv"])'),
    "a folder of a notebook service": first_line("import os\nos.chdir('/content/drive/MyDrive/course')"),
    "a folder above": all_of(first_line("import os\nos.chdir('..')"), read_from('"data/sample_claims.csv"')),
    "a folder above, in a cell": above("import os\nos.chdir('..')"),
    "a folder by a magic": above("%cd .."),
    "a table beside the notebook": read_from('"sample_claims.csv"'),
    "a table on Windows": read_from(r'"C:\Users\me\Downloads\sample_claims.csv"'),
    "a table on Windows, raw": read_from(r'r"C:\Users\me\Downloads\sample_claims.csv"'),
    "a table of a notebook service": read_from("'/content/drive/My Drive/sample_claims.csv'"),
    "a folder in capitals": read_from('"../Data/Sample_Claims.csv"'),
    "an ending in capitals": read_from('"../data/sample_claims.CSV"'),
    "a path of pathlib": all_of(
        first_line("from pathlib import Path"), read_from('Path("data") / "sample_claims.csv"')
    ),
    "a path in a name": put(DATA, "claims = ", 'folder = "/content/data/"\nclaims = '),
    "a path put together": read_from('"/content/data/" + "sample_claims.csv"'),
    "a path in an f-string": put(
        DATA, f"pd.read_csv({TABLE})", 'pd.read_csv(f"{folder}/sample_claims.csv")'
    ),
    "an Excel copy beside": read_from('"sample_claims.csv", sep=";"'),
    "an Excel copy in its place": read_from(f'{TABLE}, sep=";", decimal=","'),
    "a copy with tabs in its place": read_from(f'{TABLE}, sep="\\t"'),
    "an Excel copy of another name": read_from('"sample_claims (1).csv", sep=";", encoding="cp1252"'),
    "an Excel file": put(DATA, f"read_csv({TABLE})", 'read_excel("sample_claims.xlsx")'),
    "a web address": read_from('"https://raw.example.org/main/data/sample_claims.csv"'),
    "the import cell as text": as_text(IMPORTS),
    "the data cell as text": as_text(DATA),
    "the import cell emptied": put(IMPORTS, IMPORTS, "#"),
    "no import cell": remove(IMPORTS),
    "no data cell": remove(DATA),
    "neither of them": all_of(remove(IMPORTS), remove(DATA)),
    "no ids and a path": all_of(read_from('"sample_claims.csv"'), without_ids),
    "no ids and no data cell": all_of(remove(DATA), without_ids),
    "one id for all cells": same_ids,
    "one id and no data cell": all_of(remove(DATA), same_ids),
    "an answer cell as text": lambda work: work.cell("answer-1-2").update(cell_type="markdown"),
    "an answer cell as raw text": lambda work: work.cell("answer-1-2").update(cell_type="raw"),
    "an answer cell as text, without ids": all_of(as_text("named_claims ="), without_ids),
    "an answer cell as text in a fence": all_of(as_text("named_claims ="), fenced),
    "an answer cell as text that begins with a heading": all_of(in_answer("# mine"), as_text("# mine")),
    "an answer in the question's text": answered_in_the_question,
    "a blank copy below everything": lambda work: work.cells.extend(blank_cells()),
    "the mark of another session": lambda work: work.content["metadata"].update(
        newscase={"session": "02-voices"}
    ),
    "a question to somebody in an answer": in_answer("name = input('Who are you? ')"),
    "an end in an answer": in_answer("import sys\nsys.exit()"),
    "a cell without a text": lambda work: work.cells.append(cell(None)),
    "no metadata": lambda work: work.content.update(metadata=None),
    "a kernel without a language": of_a_program(kernelspec={"name": "python3", "language": None}),
    "a kernel of an old IPython": of_a_program(kernelspec={"name": "python3", "language": "ipython"}),
    "a cell with a mistake above": above("drive.mount('/content')"),
    "the data cell broken": put(DATA, ")", ""),
    "a table in an answer": in_answer("claims = pd.read_csv('sample_claims.csv')"),
    "a table and a comparison in an answer": lambda work: work.answer(
        "1.2",
        "table = pd.read_csv('sample_claims.csv')\n"
        "others = table[table.voice != 'named source']\n"
        "named_claims = len(table) - len(others)",
    ),
    "an import in an answer": in_answer("import matplotlib.pyplot as plt"),
    "a magic in an answer": in_answer("%%time"),
    "an installation in an answer": in_answer("!pip install ./no-such-folder"),
    "a display in an answer": in_answer("display(claims.head())"),
    "an answer below": moved("1-2", "question-1-4"),
    "an answer at the end": moved("1-2", None),
    "an answer above": moved("1-2", "question-1-1"),
    "an answer in a copy below": answered_in_a_copy(),
    "an answer in a copy of its id": answered_in_a_copy("answer-1-2"),
    "an answer in the check cell": answered_in_the_check,
    "all code in one cell": in_one_cell,
    "the checks shuffled": shuffled_checks,
    "only the answers": lambda work: work.content.update(
        cells=[one for one in work.cells if one["id"].startswith("answer-")]
    ),
    "an end": lambda work: work.cells.append(cell("exit()")),
    "another program's metadata": of_a_program(kernelspec={"name": "python3", "display_name": "Python 3"}),
    "VS Code": of_a_program(language_info={"name": "python"}, orig_nbformat=4),
    "Colab": all_of(first_line(COLAB), of_a_program(colab={}, kernelspec={"name": "python3"})),
    "Deepnote": of_a_program(deepnote_notebook_id="1", deepnote={}, deepnote_execution_queue=[]),
    "Windows' line ends": windows_lines,
    "huge outputs": huge_outputs,
}  # fmt: skip


def content(work) -> bytes:
    return json.dumps(work.content, ensure_ascii=False, indent=1).encode()


def format_3(work) -> bytes:
    return nbformat.v3.writes_json(nbformat.convert(nbformat.reads(json.dumps(work.content), 4), 3)).encode()


# What another program made of the file.
FILES = {
    "format 3": format_3,
    "a byte order mark": lambda work: b"\xef\xbb\xbf" + content(work),
    "UTF-16": lambda work: content(work).decode().encode("utf-16"),
    "cp1252": lambda work: content(work).decode().encode("cp1252", "replace"),
    "CRLF": lambda work: content(work).replace(b"\n", b"\r\n"),
    "space at the end": lambda work: content(work) + b"\n\n\x1a",
}
# What is no notebook any more, and is named.
BROKEN = {
    "a merge conflict": lambda work: b"<<<<<<< HEAD\n" + content(work) + b"\n=======\n{}\n>>>>>>> x\n",
    "cut off": lambda work: content(work)[:-200],
    "empty": lambda work: b"",
    "a web page": lambda work: b"<!doctype html><title>Sign in</title>",
    "format 5": lambda work: content(work).replace(b'"nbformat": 4', b'"nbformat": 5'),
    "another language": lambda work: content(work).replace(b'"language": "python"', b'"language": "R"'),
}


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


def without_its_heading(work):
    instead(work)
    work.remove("question-1-6")


# Where the answer to written question 1.6 stands.
WRITTEN = [below, instead, without_its_heading, in_the_question, in_code, raw, second, behind]
