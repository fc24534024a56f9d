"""Mark one submission: run it through nbval in a scratch folder of its own."""

import shutil
import tempfile
from pathlib import Path

from casebook.checking import answers
from casebook.grading import arrange, reading
from casebook.grading.verdicts import gather
from casebook.marking.models import number_of
from casebook.marking.result import Marked, QuestionMark, WrittenAnswer
from casebook.marking.submissions import Submission

POINTS = 1  # for a right answer


def mark(submission: Submission, folder: Path, options: tuple[str, ...] = ()) -> Marked:
    """Return what a submission is worth by the recorded answers of the course in `folder`.

    `options` are further options for pytest, such as the limits of the run.
    """
    if submission.path is None:
        return submission.unmarked()
    sessions = answers.read(folder)
    try:
        notebook = reading.read(submission.path)
        stem = arrange.session_of(notebook, submission.path.name, sessions)
    except reading.NotebookError as error:
        return _with_problem(submission, str(error))
    session = sessions[stem]
    with tempfile.TemporaryDirectory(prefix="casebook-") as scratch:
        # The student's code finds ../data, and nothing else of the course.
        shutil.copytree(folder / "data", Path(scratch, "data"))
        path = Path(scratch, "exercises", f"{stem}.ipynb")
        path.parent.mkdir()
        shutil.copyfile(submission.path, path)
        found = gather(Path(scratch), [path], f"--casebook-course={folder}", *options)
    [checked] = found.values()
    if checked.problem:
        return _with_problem(submission, checked.problem)
    code = {
        step.question.number: arrange.own_code(step, session) for step in arrange.arrange(notebook, session)
    }
    return Marked(
        student=submission.student,
        session=stem,
        file=submission.file,
        sha256=submission.sha256,
        notes=(*submission.notes, *dict.fromkeys(checked.notes)),
        questions=tuple(
            QuestionMark(
                number=verdict.question,
                status=verdict.status,
                sentence=verdict.sentence,
                slip=verdict.slip,
                error=verdict.question in checked.errors,
                code=code[verdict.question],
                points=POINTS,
            )
            for verdict in sorted(checked.verdicts, key=lambda verdict: [*session.questions].index(verdict.question))
        ),
        written=tuple(
            WrittenAnswer(number_of(identity), text)
            for identity, text in arrange.written(notebook, session).items()
        ),
        ids=submission.ids,
    )


def _with_problem(submission: Submission, sentence: str) -> Marked:
    return Marked(
        submission.student, submission.session, submission.file, submission.sha256, sentence,
        submission.notes, ids=submission.ids,
    )  # fmt: skip
