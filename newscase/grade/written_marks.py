"""``written.csv``: where a teacher enters marks for written answers.

A run makes the table, the teacher fills in ``mark`` and ``comment``, and the next run keeps both.  A mark
is never lost: where the answer changed, or is no longer handed in, the row stays and ``flag`` says so.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from newscase.course import CourseError
from newscase.grade import spreadsheet
from newscase.grade.submission import Submission, by_name, by_number

FILE = "written.csv"
COLUMNS = ("student", "session", "question", "answer", "mark", "comment", "flag", "code")

CHANGED = "The answer changed after it was marked. Read it again, then delete this."
GONE = "This answer is no longer handed in."
TWICE = "There are two rows for this answer. The first one counts."

_NOT_COUNTED = "This mark does not count. Write a number from 0 to {}."
# How spreadsheets of the West, the middle and the East of Europe save a table, and old Macs.
_CODE_PAGES = ("cp1252", "cp1250", "cp1251", "mac_roman")
_ENOUGH = 5  # words that tell an answer
_HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75, "": 0.0}
# 4 · 4.5 · 4,5 · 4½ · 4/6 · 4 of 6 · 4 points · 80 %
_MARK = re.compile(
    r"(?P<number>\d{0,6}(?:[.,]\d{1,6})?)\s*(?P<half>[½¼¾]?)\s*(?:(?:/|of|out of)\s*(?P<most>\d{1,6}))?"
    r"\s*(?:p|pts?\.?|points?|(?P<percent>%))?",
    re.IGNORECASE,
)

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
    code: str = ""  # as it was read; finds the answer where a spreadsheet changed the student's number
    more: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What a row is found by."""
        return self.student, self.session, self.question

    @property
    def kept(self) -> bool:
        """Whether the teacher entered anything."""
        return bool(self.mark or self.comment or any(self.more.values()))

    def points(self, most: float | None) -> float | None:
        """Return the mark as a number of points, or None where it does not count.

        `most` are the points of a whole answer, where they are known.
        """
        match = _MARK.fullmatch(self.mark)
        if not match or not (match["number"] or match["half"]):
            return None
        number = float(match["number"].replace(",", ".") or 0) + _HALVES[match["half"]]
        if match["percent"]:
            number = number * (most or 0) / 100
        wrong = (most is None and match["percent"]) or (match["most"] and float(match["most"]) != most)
        return None if wrong or (most is not None and number > most) else number

    def flagged(self, *sentences: str) -> "Row":
        """Return the row with these sentences in its flag, besides what it says itself."""
        own = re.sub(_NOT_COUNTED.format("@").replace("@", "[^.]*"), " ", self.flag)
        for sentence in (*sentences, GONE):
            own = own.replace(sentence, " ")
        return replace(self, flag=" ".join([*own.split(), *sentences]))


def merge(earlier: bytes | None, marked: Sequence[Submission]) -> list[Row]:
    """Return the rows of a new ``written.csv``: the answers of this run with the marks of the earlier file.

    Raises `CourseError` when the earlier file cannot be read.
    """
    before: dict[tuple[str, str, str], Row] = {}
    rows = []
    answers = [Row(one.student, one.session or "", *pair) for one in marked for pair in one.written.items()]
    for row in _found(parse(earlier, {one.student for one in marked}), answers) if earlier else []:
        if row.key not in before or (row.kept and not before[row.key].kept):
            before[row.key] = row
        elif row.kept:
            rows.append(row.flagged(TWICE))
    for new in answers:
        if old := before.pop(new.key, None):
            changed = old.kept and old.answer.split() != new.answer.split()
            new = replace(old, answer=new.answer).flagged(*[CHANGED] * changed)
        rows.append(replace(new, code=_code(new)))
    rows += [row.flagged(GONE) for row in before.values() if row.kept]
    # The second row of an answer follows its first.
    rows.sort(key=lambda row: (by_name(row.student), TWICE in row.flag, row.mark))
    return sorted(rows, key=lambda row: (row.session, by_number(row.question)))


def _found(earlier: list[Row], answers: list[Row]) -> Iterator[Row]:
    """Yield earlier rows under the student whose answer they are about.

    A spreadsheet may have changed the name, so a row goes by its code, then by the name, and where it has no
    code by the answer's words, if these are several and one student's only.
    """
    by_code, by_key = {_code(row): row for row in answers}, {row.key: row for row in answers}
    by_words: dict[tuple, list[Row]] = {}
    for row in answers:
        by_words.setdefault((row.question, *row.answer.split()), []).append(row)
    for row in earlier:
        words = row.answer.split()
        alike = by_words.get((row.question, *words), []) if len(words) >= _ENOUGH and not row.code else []
        own = by_code.get(row.code) or by_key.get(row.key) or (alike[0] if len(alike) == 1 else row)
        yield replace(row, student=own.student, session=own.session, question=own.question)


def _code(row: Row) -> str:
    """Return eight letters for an answer; no spreadsheet takes them for a number or a date."""
    digest = hashlib.sha256("\n".join(row.key).encode("utf-8", "replace")).digest()
    return "".join(chr(ord("a") + byte % 26) for byte in digest[:8])


def with_flags(rows: Iterable[Row], most: Callable[[tuple[str, str]], float | None]) -> list[Row]:
    """Return the rows, with a sentence in the flag of each mark that does not count."""
    flagged = []
    for row in rows:
        limit = most((row.session, row.question))
        counts = not row.mark or row.points(limit) is not None
        top = "the points of the answer" if limit is None else f"{limit:g}"
        flagged.append(row.flagged(*[_NOT_COUNTED.format(top)] * (not counts), *[GONE] * (GONE in row.flag)))
    return flagged


def dump(rows: Iterable[Row]) -> bytes:
    """Return ``written.csv``; for Excel, so with a byte order mark."""
    rows = list(rows)
    more = list(dict.fromkeys(name for row in rows for name in row.more))
    lines = [(*COLUMNS, *more)]
    for row in rows:
        # A whole number goes in as a number; anything else as the teacher typed it.
        mark = int(row.mark) if re.fullmatch(r"0|[1-9]\d{0,5}", row.mark) else row.mark
        question = _QUESTION * row.question[:1].isdigit() + row.question
        known = row.student, row.session, question, row.answer, mark, row.comment, row.flag, _code(row)
        lines.append((*known, *(row.more.get(name, "") for name in more)))
    return spreadsheet.table(lines, for_excel=True)


def parse(content: bytes, students: Collection[str] = ()) -> list[Row]:
    """Read ``written.csv``, as written or as a spreadsheet saved it (semicolons, tabs, other encodings).

    Of several ways to read its letters the one counts in which most of the `students` are named.  Raises
    `CourseError` when it has no columns student, session, question and mark.
    """
    try:
        text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        texts = [content.decode(page, "replace") for page in _CODE_PAGES]
        text = max(texts, key=lambda text: sum(student in text for student in students))
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
        known |= {name: known[name].strip() for name in COLUMNS if name not in ("student", "answer")}
        known["question"] = re.sub(r"^question\s*", "", known["question"], flags=re.IGNORECASE)
        if known["student"].strip() and known["question"]:
            rows.append(Row(**known, more={name: text for name, text in value.items() if name}))
    return rows
