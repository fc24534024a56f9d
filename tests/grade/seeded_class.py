"""A class of thirty made of seeded students: who made which slip is known."""

import hashlib
import random
from collections import Counter
from pathlib import Path

from newscase.checking.result import Result, Status
from newscase.grade import course_texts
from newscase.grade.submission import State, Submission

ROOT = Path(__file__).resolve().parent.parent.parent
# Sessions that do not change when a lesson does.
SAMPLE = ROOT / "tests" / "sample"
TEXTS = course_texts.read(SAMPLE)
SESSIONS = TEXTS.sessions
STEMS = ("01-claims", "05-sanctions-list")
FIRST = ["Anna", "Ben", "Chiara", "Dmitri", "Elif", "Farid", "Greta", "Hana"]
LAST = ["Lee", "O'Brien", "García Márquez", "Öztürk"]


def seeded(seed: int = 7, size: int = 30) -> tuple[list[Submission], dict]:
    """Return a class and what was seeded: states by (session, question), slips also by hint."""
    chance = random.Random(seed)
    names = [f"{first} {last}" for last in LAST for first in FIRST][:size]
    states: dict[tuple[str, str], Counter] = {}
    slips: Counter = Counter()
    marked = []
    for stem in STEMS:
        for student in names:
            if stem == STEMS[1] and chance.random() < 0.2:
                continue
            results = []
            for number, question in SESSIONS[stem].questions.items():
                kinds = {
                    "right": (Status.CORRECT, State.RIGHT, question.finding),
                    "slip": (Status.NOT_YET, State.NOT_YET, ""),
                    "other": (Status.NOT_YET, State.NOT_YET, "It should be 62 rows long, but yours is 61."),
                    "blank": (Status.NOT_ANSWERED, State.BLANK, "Replace the ... with your answer."),
                    "error": (Status.NOT_YET, State.ERROR, "A cell stopped with NameError. Mend it first."),
                }
                [kind] = chance.choices([*kinds], [55, 25, 7, 8, 5])
                status, state, sentence = kinds[kind]
                slip = None
                if kind == "slip":
                    slip = min(int(chance.expovariate(1)), len(question.slips) - 1)
                    sentence = question.slips[slip].hint
                    slips[stem, number, sentence] += 1
                states.setdefault((stem, number), Counter())[state] += 1
                code = f"answer = {number}  # {student}"
                results.append(Result(number, status, sentence, slip, state is State.ERROR, code))
            texts = (
                "The maps have a **date** and a publisher.\n\nWhat stays open is the word *hold*.",
                "Nobody can know. <script>alert(1)</script>",
                "",
                "Records of the liaison line, from both ministries. " * 6,
            )
            numbers = {"01-claims": ("1.6", "1.8", "Discuss"), "05-sanctions-list": ("5.7", "5.8")}[stem]
            written = {number: chance.choice(texts) for number in numbers}
            digest = hashlib.sha256(f"{student}{stem}".encode()).hexdigest()
            found = {"results": tuple(results), "written": written}
            marked.append(Submission(student, stem, f"{stem}.ipynb", digest, **found))
    return marked, {"states": states, "slips": slips, "names": names}
