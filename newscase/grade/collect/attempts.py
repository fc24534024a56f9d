"""Choose which of a student's attempts counts, and put what is odd into sentences."""

from collections import defaultdict
from dataclasses import replace
from pathlib import PurePosixPath

from newscase.grade import names
from newscase.grade.collect import file_names
from newscase.grade.collect.found import NOBODY, Found
from newscase.grade.marked import Submission

_MOST_SENTENCES = 8  # about one student's files
_NO_NOTEBOOK = "is no notebook and was left out."


def submissions_of(student: str, found: list[Found]) -> list[Submission]:
    """Return one student's submissions, at most one for each session."""
    attempts: dict[str, list[Found]] = defaultdict(list)
    problems, notes = [], []
    for one in found:
        if one.note:
            notes.append(one.note)
        elif one.session and not one.problem:
            attempts[one.session].append(one)
        else:
            problems.append(one)
    shown = _Shown(found)
    result = [_counted(student, session, attempts[session], shown) for session in sorted(attempts)]
    told, doubts = set(attempts), []
    # What stopped the reading comes before what was read and is no notebook.
    for one in sorted(problems, key=lambda one: (one.copy is not None, one.session or "", one.parts)):
        if len(doubts) + len(result) >= _MOST_SENTENCES + len(attempts):
            break
        if one.session in told:
            doubts.append(one.problem)
        else:
            result.append(_submission(student, one, ()))
            told |= {one.session} if one.session else set()
    if student == NOBODY:
        problem = "{} names no student. Put it into a folder with the student's name."
        result = [replace(one, path=None, problem=problem.format(one.file)) for one in result]
    notes = list(dict.fromkeys([*doubts, *sorted(notes)]))
    more = max(0, len(notes) - _MOST_SENTENCES) + max(0, len(problems) - _MOST_SENTENCES)
    notes = notes[:_MOST_SENTENCES] + ([f"{more} more files were left out."] if more else [])
    if not result and notes:
        result = [_without_notebook(student, found, shown)]
        notes = [note for note in notes if not note.endswith(_NO_NOTEBOOK)]
    if notes:
        result[0] = replace(result[0], notes=(*result[0].notes, *notes))
    return result


def _counted(student: str, session: str, attempts: list[Found], shown: "_Shown") -> Submission:
    """Return the attempt at a session that counts: the last one."""
    *others, chosen = sorted(attempts, key=_rank)
    notes = []
    others = [one for one in others if one.sha256 != chosen.sha256]
    if others:
        times = len({one.sha256 for one in attempts})
        files = ", ".join(dict.fromkeys(shown.of(one) for one in others))
        notes.append(f"{session} was handed in {times} times; {shown.of(chosen)} counts, not {files}.")
    if chosen.late:
        notes.append(f"{session} was handed in late, says Canvas.")
    return _submission(student, chosen, tuple(notes))


def _rank(one: Found) -> tuple:
    """Return what attempts are sorted by; the last one counts.

    A number at the end of the name (``-1``, ``(2)``) comes first: platforms and browsers set it.  Then the
    platform's own number of the upload, then the time of the file.
    """
    return *file_names.attempt(one.name), one.upload, one.modified, one.parts, one.sha256


def _without_notebook(student: str, found: list[Found], shown: "_Shown") -> Submission:
    files = list(dict.fromkeys(shown.of(one) for one in found))
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""
    problem = f"No notebook was handed in, only {', '.join(files[:3])}{more}. Ask for the .ipynb file."
    first = min((one for one in found if one.note), key=lambda one: one.parts)
    return Submission(student, None, names.tidy(first.name), problem=problem, ids=first.ids)


def _submission(student: str, one: Found, notes: tuple[str, ...]) -> Submission:
    file = names.tidy(PurePosixPath(one.name).name) or names.tidy("/".join(one.parts)) or "(zip)"
    path = None if one.problem else one.copy
    return Submission(student, one.session, file, one.sha256, one.problem, notes, one.ids, path)


class _Shown:
    """How a student's files are called in a sentence: by name, with their folder where names repeat."""

    def __init__(self, found: list[Found]):
        self.repeated: dict[str, int] = defaultdict(int)
        for one in found:
            self.repeated[one.name] += 1

    def of(self, one: Found) -> str:
        if self.repeated[one.name] > 1 and len(one.parts) > 1:
            return names.tidy("/".join(one.parts[-2:]))
        return names.tidy(one.name)
