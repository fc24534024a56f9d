"""``verdicts.csv``: how many of a class gave which verdict on which claim of the article, without names."""

import re
from collections import Counter

from newscase.checking.structure.written import VERDICTS
from newscase.grade import spreadsheet
from newscase.grade.gradebook import Gradebook

# What a question about verdicts checks, such as [c17, c18], and how a student gives one: c17 = limit.
_CLAIM = re.compile(r"\bc\d\d\b")
_GIVEN = re.compile(r"""^(c\d\d)\s*=\s*["']?([\w, ]+?)["']?\s*(?:#.*)?$""", re.MULTILINE)


def tally(book: Gradebook) -> list[tuple[str, Counter, str]]:
    """Return, for each claim of a question about verdicts: its number, the class's verdicts, the course's."""
    rows = []
    results = [result for notebook in book.marked for result in notebook.results]
    for question in (one for stem in book.stems for one in book.texts.sessions[stem].questions.values()):
        claims = _CLAIM.findall(question.expression)
        expected = question.expected.values if len(claims) > 1 else [question.expected]
        given = [dict(_GIVEN.findall(one.code)) for one in results if one.question == question.number]
        for claim, course in zip(claims, expected, strict=False):
            named = (VERDICTS.get(own.get(claim), own.get(claim)) for own in given)
            counts = Counter(verdict for verdict in named if verdict in VERDICTS.values())
            rows.append((claim.upper(), counts, course.value))
    return sorted(rows, key=lambda row: row[0])


def table(book: Gradebook) -> dict[str, bytes]:
    """Return the file by its name; none where nobody gave a verdict."""
    verdicts = VERDICTS.values()
    rows = [(claim, one, counts[one]) for claim, counts, _ in tally(book) for one in verdicts if counts[one]]
    head = ("claim_id", "verdict", "count")
    return {"verdicts.csv": spreadsheet.table([head, *rows], for_excel=False)} if rows else {}
