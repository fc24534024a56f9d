"""Marks as tables: what Excel, Canvas and Moodle make of them, and marks for written answers that stay."""

import csv
import io
import json
import random
from dataclasses import replace

import pytest
from seeded_class import SESSIONS, seeded

from newscase.checking.result import Result, Status
from newscase.course import CourseError
from newscase.grade import gradebook, names, spreadsheet, written_marks
from newscase.grade.course_texts import CourseTexts, Model
from newscase.grade.gradebook import Gradebook
from newscase.grade.marked import Marked, State

HOSTILE = [
    *(
        "+1",
        "-rf",
        "@cmd",
        "\t=1",
        " =1+1",
        "'=1",
        "''=1",
        "＝1",
        '=HYPERLINK("http://x","y")',
        "O'Brien",
        "'t Hooft",
    ),
    *("Lee; Anna", 'Lee, "Anna"', "Lee\nAnna", "\u202egnaL", "CON", "נועה", "a" * 300),
]


def marked(student="Anna", session="01-claims", text="My text.", **more):
    results = tuple(Result(number, Status.CORRECT, "Yes.") for number in SESSIONS[session].questions)
    return Marked(student, session, "x.ipynb", "0", results=results, written={"1.6": text}, **more)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def book(*submissions, marks=(), worth=None):
    models = {key: Model("", points=points) for key, points in (worth or {}).items()}
    return Gradebook(submissions, CourseTexts(SESSIONS, models=models), written_marks.Marks(marks))


def test_a_marked_submission_survives_json():
    for one in (*seeded()[0][:5], marked(ids={"canvas": "5"}, problem="No.", notes=("A note.",))):
        assert Marked.from_json(json.loads(json.dumps(one.to_json()))) == one


BAD = [{"student": 1}, {"session": 1}, {"notes": "one"}, {"notes": [1]}, {"results": [{"question": "1.1"}]},
       {"written": {"1.6": 5}}, {"written": []}, {"ids": {"canvas": 5}}, {"more": 1}]  # fmt: skip


@pytest.mark.parametrize("wrong", [None, [], {}, *({**marked().to_json(), **bad} for bad in BAD)])
def test_what_is_no_marked_submission_is_refused(wrong):
    with pytest.raises(ValueError, match=r"marked submission|result of a question"):
        Marked.from_json(wrong)


def test_each_result_is_counted_in_one_state():
    result = Result("1.1", Status.NOT_YET, "No.")
    assert State.of(None) is State.of(replace(result, error=True)) is State.ERROR
    states = {status: State.of(replace(result, status=status)) for status in Status}
    assert states[Status.CORRECT] is State.RIGHT
    assert states[Status.NOT_ANSWERED] is State.BLANK
    assert states[Status.NOT_YET] is State.NOT_YET
    assert states[Status.NOT_CHECKED] is State.ERROR


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula_and_none_is_lost(text):
    safe = spreadsheet.safe(text)
    assert safe.strip()[0] not in "=+-@＝"
    assert safe[0] not in "\t\r\n"
    assert spreadsheet.plain(safe) == text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_one_cell_in_every_table(name):
    one = book(marked(name))
    for content in (gradebook.grades(one), gradebook.canvas(one), gradebook.moodle(one)):
        table = rows(content)
        assert len({len(row) for row in table}) == 1
        assert spreadsheet.plain(table[-1][0]) == name


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_file_on_every_computer(name):
    file = names.for_file(name)
    assert file
    assert not set(file) & set('<>:"/\\|?*\n\t')
    assert file[0] not in ".-"
    assert len(file.encode()) < 200
    assert file.upper() not in ("CON", "NUL")
    assert not file.endswith((".", " "))


def test_hidden_names_are_in_an_order_that_only_the_secret_gives():
    students = [f"Student of {number}" for number in range(30)]
    one, other = names.hidden(students, b"one"), names.hidden(students, b"another")
    assert one == names.hidden(reversed(students), b"one")
    assert sorted(one.values()) == sorted(other.values())
    assert sum(one[name] == other[name] for name in students) < 10
    assert [one[name] for name in students] != sorted(one.values())


def test_no_two_students_share_a_file():
    files = names.files(["Anna", "anna", "ANNA", "a/b", "a:b", "con", "CON"])
    assert len({name.casefold() for name in files.values()}) == len(files)


def test_grades_by_question_and_session():
    anna = marked("Anna")
    results = (replace(anna.results[0], status=Status.NOT_YET, slip=0), *anna.results[1:])
    table = rows(gradebook.grades(book(replace(anna, results=results), marked("Ben"))))
    head = table[0]
    assert head[:3] == ["student", "01-claims 1.1", "01-claims 1.2"]
    row = dict(zip(head, table[1], strict=True))
    assert (row["01-claims 1.1"], row["01-claims 1.2"], row["01-claims points"], row["total out of"]) == (
        "0",
        "1",
        "5",
        "6",
    )


def test_what_was_not_handed_in_is_empty_and_not_zero():
    one = book(
        marked("Anna"),
        Marked("Ben", "01-claims", "x", "0", problem="It is not JSON."),
        Marked("Cem", None, "x", "0", problem="No."),
    )
    assert [row[5] for row in rows(gradebook.canvas(one))] == ["01-claims", "6", "6", "", ""]
    assert [row[-1] for row in rows(gradebook.moodle(one))] == ["01-claims", "6", "", ""]
    assert "It is not JSON." in rows(gradebook.grades(one))[2]


def test_excel_gets_a_byte_order_mark_and_importers_none():
    one = book(marked("Zoë"))
    assert gradebook.grades(one).startswith(b"\xef\xbb\xbf")
    assert written_marks.dump([]).startswith(b"\xef\xbb\xbf")
    assert gradebook.canvas(one).startswith(b'"Student","ID","SIS User ID","SIS Login ID","Section"')
    assert not gradebook.moodle(one).startswith(b"\xef\xbb\xbf")


def test_canvas_finds_the_student_by_its_own_number():
    table = rows(gradebook.canvas(book(marked("leeanna", ids={"canvas": "55"}))))
    assert table[1][0] == "Points Possible"
    assert table[2][:2] == ["leeanna", "55"]


def test_moodle_gets_a_worksheet_for_each_assignment():
    files = gradebook.moodle_worksheets(book(marked("Anna", ids={"moodle": "123"}), marked("Ben")))
    assert rows(files["moodle-01-claims.csv"]) == [
        ["Identifier", "Full name", "Grade", "Maximum grade", "Last modified (grade)"],
        ["Participant 123", "Anna", "6", "6", ""],
    ]


# --- marks for written answers ------------------------------------------------------------------


def entered(submissions, **marks):
    """Return written.csv as a teacher saves it who gave each student of `marks` a mark."""
    rows = written_marks.merge(None, submissions)
    for number, row in enumerate(rows):
        if row.student in marks:
            rows[number] = replace(row, mark=marks[row.student], comment=f"For {row.student}")
    return written_marks.dump(rows)


def test_marks_are_kept_by_the_next_run():
    submissions = [marked("Anna"), marked("Ben"), marked("=1+1")]
    earlier = entered(submissions, Anna="4,5", **{"=1+1": "3"})
    result = {row.student: row for row in written_marks.merge(earlier, submissions)}
    assert (result["Anna"].mark, result["Anna"].comment, result["=1+1"].mark, result["Ben"].mark) == (
        "4,5",
        "For Anna",
        "3",
        "",
    )
    assert not any(row.flag for row in result.values())
    assert written_marks.dump(written_marks.merge(earlier, submissions)) == earlier


def test_a_mark_stays_where_the_answer_changed_and_says_so():
    earlier = entered([marked("Anna")], Anna="4")
    now = [marked("Anna", text="Something else.")]
    (row,) = written_marks.merge(earlier, now)
    assert (row.mark, row.answer, row.flag) == ("4", "Something else.", written_marks.CHANGED)
    # The flag stays until the teacher deletes it.
    assert written_marks.merge(written_marks.dump([row]), now)[0].flag == written_marks.CHANGED
    assert written_marks.merge(written_marks.dump([replace(row, flag="")]), now)[0].flag == ""


def test_a_mark_stays_where_the_answer_is_gone_and_comes_back():
    earlier = entered([marked("Anna"), marked("Ben")], Anna="4")
    gone = written_marks.merge(earlier, [marked("Ben")])
    assert {row.student: (row.mark, row.flag) for row in gone} == {
        "Anna": ("4", written_marks.GONE),
        "Ben": ("", ""),
    }
    back = written_marks.merge(written_marks.dump(gone), [marked("Anna"), marked("Ben")])
    assert {row.student: (row.mark, row.flag) for row in back} == {"Anna": ("4", ""), "Ben": ("", "")}


def test_a_mark_stays_where_there_are_two():
    row = written_marks.merge(None, [marked("Anna")])[0]
    result = written_marks.merge(
        written_marks.dump([replace(row, mark="4"), replace(row, mark="2")]), [marked("Anna")]
    )
    assert [(row.mark, row.flag) for row in result] == [("4", ""), ("2", written_marks.TWICE)]
    assert written_marks.merge(written_marks.dump(result), [marked("Anna")]) == result


def test_an_own_column_stays():
    text = written_marks.dump(written_marks.merge(None, [marked("Anna")])).decode("utf-8-sig").splitlines()
    text = [text[0] + ',"reader"', text[1] + ',"Ms Novak"']
    again = written_marks.dump(written_marks.merge("\r\n".join(text).encode(), [marked("Anna")]))
    assert rows(again)[0][-1] == "reader"
    assert rows(again)[1][-1] == "Ms Novak"


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
    (row,) = written_marks.merge(save(text), submissions)
    assert (row.student, row.question, row.mark, row.comment, row.flag) == (
        "Zoë",
        "1.6",
        "4.5",
        "For Zoë",
        "",
    )


def test_a_table_that_cannot_be_read_stops_everything():
    for content in (b"a,b\r\n1,2\r\n", b"hello"):
        with pytest.raises(CourseError, match="no columns"):
            written_marks.merge(content, [marked("Anna")])


def test_written_marks_count_once_they_are_there():
    row = replace(written_marks.merge(None, [marked("Anna")])[0], mark="4,5")
    worth = {("01-claims", "1.6"): 6.0}
    without, with_marks = book(marked("Anna"), worth=worth), book(marked("Anna"), marks=[row], worth=worth)
    assert (without.points("Anna", "01-claims"), without.possible("01-claims")) == (6, 6)
    assert (with_marks.points("Anna", "01-claims"), with_marks.possible("01-claims")) == (10.5, 12)
    assert rows(gradebook.canvas(with_marks))[2][5] == "10.5"


def test_a_mark_that_is_a_word_is_kept_and_not_counted():
    row = replace(written_marks.merge(None, [marked("Anna")])[0], mark="good")
    one = book(marked("Anna"), marks=[row])
    assert one.points("Anna", "01-claims") == 6
    assert "good" in rows(gradebook.grades(one))[1]


def test_the_same_bytes_in_any_order():
    submissions, _ = seeded()
    shuffled = random.Random(1).sample(submissions, len(submissions))
    for one, other in ((book(*submissions), book(*shuffled)),):
        assert gradebook.grades(one) == gradebook.grades(other)
        assert gradebook.canvas(one) == gradebook.canvas(other)
    assert written_marks.dump(written_marks.merge(None, submissions)) == written_marks.dump(
        written_marks.merge(None, shuffled)
    )
