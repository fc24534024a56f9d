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
from newscase.grade.submission import Submission, by_name, by_number

FILE = "written.csv"
COLUMNS = ("student", "session", "question", "answer", "mark", "comment", "flag")

CHANGED = "The answer changed after it was marked. Read it again, then delete this."
GONE = "This answer is no longer handed in."
TWICE = "There are two rows for this answer. The first one counts."

# Excel in many countries takes 1.6 for the first of June, so the number never stands alone.
_QUESTION = "Question "


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
    def number(self) -> float | None:
        """The mark as a number (``4.5`` or ``4,5``); None where it is none, and then it does not count."""
        match = re.fullmatch(r"-?\d{1,6}(?:[.,]\d{1,6})?", self.mark)
        return float(self.mark.replace(",", ".")) if match else None

    def flagged(self, *sentences: str) -> "Row":
        """Return the row with these sentences in its flag, besides what it says itself."""
        own = self.flag
        for sentence in (*sentences, GONE):
            own = own.replace(sentence, " ")
        return replace(self, flag=" ".join([*own.split(), *sentences]))


def merge(earlier: bytes | None, marked: Sequence[Submission]) -> list[Row]:
    """Return the rows of a new ``written.csv``: the answers of this run with the marks of the earlier file.

    Raises `CourseError` when the earlier file cannot be read.
    """
    before: dict[tuple[str, str, str], Row] = {}
    rows = []
    for row in parse(earlier) if earlier else []:
        if row.key not in before or (row.kept and not before[row.key].kept):
            before[row.key] = row
        elif row.kept:
            rows.append(row.flagged(TWICE))
    for one in marked:
        for number, text in one.written.items():
            new = Row(one.student, one.session or "", number, text)
            if old := before.pop(new.key, None):
                changed = old.kept and old.answer.split() != text.split()
                new = replace(old, answer=text).flagged(*[CHANGED] * changed)
            rows.append(new)
    rows += [row.flagged(GONE) for row in before.values() if row.kept]
    # The second row of an answer follows its first.
    rows.sort(key=lambda row: (by_name(row.student), TWICE in row.flag, row.mark))
    return sorted(rows, key=lambda row: (row.session, by_number(row.question)))


def dump(rows: Iterable[Row]) -> bytes:
    """Return ``written.csv``; for Excel, so with a byte order mark."""
    rows = list(rows)
    more = list(dict.fromkeys(name for row in rows for name in row.more))
    lines = [(*COLUMNS, *more)]
    for row in rows:
        # A whole number goes in as a number; anything else as the teacher typed it.
        mark = int(row.mark) if re.fullmatch(r"0|[1-9]\d{0,5}", row.mark) else row.mark
        known = row.student, row.session, _QUESTION + row.question, row.answer, mark, row.comment, row.flag
        lines.append((*known, *(row.more.get(name, "") for name in more)))
    return spreadsheet.table(lines, for_excel=True)


def parse(content: bytes) -> list[Row]:
    """Read ``written.csv``, as written or as a spreadsheet saved it (semicolons, tabs, other encodings).

    Raises `CourseError` when it has no columns student, session, question and mark.
    """
    try:
        text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    text = text.replace("\r\n", "\n")
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    # A teacher's own column may be longer than Python expects.
    csv.field_size_limit(2**31 - 1)
    try:
        head, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except (csv.Error, ValueError):  # ValueError where it is empty
        head, lines = [], []
    columns = [name.strip() for name in head]
    columns = [name.lower() if name.lower() in COLUMNS else name for name in columns]
    if not {"student", "session", "question", "mark"} <= set(columns):
        raise CourseError(
            f"{FILE} has no columns student, session, question and mark any more, so its marks could not be "
            "kept. Nothing was changed. Put the headings back, or move the file away."
        )
    rows = []
    for line in lines:
        value = dict(zip(columns, map(spreadsheet.plain, line), strict=False))
        known = {name: value.pop(name, "") for name in COLUMNS}
        known |= {name: known[name].strip() for name in ("session", "question", "mark", "comment", "flag")}
        known["question"] = re.sub(r"^question\s*", "", known["question"], flags=re.IGNORECASE)
        if known["student"].strip() and known["question"]:
            rows.append(Row(**known, more={name: text for name, text in value.items() if name}))
    return rows
