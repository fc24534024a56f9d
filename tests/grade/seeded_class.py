"""A class of thirty made of seeded students: who made which slip is known."""

import hashlib
import random
from collections import Counter
from pathlib import Path

from newscase.checking import answer_key
from newscase.grade.marked import Marked, QuestionMark, WrittenAnswer

ROOT = Path(__file__).resolve().parent.parent.parent
SESSIONS = answer_key.read(ROOT)
STEMS = ("01-claims", "05-sanctions-list")
FIRST = [
    "Anna",
    "Ben",
    "Chiara",
    "Dmitri",
    "Elif",
    "Farid",
    "Greta",
    "Hana",
    "Ivan",
    "Jonas",
    "Katya",
    "Lars",
    "Mira",
    "Nour",
    "Olga",
]
LAST = ["Lee", "O'Brien", "García Márquez", "Öztürk"]


def seeded(seed: int = 7, size: int = 30) -> tuple[list[Marked], dict]:
    """Return a class and what was seeded: states by (session, question), slips by (session, question, hint)."""
    chance = random.Random(seed)
    names = [f"{first} {last}" for last in LAST for first in FIRST][:size]
    states: dict[tuple[str, str], Counter] = {}
    slips: Counter = Counter()
    marked = []
    for stem in STEMS:
        for student in names:
            if stem == STEMS[1] and chance.random() < 0.2:
                continue
            questions = []
            for number, question in SESSIONS[stem].questions.items():
                state = chance.choices(["right", "slip", "other", "blank", "error"], [55, 25, 7, 8, 5])[0]
                states.setdefault((stem, number), Counter())[
                    {"slip": "notyet", "other": "notyet"}.get(state, state)
                ] += 1
                status = {"right": "Correct", "blank": "Not answered yet"}.get(state, "Not yet")
                slip, sentence = (
                    None,
                    "A cell stopped with NameError: name 'x' is not defined. Mend that cell first.",
                )
                if state == "slip":
                    slip = min(int(chance.expovariate(1)), len(question.slips) - 1)
                    sentence = question.slips[slip].hint
                    slips[stem, number, sentence] += 1
                elif state == "right":
                    sentence = question.finding
                elif state != "error":
                    sentence = {
                        "other": "It should be 62 rows long, but yours is 61.",
                        "blank": "Replace the ... with your answer.",
                    }[state]
                questions.append(
                    QuestionMark(
                        number, status, sentence, slip, state == "error", f"answer = {number}  # {student}"
                    )
                )
            texts = ("The maps have a **date** and a publisher.\n\nWhat stays open is the word *hold*.",
                     "Nobody can know. <script>alert(1)</script>", "", "Records of the liaison line, from both ministries. " * 6)  # fmt: skip
            written = tuple(
                WrittenAnswer(number, chance.choice(texts))
                for number in {"01-claims": ("1.6", "1.8", "1.8-2"), "05-sanctions-list": ("5.7", "5.8")}[
                    stem
                ]
            )
            digest = hashlib.sha256(f"{student}{stem}".encode()).hexdigest()
            marked.append(Marked(student, stem, f"{stem}.ipynb", digest, None, (), tuple(questions), written))
    return marked, {"states": states, "slips": slips, "names": names}
