"""``verdicts.csv``: how many of a class gave which verdict on which claim of the article, without names."""

import re
from collections import Counter

from newscase.checking.structure.written import VERDICTS
from newscase.grade import spreadsheet
from newscase.grade.gradebook import Gradebook

# What a question about verdicts checks, such as [c17, c18], and what a student may give for one.
_CLAIM = re.compile(r"\bc\d\d\b")
_VALUE = re.compile(r"""["'][^"']*["']|\w+""")


def tally(book: Gradebook) -> list[tuple[str, Counter, str]]:
    """Return, for each claim that verdicts were given on: its number, the class's verdicts, the course's."""
    rows = []
    results = [result for notebook in book.marked for result in notebook.results]
    for question in (one for stem in book.stems for one in book.texts.sessions[stem].questions.values()):
        claims = _CLAIM.findall(question.expression)
        expected = question.expected.values if len(claims) > 1 else [question.expected]
        given = [_given(one.code) for one in results if one.question == question.number] if claims else []
        for claim, course in zip(claims, expected, strict=False):
            named = (VERDICTS.get(own.get(claim), own.get(claim)) for own in given)
            counts = Counter(verdict for verdict in named if verdict in VERDICTS.values())
            if counts:
                rows.append((claim.upper(), counts, course.value))
    return sorted(rows, key=lambda row: row[0])


def _given(code: str) -> dict[str, str]:
    """Return a student's verdicts by claim: of ``c17 = limit``, or ``c17, c18 = limit, "holds"``."""
    given = {}
    for line in re.split(r"[\n;]", code):
        *targets, right = line.partition("#")[0].split("=")
        values = [value.strip("\"'") for value in _VALUE.findall(right)]
        for claims in map(_CLAIM.findall, targets):
            given |= dict(zip(claims, values if len(values) > 1 else values * len(claims), strict=False))
    return given


def table(book: Gradebook) -> dict[str, bytes]:
    """Return the table of a class by its file's name; none where nobody gave a verdict."""
    lines = [
        (claim, verdict, counts[verdict])
        for claim, counts, _ in tally(book)
        for verdict in VERDICTS.values()
        if counts[verdict]
    ]
    head = ("claim_id", "verdict", "count")
    return {"verdicts.csv": spreadsheet.table([head, *lines], for_excel=False)} if lines else {}
