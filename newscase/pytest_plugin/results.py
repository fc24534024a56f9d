"""What was found in one student's notebook: the form in which the plugin hands it to whoever asked."""

from dataclasses import dataclass, field

from newscase.checking.result import Result


@dataclass
class NotebookResults:
    """What was found in one notebook.

    Attributes
    ----------
    session : str
        The stem of the session that the notebook belongs to; empty where that is not known.
    results : dict of str to Result
        By question number, in the order of the notebook; each carries the student's own code.  Written
        answers are among them by the id of their cell (``written-1-8``), with `Status.WRITTEN`, because a
        question can have both.
    written : dict of str to str
        What the student wrote, by the number of the written answer (``1.8``, a second one ``1.8-2``).
    notes : list of str
        What is odd about the file without being in the way, a sentence each.
    problem : str or None
        Why the notebook could not be checked at all, in a sentence; there are no results then.
    """

    session: str = ""
    results: dict[str, Result] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problem: str | None = None
