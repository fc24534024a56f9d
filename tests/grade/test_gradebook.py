"""Marks as tables: what Excel, Canvas and Moodle make of them, and marks for written answers that stay."""

import csv
import datetime
import io
import json
import random
import re
import zipfile
from dataclasses import replace
from unittest import mock

import openpyxl
import pytest
from seeded_class import SESSIONS, seeded

from newscase.checking.result import Result, Status
from newscase.checking.serialize.json_form import from_json, to_json
from newscase.course import CourseError
from newscase.grade import gradebook, names, spreadsheet, written_marks
from newscase.grade.course_texts import CourseTexts, Model
from newscase.grade.gradebook import Gradebook
from newscase.grade.submission import State, Submission

HOSTILE = [
    *("+1", "-rf", "@cmd", "\t=1", " =1+1", "'=1", "''=1", "＝1", '=HYPERLINK("http://x","y")', "O'Brien"),
    *("'t Hooft", "Lee; Anna", 'Lee, "Anna"', "Lee\nAnna", "\u202egnaL", "CON", "נועה", "a" * 300),
]
BOM = b"\xef\xbb\xbf"


def marked(student="Anna", text="My text.", **more):
    results = tuple(Result(number, Status.CORRECT, "Yes.") for number in SESSIONS["01-claims"].questions)
    return Submission(student, "01-claims", "x.ipynb", "0", results=results, written={"1.6": text}, **more)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def files(*submissions, marks=(), worth=None):
    models = {key: Model("", points=points) for key, points in (worth or {}).items()}
    return gradebook.tables(Gradebook(submissions, CourseTexts(SESSIONS, models=models), marks))


def tables(*submissions, **more):
    return {name: rows(content) for name, content in files(*submissions, **more).items()}


def test_a_marked_submission_survives_json():
    for one in (*seeded()[0][:5], marked(ids={"canvas": "5"}, problem="No.", notes=("A note.",))):
        assert from_json(json.loads(json.dumps(to_json(one))), Submission) == one


ANNA = to_json(marked())


@pytest.mark.parametrize("wrong", [None, [], {}, {**ANNA, "results": [1]}, {**ANNA, "more": 1}])
def test_what_is_no_marked_submission_is_refused(wrong):
    with pytest.raises(ValueError, match=r"other members|something else"):
        from_json(wrong, Submission)


def test_each_result_is_counted_in_one_state():
    result = Result("1.1", Status.NOT_YET, "No.")
    assert State.of(None) is State.of(replace(result, error=True)) is State.ERROR
    states = {Status.CORRECT: State.RIGHT, Status.NOT_ANSWERED: State.BLANK, Status.NOT_YET: State.NOT_YET}
    for status, state in {**states, Status.NOT_CHECKED: State.ERROR}.items():
        assert State.of(replace(result, status=status)) is state


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_text_in_every_table_and_a_file_on_every_computer(name):
    safe = spreadsheet.safe(name)
    assert safe.strip()[0] not in "=+-@＝"
    assert safe[0] not in "\t\r\n"
    assert spreadsheet.plain(safe) == name
    for table in tables(marked(name)).values():
        assert len({len(row) for row in table}) == 1
        assert spreadsheet.plain(table[-1][0]) == name
    file = names.for_file(name)
    assert re.fullmatch(r'(?![.-])[^<>:"/\\|?*\n\t]+(?<![. ])', file)
    assert len(file.encode()) < 200
    assert file.upper() not in ("CON", "NUL")


def test_hidden_names_are_in_an_order_that_only_the_secret_gives():
    students = [f"Student of {number}" for number in range(30)]
    one, other = names.hidden(students, b"one"), names.hidden(students, b"another")
    assert one == names.hidden(reversed(students), b"one")
    assert sorted(one.values()) == sorted(other.values())
    assert sum(one[name] == other[name] for name in students) < 10
    assert [one[name] for name in students] != sorted(one.values())


def test_no_two_students_share_a_file():
    found = names.files(["Anna", "anna", "ANNA", "a/b", "a:b", "con", "CON"])
    assert len({name.casefold() for name in found.values()}) == len(found)


def test_grades_by_question_and_session():
    anna = marked("Anna")
    results = (replace(anna.results[0], status=Status.NOT_YET, slip=0), *anna.results[1:])
    head, first, _ = tables(replace(anna, results=results), marked("Ben"))["grades.csv"]
    assert head[:3] == ["student", "01-claims 1.1", "01-claims 1.2"]
    expected = {"01-claims 1.1": "0", "01-claims 1.2": "1", "01-claims points": "5", "total out of": "6"}
    assert dict(zip(head, first, strict=True)).items() >= expected.items()


def test_what_was_not_handed_in_is_empty_and_not_zero():
    found = tables(
        marked("Anna"),
        Submission("Ben", "01-claims", "x", "0", problem="It is not JSON."),
        Submission("Cem", None, "x", "0", problem="No."),
    )
    assert [row[5] for row in found["canvas.csv"]] == ["01-claims", "6", "6", "", ""]
    assert [row[-1] for row in found["moodle.csv"]] == ["01-claims", "6", "", ""]
    assert "It is not JSON." in found["grades.csv"][2]


def test_excel_gets_a_byte_order_mark_and_importers_none():
    contents = files(marked("Zoë")) | {"written.csv": csv_of([])}
    marks = {name for name, content in contents.items() if content.startswith(BOM)}
    assert marks == {"grades.csv", "written.csv"}
    assert contents["canvas.csv"].startswith(b'"Student","ID","SIS User ID","SIS Login ID","Section"')


def test_canvas_and_moodle_find_a_student_by_their_own_numbers():
    found = tables(marked("leeanna", ids={"canvas": "55"}), marked("Ben", ids={"moodle": "123"}))
    assert found["canvas.csv"][1][0] == "Points Possible"
    assert found["canvas.csv"][3][:2] == ["leeanna", "55"]
    assert found["moodle-01-claims.csv"] == [
        ["Identifier", "Full name", "Grade", "Maximum grade", "Last modified (grade)"],
        ["Participant 123", "Ben", "6", "6", ""],
    ]


# --- marks for written answers ------------------------------------------------------------------


def csv_of(rows):
    """Return written.csv, which is what there is without openpyxl."""
    with mock.patch.object(spreadsheet, "has_openpyxl", return_value=False):
        [(name, content)] = written_marks.dump(rows).items()
    assert name == "written.csv"
    return content


def merge(earlier, submissions, most=lambda key: None):
    """Merge a written.csv, or any tables by their names, into what was handed in."""
    earlier = {"written.csv": earlier} if isinstance(earlier, bytes) else earlier or {}
    return written_marks.merge(earlier, submissions, most)


def entered(submissions, **marks):
    """Return written.csv as a teacher saves it who gave each student of `marks` a mark."""
    return csv_of(
        replace(row, mark=marks[row.student], comment=f"For {row.student}") if row.student in marks else row
        for row in merge(None, submissions)
    )


def merged(earlier, *submissions):
    """Return what the next run makes of it: marks and flags by student, once more from its own file."""
    found = merge(earlier, submissions)
    assert merge(csv_of(found), submissions) == found
    return [(row.student, row.mark, row.flag) for row in found]


def test_marks_are_kept_by_the_next_run():
    submissions = [marked("Anna"), marked("Ben"), marked("=1+1")]
    earlier = entered(submissions, Anna="4,5", **{"=1+1": "3"})
    assert merged(earlier, *submissions) == [("=1+1", "3", ""), ("Anna", "4,5", ""), ("Ben", "", "")]
    assert csv_of(merge(earlier, submissions)) == earlier
    assert merge(earlier, submissions)[1].comment == "For Anna"


def test_a_mark_stays_where_the_answer_changed_and_says_so():
    earlier, now = entered([marked("Anna")], Anna="4"), marked("Anna", text="Something else.")
    # The flag stays until the teacher deletes it.
    assert merged(earlier, now) == [("Anna", "4", written_marks.CHANGED)]
    (row,) = merge(earlier, [now])
    assert row.answer == "Something else."
    assert merged(csv_of([replace(row, flag="")]), now) == [("Anna", "4", "")]


def test_a_mark_stays_where_the_answer_is_gone_and_comes_back():
    earlier = entered([marked("Anna"), marked("Ben")], Anna="4")
    gone = merge(earlier, [marked("Ben")])
    assert merged(earlier, marked("Ben")) == [("Anna", "4", written_marks.GONE), ("Ben", "", "")]
    back = merged(csv_of(gone), marked("Anna"), marked("Ben"))
    assert back == [("Anna", "4", ""), ("Ben", "", "")]


def test_a_mark_stays_where_there_are_two():
    row = merge(None, [marked("Anna")])[0]
    two = [replace(row, mark="4"), replace(row, mark="2")]
    kept = [("Anna", "4", ""), ("Anna", "2", written_marks.TWICE)]
    assert merged(csv_of(two), marked("Anna")) == kept
    assert tables(marked("Anna"), marks=two)["canvas.csv"][2][5] == "10"


def test_an_own_column_stays():
    text = csv_of(merge(None, [marked("Anna")])).decode("utf-8-sig").splitlines()
    text = [text[0] + ',"reader"', text[1] + ',"Ms Novak"']
    again = csv_of(merge("\r\n".join(text).encode(), [marked("Anna")]))
    assert [row[-1] for row in rows(again)] == ["reader", "Ms Novak"]


SAVED = {
    "Excel with semicolons": lambda text: text.replace('","', '";"').encode("utf-8-sig"),
    "Excel as Unicode text": lambda text: text.replace('","', '"\t"').encode("utf-16"),
    "an old Excel": lambda text: text.replace('","', '";"').encode("cp1252"),
    "LibreOffice": lambda text: text.replace("\r\n", "\n").encode(),
    "without the word": lambda text: text.replace("Question 1.6", "1.6").encode(),
    "with other cases": lambda text: text.replace('"mark"', '"Mark"').encode(),
}


@pytest.mark.parametrize("save", SAVED.values(), ids=SAVED)
def test_what_a_spreadsheet_saved_is_read(save):
    submissions = [marked("Zoë", text='First line.\n\nSecond line; with "marks".')]
    text = entered(submissions, Zoë="4.5").decode("utf-8-sig")
    (row,) = merge(save(text), submissions)
    found = row.student, row.question, row.mark, row.comment, row.flag
    assert found == ("Zoë", "1.6", "4.5", "For Zoë", "")


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (b"hello", "columns student, session, question, mark any more"),
        (b"Class 7b\r\nstudent,session,Question,points\r\nAnna,01-claims,1.6,4\r\n", "column mark any more"),
    ],
)
def test_a_table_without_its_headings_stops_everything_and_names_them(content, missing):
    with pytest.raises(CourseError, match=f"written.csv has no {missing}"):
        merge(content, [marked("Anna")])


@pytest.mark.parametrize(("mark", "points"), [("4,5", "10.5"), ("good", "6"), ("", "6")])
def test_a_mark_that_is_a_number_counts_and_every_other_is_kept(mark, points):
    row = replace(merge(None, [marked("Anna")])[0], mark=mark)
    found = tables(marked("Anna"), marks=[row], worth={("01-claims", "1.6"): 6.0})
    assert found["canvas.csv"][1][5] == ("12" if mark == "4,5" else "6")
    assert found["canvas.csv"][2][5] == points
    assert mark.replace(",", ".") in found["grades.csv"][1]


MARKS = {
    "4": 4,
    "4.5": 4.5,
    "4,5": 4.5,
    "4½": 4.5,
    "½": 0.5,
    "4/6": 4,
    "4 of 6": 4,
    "4 points": 4,
    "5 pts": 5,
}
MARKS |= {"80 %": 4.8, "0": 0, "6": 6, "4 / 6.0": 4, "4.333333333": 4.333333333}
MARKS |= dict.fromkeys(["40", "4/8", "04. Mai", "good", "-1", "4-5", "2.02312E+11", "120 %", "4;5"])


@pytest.mark.parametrize(("mark", "points"), MARKS.items())
def test_a_mark_is_read_as_people_write_it_or_named(mark, points):
    anna = [marked("Anna")]
    [row] = merge(entered(anna, Anna=mark), anna, lambda key: 6)
    assert row.points == (None if points is None else pytest.approx(points))
    assert ("does not count. Write a number from 0 to 6." in row.flag) == (points is None)
    assert merge(csv_of([row]), anna, lambda key: 6) == [row]
    [again] = merge(csv_of([replace(row, mark="4")]), anna, lambda key: 6)
    assert again.flag == ""


def test_a_long_mark_holds_nobody_up():
    """Where each space could belong to several parts of a mark, this took hours."""
    assert marked_row(f"4{' ' * 100_000}x").points is None
    assert marked_row(f"4{' ' * 100_000}p.").points == 4


def marked_row(mark):
    return replace(merge(None, [marked("Anna")], lambda key: 6)[0], mark=mark)


@pytest.mark.parametrize("mark", ["4", "good"])
def test_what_the_teacher_wrote_beside_our_flag_stays(mark):
    row, now = replace(marked_row(mark), flag="Ask her."), marked("Anna", text="Something else.")
    for _ in range(2):
        [row] = merge(csv_of([row]), [now], lambda key: 6)
        assert row.flag.count(written_marks.CHANGED) == 1
        assert row.flag.endswith(" Ask her.")
        assert ("does not count" in row.flag) == (mark == "good")
    [row] = merge(csv_of([replace(row, mark="4", flag=row.flag.replace(written_marks.CHANGED, ""))]), [now])
    assert row.flag == "Ask her."


NUMBERS = {"0012345": "12345", "202312000000": "2.02312E+11", "12E3": "1.20E+04", "3-4": "04. Mrz"}


@pytest.mark.parametrize(("number", "saved"), NUMBERS.items())
@pytest.mark.parametrize("code", [True, False])
def test_a_mark_finds_its_student_though_excel_changed_the_number(number, saved, code):
    text = f"An answer that only student {number} wrote."
    mine, other = marked(number, text=text), marked("77", text="Another answer that only one student wrote.")
    lines = rows(entered([mine, other], **{number: "4"}))
    table = [[saved if cell == number else cell for cell in (line if code else line[:-1])] for line in lines]
    saved_file = "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in table).encode()
    assert merged(saved_file, mine, other) == sorted([(number, "4", ""), ("77", "", "")])


PAGES = [
    ("Łukasz Żak", "cp1250"),
    ("Иван", "cp1251"),
    ("Zoë", "mac_roman"),
    ("Zoë", "cp1252"),
    ("Jiří", "cp1250"),
]


@pytest.mark.parametrize(("name", "page"), PAGES)
def test_the_letters_of_another_excel_are_read(name, page):
    text = entered([marked(name)], **{name: "4"}).decode("utf-8-sig")
    # Without its code, so that only the name can find it.
    text = "\r\n".join(line.rsplit(",", 1)[0] for line in text.splitlines())
    assert merged(text.encode(page, "replace"), marked(name)) == [(name, "4", "")]


@pytest.mark.parametrize("written", ["Jose\u0301", " José  "])
def test_a_name_is_one_in_each_form_of_its_letters(written):
    text = entered([marked("José")], José="4").decode("utf-8-sig").replace("José", written)
    text = "\r\n".join(line.rsplit(",", 1)[0] for line in text.splitlines())  # without its code
    assert merged(text.encode(), marked("José", text="No.")) == [("José", "4", written_marks.CHANGED)]


def test_the_same_bytes_in_any_order():
    submissions, _ = seeded()
    shuffled = random.Random(1).sample(submissions, len(submissions))
    assert files(*submissions) == files(*shuffled)
    assert merge(None, submissions) == merge(None, shuffled)


# What Excel would change in CSV, or take for a formula, and what no workbook can hold.
TEXTS = [
    *("0012345", "2.02312E+11", "12E3", "3-4", "=1+1", "+1", "'=1", "1.6", "Łukasz 张 🙂", "a\n\nb", "#N/A"),
    "TRUE",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_workbook_gives_back_what_went_in(text):
    submissions = [marked(names.tidy(text), text=text)]
    row = replace(merge(None, submissions)[0], mark="4.5", comment=text, more={"reader": text})
    [(name, content)] = written_marks.dump([row]).items()
    assert written_marks.parse(name, content) == merge({name: content}, submissions) == [row]


def test_a_character_that_no_workbook_holds_changes_no_answer():
    submissions = [marked(text="One\x0btwo\x00 and\uffffthree.")]
    [row] = merge(written_marks.dump([replace(merge(None, submissions)[0], mark="4")]), submissions)
    assert (row.mark, row.flag) == ("4", "")


def test_what_is_typed_into_a_workbook_counts_as_it_is_read():
    answers = marked("Anna"), marked("Ben")
    [(name, content)] = written_marks.dump(merge(None, answers)).items()
    book = openpyxl.load_workbook(io.BytesIO(content))
    # As Excel keeps 50 % that somebody typed; and a mark in a copy of the sheet.
    book.active["F2"].value, book.active["F2"].number_format = 0.5, "0%"
    book.copy_worksheet(book.active)["F3"].value = 2
    book.save(saved := io.BytesIO())
    rows = {row.student: row for row in merge({name: saved.getvalue()}, answers)}
    assert (rows["Anna"].mark, rows["Ben"].mark) == ("50%", "2")


def test_merged_cells_and_a_formula_without_its_result_lose_no_mark():
    answers = [replace(marked("Anna"), written={"1.6": "One.", "1.8": "Two."})]
    rows = [replace(row, mark="4") for row in merge(None, answers)]
    [(name, content)] = written_marks.dump(rows).items()
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.active.merge_cells("A2:A3")
    book.active["F2"].value = "=3+1"  # openpyxl, as some other programs, keeps no result
    book.save(saved := io.BytesIO())
    found = merge({name: saved.getvalue()}, answers)
    assert [(row.student, row.question, row.mark) for row in found] == [
        ("Anna", "1.6", "=3+1"),
        ("Anna", "1.8", "4"),
    ]
    assert "does not count" in found[0].flag


def test_a_formula_whose_result_is_no_text_tells_the_student_nothing():
    [(name, content)] = written_marks.dump(merge(None, [marked("Anna")])).items()
    book = openpyxl.load_workbook(io.BytesIO(content))
    column = next(cell.column_letter for cell in book.active[1] if cell.value == "comment")
    book.active[f"{column}2"].value = '=IF(1>0,"","Late.")'
    book.save(saved := io.BytesIO())
    # As Excel writes the result that openpyxl does not.
    with zipfile.ZipFile(saved) as plain, zipfile.ZipFile(computed := io.BytesIO(), "w") as excel:
        for file in plain.namelist():
            place = f'r="{column}2"'.encode()
            excel.writestr(file, plain.read(file).replace(place, place + b' t="str"'))
    assert [row.comment for row in merge({name: computed.getvalue()}, [marked("Anna")])] == [""]


def test_one_mark_written_in_two_ways_is_one_mark():
    row = replace(merge(None, [marked("Anna")])[0], mark="2.5")
    both = {**written_marks.dump([row]), "written.csv": csv_of([replace(row, mark="2,5")])}
    assert [(one.mark, one.flag) for one in merge(both, [marked("Anna")])] == [("2.5", "")]


def test_a_sentence_about_a_maximum_with_a_decimal_does_not_grow():
    row = replace(merge(None, [marked("Anna")])[0], mark="7", most=2.5).flagged()
    assert row.flagged() == row


def workbook_of(*limits):
    answers = [marked(f"Student {number}") for number in range(len(limits))]
    most = dict(zip((one.student for one in answers), limits, strict=True))
    rows = [replace(row, most=most[row.student], mark="1") for row in merge(None, answers)]
    return written_marks.dump(rows)["written.xlsx"]


def test_a_workbook_takes_marks_that_count_and_locks_the_rest():
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(6, 2.5, None))).active
    head = [cell.value for cell in sheet[1]]
    assert tuple(head) == written_marks.COLUMNS
    line = dict(zip(head, sheet[2], strict=True))
    assert {name for name, cell in line.items() if not cell.protection.locked} == {"mark", "comment", "flag"}
    assert sheet.protection.sheet
    assert {name for name, cell in line.items() if cell.number_format == "@"} >= {"student", "answer", "code"}
    assert [sheet[f"E{row}"].value for row in (2, 3, 4)] == [6, 2.5, None]
    assert line["mark"].data_type == "n"
    [check] = sheet.data_validations.dataValidation
    assert str(check.sqref) == "F2:F5"
    assert check.formula1 == 'AND(ISNUMBER(F2),F2>=0,MOD(F2*2,1)=0,OR($E2="",F2<=$E2))'
    assert sheet.freeze_panes == "B2"


def test_a_workbook_is_the_same_bytes_at_another_time(monkeypatch):
    one = workbook_of(6)

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) + datetime.timedelta(days=1)

    with mock.patch.object(datetime, "datetime", Later), mock.patch("time.time", return_value=2e9):
        assert workbook_of(6) == one
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert str(datetime.datetime.now().year).encode() not in archive.read("docProps/core.xml")


@pytest.mark.parametrize(
    "shuffle", ["columns", "rows", "a title above", "another sheet first", "number as text"]
)
def test_a_workbook_that_was_rearranged_is_read(shuffle):
    answers = [marked("Anna", text="a"), marked("007", text="b")]
    rows = [replace(row, mark="4.5", comment=row.student) for row in merge(None, answers)]
    book = openpyxl.load_workbook(io.BytesIO(written_marks.dump(rows)["written.xlsx"]))
    sheet = book.active
    table = [[cell.value for cell in row] for row in sheet]
    table = {
        "columns": [row[::-1] for row in table],
        "rows": [table[0], *table[:0:-1]],
        "a title above": [["7b, first term"], [], *table],
        "number as text": [["4,5 " if value == 4.5 else value for value in row] for row in table],
    }.get(shuffle, table)
    sheet.delete_rows(1, 99)
    for row in table:
        sheet.append(row)
    if shuffle == "another sheet first":
        book.create_sheet("notes", 0)["A1"] = "mine"
    book.save(saved := io.BytesIO())
    again = merge({"written.xlsx": saved.getvalue()}, answers)
    found = [(row.student, row.points, row.comment) for row in again]
    assert found == [("007", 4.5, "007"), ("Anna", 4.5, "Anna")]
