"""``written.csv``: where a teacher enters marks for written answers.

A run makes the table, the teacher fills in ``mark`` and ``comment``, and the next run keeps both.  A mark
is never lost: where the answer changed, or is no longer handed in, the row stays and ``flag`` says so.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from newscase.course import CourseError
from newscase.grade import spreadsheet
from newscase.grade.marked import Marked, by_name, by_number

FILE = "written.csv"
COLUMNS = ("student", "session", "question", "answer", "mark", "comment", "flag")

CHANGED = "The answer changed after it was marked. Read it again, then delete this."
GONE = "This answer is no longer handed in."
TWICE = "There are two rows for this answer. The first one counts."

# Excel in many countries takes 1.6 for the first of June, so the number never stands alone.
_QUESTION = "Question "


@dataclass(frozen=True)
class Row:
    """One written answer and what the teacher entered for it."""

    student: str
    session: str
    question: str
    answer: str
    mark: str = ""
    comment: str = ""
    flag: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What a row is found by."""
        return self.student, self.session, self.question

    @property
    def kept(self) -> bool:
        """Say whether the teacher entered anything."""
        return bool(self.mark or self.comment or any(self.more.values()))


class Marks:
    """The entered marks, to look up."""

    def __init__(self, rows: Iterable[Row] = ()):
        self._rows: dict[tuple[str, str, str], Row] = {}
        for row in rows:
            self._rows.setdefault(row.key, row)

    def row(self, student: str, session: str, question: str) -> Row | None:
        """Return the row of one answer."""
        return self._rows.get((student, session, question))

    def shown(self, student: str, session: str, question: str) -> object:
        """Return a mark as a table shows it: a number where it is one, else the teacher's text."""
        number = self.number(student, session, question)
        if number is not None:
            return number
        row = self.row(student, session, question)
        return row.mark if row else ""

    def number(self, student: str, session: str, question: str) -> float | None:
        """Return a mark as a number (``4.5`` or ``4,5``), or None."""
        row = self.row(student, session, question)
        return _number(row.mark) if row else None

    def numbers(self, session: str) -> set[str]:
        """Return the questions of a session that have a mark."""
        return {row.question for row in self._rows.values() if row.session == session and row.mark}


def merge(earlier: bytes | None, marked: Sequence[Marked]) -> list[Row]:
    """Return the rows of a new ``written.csv``: the answers of this run with the marks of the earlier file.

    Raises
    ------
    CourseError
        When the earlier file cannot be read.
    """
    before: dict[tuple[str, str, str], Row] = {}
    spare = []
    for row in parse(earlier) if earlier else []:
        if row.key not in before or (row.kept and not before[row.key].kept):
            before[row.key] = row
        elif row.kept:
            spare.append(replace(row, flag=_flagged(row.flag, TWICE)))
    rows = {}
    for one in marked:
        for number, text in one.written.items():
            key = (one.student, one.session or "", number)
            rows[key] = _merged(Row(*key, text), before.pop(key, None))
    for row in before.values():
        if row.kept:
            rows[row.key] = replace(row, flag=_flagged(row.flag, GONE))
    return sorted([*rows.values(), *spare], key=_order)


def _order(row: Row) -> tuple:
    # The second row of an answer follows its first.
    return row.session, by_number(row.question), by_name(row.student), TWICE in row.flag, row.mark


def _merged(new: Row, old: Row | None) -> Row:
    if old is None:
        return new
    flag = _unflagged(old.flag, GONE)
    if old.kept and _same(old.answer) != _same(new.answer):
        flag = _flagged(flag, CHANGED)
    return replace(new, mark=old.mark, comment=old.comment, flag=flag, more=old.more)


def dump(rows: Sequence[Row]) -> bytes:
    """Return ``written.csv``; for Excel, so with a byte order mark."""
    more = list(dict.fromkeys(name for row in rows for name in row.more))
    lines = [
        (row.student, row.session, _QUESTION + row.question, row.answer, _typed(row.mark), row.comment,
         row.flag, *(row.more.get(name, "") for name in more))
        for row in rows
    ]  # fmt: skip
    return spreadsheet.table([(*COLUMNS, *more), *lines], for_excel=True)


def parse(content: bytes) -> list[Row]:
    """Read ``written.csv``, as written or as a spreadsheet saved it (semicolons, tabs, other encodings).

    Raises
    ------
    CourseError
        When it has no columns student, session, question and mark.
    """
    text = _decoded(content)
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    csv.field_size_limit(2**31 - 1)
    try:
        reader = csv.DictReader(
            io.StringIO(text, newline=""), delimiter=separator, restkey="more", restval=""
        )
        names = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
        lines = list(reader)
    except csv.Error:
        raise _UNREADABLE from None
    if text.strip() and not {"student", "session", "question", "mark"} <= names.keys():
        raise _UNREADABLE
    rows = []
    for line in lines:
        value = {
            name: spreadsheet.plain((line[original] or "").replace("\r\n", "\n"))
            for name, original in names.items()
        }
        question = re.sub(r"^\s*question\s*", "", value["question"], flags=re.IGNORECASE).strip()
        if value["student"].strip() and question:
            texts = {name: value.get(name, "").strip() for name in ("session", "mark", "comment", "flag")}
            more = {name: text for name, text in value.items() if name and name not in COLUMNS}
            rows.append(
                Row(value["student"], question=question, answer=value.get("answer", ""), more=more, **texts)
            )
    return rows


_UNREADABLE = CourseError(
    f"{FILE} has no columns student, session, question and mark any more, so its marks could not be kept. "
    "Nothing was changed. Put the headings back, or move the file away."
)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _number(mark: str) -> float | None:
    match = re.fullmatch(r"-?\d{1,6}(?:[.,]\d{1,6})?", mark.strip())
    return float(mark.strip().replace(",", ".")) if match else None


def _typed(mark: str) -> object:
    # A whole number goes in as a number; anything else as the teacher typed it.
    return int(mark) if re.fullmatch(r"\d{1,6}", mark) and str(int(mark)) == mark else mark


def _same(text: str) -> str:
    return " ".join(text.split())


def _flagged(flag: str, sentence: str) -> str:
    return flag if sentence in flag else f"{flag} {sentence}".strip()


def _unflagged(flag: str, sentence: str) -> str:
    return " ".join(flag.replace(sentence, " ").split())
