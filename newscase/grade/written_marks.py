"""``written.xlsx``, or ``written.csv`` without openpyxl: where a teacher enters marks for written answers.

A run makes the table, the teacher fills in ``mark`` and ``comment``, and the next run keeps both.  A mark
is never lost: where the answer changed, or is no longer handed in, the row stays and ``flag`` says so.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from newscase.course import CourseError
from newscase.grade import names, spreadsheet
from newscase.grade.submission import Submission, by_name, by_number

# Only one of them lies in the results; where there are two, the one that was saved last counts.
FILES = ("written.xlsx", "written.csv")
COLUMNS = ("student", "session", "question", "answer", "out of", "mark", "comment", "flag", "code")
_OPEN, _NEEDED = ("mark", "comment", "flag"), ("student", "session", "question", "mark")

CHANGED = "The answer changed after it was marked. Read it again, then delete this."
GONE = "This answer is no longer handed in."
TWICE = "There are two rows for this answer. The first one counts."
_NO_NUMBER = "This mark does not count. Write a number from 0 to"
_OURS = re.compile("|".join([*map(re.escape, (CHANGED, GONE, TWICE)), rf"{_NO_NUMBER} .*?\.(?=\s|$)"]))

_ENOUGH = 5  # words that tell an answer
_HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75, "": 0.0}
# 4 · 4.5 · 4,5 · 4½ · 4/6 · 4 of 6.0 · 4 points · 80 %, with single spaces
_MARK = re.compile(
    r"(?P<number>\d{0,6}(?:[.,]\d{1,15})?) ?(?P<half>[½¼¾]?)"
    r" ?(?:(?:/|of|out of) ?(?P<most>\d{1,6})(?:[.,]0+)?)? ?(?:p\.?|pts?\.?|points?|(?P<percent>%))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Row:
    """One written answer and what the teacher entered for it; `more` are columns of the teacher's own."""

    student: str
    session: str
    question: str
    answer: str
    mark: str = ""
    comment: str = ""
    flag: str = ""
    # As it was read; finds the answer where a spreadsheet changed the student's number.
    code: str = field(default="", compare=False)
    most: float | None = None  # the points of a whole answer, where they are known
    more: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What a row is found by."""
        return self.student, self.session, self.question

    @property
    def kept(self) -> bool:
        """Whether the teacher entered anything."""
        return bool(self.mark or self.comment or any(self.more.values()))

    @property
    def points(self) -> float | None:
        """The mark as a number of points, or None where it does not count."""
        match, most = _MARK.fullmatch(" ".join(self.mark.split())), self.most
        if not match or not (match["number"] or match["half"]):
            return None
        number = float(match["number"].replace(",", ".") or 0) + _HALVES[match["half"]]
        if match["percent"]:
            number = number * (most or 0) / 100
        wrong = (most is None and match["percent"]) or (match["most"] and float(match["most"]) != most)
        return None if wrong or (most is not None and number > most) else number

    @property
    def entered(self) -> tuple:
        """What the teacher entered, one mark as it may be written in several ways."""
        return self.mark if self.points is None else self.points, self.comment, self.more

    @property
    def new_code(self) -> str:
        """Eight letters for the answer; no spreadsheet takes them for a number or a date."""
        digest = hashlib.sha256("\n".join(self.key).encode("utf-8", "replace")).digest()
        return "".join(chr(ord("a") + byte % 26) for byte in digest[:8])

    def flagged(self, *sentences: str) -> "Row":
        """Return the row with these sentences in its flag, besides the teacher's and what it says itself."""
        if CHANGED in self.flag:
            sentences = (CHANGED, *sentences)
        if self.mark and self.points is None:
            top = "the points of the answer" if self.most is None else f"{self.most:g}"
            sentences = (f"{_NO_NUMBER} {top}.", *sentences)
        own = " ".join(_OURS.sub(" ", self.flag).split())
        return replace(self, flag=" ".join(filter(None, [*dict.fromkeys(sentences), own])))


def merge(
    earlier: Mapping[str, bytes],
    marked: Sequence[Submission],
    most: Callable[[tuple[str, str]], float | None] = lambda key: None,
) -> list[Row]:
    """Return the rows of the new table: the answers of this run with the marks of the `earlier` files.

    These are by name, the one that was saved last at first.  `most` says how many points an answer has, by
    session and number.  Raises `CourseError` when one of the files cannot be read.
    """
    answers = [
        Row(one.student, one.session or "", *pair, most=most((one.session or "", pair[0])))
        for one in marked
        for pair in one.written.items()
    ]
    students = {one.student for one in marked}
    entered = [row for name, content in earlier.items() for row in parse(name, content, students)]
    before: dict[tuple[str, str, str], Row] = {}
    rows = []
    for row in _found(entered, answers, most):
        first = before.get(row.key)
        if first is None or (row.kept and not first.kept):
            before[row.key] = row
        elif row.kept and row.entered != first.entered:
            rows.append(row.flagged(TWICE))
    for new in answers:
        old = before.pop(new.key, new)
        changed = old.kept and _words(old.answer) != _words(new.answer)
        rows.append(replace(old, answer=new.answer).flagged(*[CHANGED] * changed))
    rows += [row.flagged(GONE) for row in before.values() if row.kept]
    # The second row of an answer follows its first.
    rows.sort(key=lambda row: (by_name(row.student), TWICE in row.flag, row.mark))
    return sorted(rows, key=lambda row: (row.session, by_number(row.question)))


def _found(earlier: list[Row], answers: list[Row], most: Callable) -> Iterator[Row]:
    """Yield earlier rows under the student whose answer they are about.

    A spreadsheet may have changed the name, so a row goes by its code, then by the name, and where it has no
    code by the answer's words, if these are several and one student's only.
    """
    by_code, by_key = {row.new_code: row for row in answers}, {row.key: row for row in answers}
    by_words = defaultdict(list)
    for row in answers:
        by_words[row.question, *_words(row.answer)].append(row)
    for row in earlier:
        words = _words(row.answer)
        alike = by_words[row.question, *words] if len(words) >= _ENOUGH and not row.code else []
        own = by_code.get(row.code) or by_key.get(row.key) or (alike[0] if len(alike) == 1 else row)
        known = {"student": own.student, "session": own.session, "question": own.question}
        yield replace(row, **known, most=most(own.key[1:]))


def _words(answer: str) -> list[str]:
    """Return the words of an answer, without characters that a workbook cannot hold."""
    return spreadsheet.ILLEGAL.sub(" ", answer).split()


def file() -> str:
    """Return the name of the table that is written here."""
    return FILES[0] if spreadsheet.has_openpyxl() else FILES[1]


def dump(rows: Iterable[Row]) -> dict[str, bytes]:
    """Return the table by the name of its file: a workbook, or CSV for Excel where none can be made."""
    rows, is_workbook = list(rows), file() == FILES[0]
    more = list(dict.fromkeys(name for row in rows for name in row.more))
    lines = []
    for row in rows:
        # A number goes in as a number; what CSV does not carry everywhere, as the teacher typed it.
        number = re.fullmatch(r"(?:0|[1-9]\d{0,5})([.,]\d{1,15})?", row.mark)
        is_number = number and (is_workbook or not number[1])
        mark = float(row.mark.replace(",", ".")) if is_number else row.mark
        # Excel in many countries takes 1.6 for the first of June, so the number never stands alone.
        question = "Question " * row.question[:1].isdigit() + row.question
        known = (row.student, row.session, question, row.answer, row.most, mark, row.comment, row.flag)
        lines.append((*known, row.new_code, *(row.more.get(name, "") for name in more)))
    head = (*COLUMNS, *more)
    if is_workbook:
        return {file(): spreadsheet.workbook(head, lines, {*COLUMNS} - {*_OPEN})}
    return {file(): spreadsheet.table([head, *lines], for_excel=True)}


def parse(name: str, content: bytes, students: Collection[str] = ()) -> list[Row]:
    """Read a table of marks, as written or as any spreadsheet saved it; the names of `students` may help.

    Raises `CourseError` when no sheet has the columns student, session, question and mark.
    """
    rows, missing = None, _NEEDED
    for sheet in spreadsheet.read(name, content, students):
        for place, line in enumerate(sheet):
            columns = [cell.strip() for cell in line]
            columns = [cell.lower() if cell.lower() in COLUMNS else cell for cell in columns]
            lacks = [column for column in _NEEDED if column not in columns]
            missing = min(missing, lacks, key=len)
            if not lacks:
                rows = [*(rows or ()), *(row for line in sheet[place + 1 :] for row in _row(columns, line))]
                break
    if rows is None:
        headings = f"columns {', '.join(missing)}" if len(missing) > 1 else f"column {missing[0]}"
        raise CourseError(
            f"{name} has no {headings} any more, so its marks could not be kept. Nothing was changed. "
            "Put that word back over its column, or move the file away."
        )
    return rows


def _row(columns: Sequence[str], line: Sequence[str]) -> Iterator[Row]:
    """Yield the row of a line, if it is one."""
    value = dict(zip(columns, line, strict=False))
    known = {name: value.pop(name, "") for name in COLUMNS}
    known |= {name: known[name].strip() for name in COLUMNS if name not in ("student", "answer")}
    known["student"] = names.tidy(known["student"])
    known["question"] = re.sub(r"^question\s*", "", known["question"], flags=re.IGNORECASE)
    del known["out of"]
    # Merged cells leave a name in the first only.
    if known["question"] and (known["student"] or known["code"]):
        yield Row(**known, more={name: text for name, text in value.items() if name})
