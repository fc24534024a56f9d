"""Say of each file whose it is: by a platform's name, a folder's, a zip's, or its own."""

import re
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations

from newscase.grade import names
from newscase.grade.collect import file_names
from newscase.grade.collect.archives import Found
from newscase.grade.submission import NOBODY

_PERSON = "a person's name"  # beside the names of sessions
# What a student hands in who hands in no notebook, beside notebooks that name theirs; else it is a teacher's.
_PAPER = re.compile(r"(?<!^index)\.(?:docx?|odt|rtf|pages|pdf|html?|py|rar|7z)$", re.IGNORECASE)


def name_owners(found: list[Found]) -> None:
    """Fill in the student of each file, as the name lies there, and a platform's number for that student."""
    for one in found:  # a name that one computer wrote in parts and another as a whole is one
        one.parts = tuple(unicodedata.normalize("NFC", part) for part in one.parts)
    tree = _Tree([one for one in found if not one.is_empty])  # an empty folder says of no other
    for one in found:
        student = _owner(one, tree)
        one.student = student if names.tidy(student) else NOBODY
        if one.rest:  # what was said while reading calls it by the platform's name
            long, short = names.tidy(one.parts[-1]), names.tidy(one.rest)
            one.note, one.problem = (said and said.replace(long, short) for said in (one.note, one.problem))


def _owner(one: Found, tree: "_Tree") -> str:
    for index, part in enumerate(one.parts):
        if file_names.named_by_platform(one, index):
            return one.student
        if index < len(one.parts) - 1:
            if not tree.is_shared(one.parts[: index + 1]):
                # What lies in a student's own folder or zip was named by that student.
                return file_names.person_of(_plain(part))
            one.group += f"{_plain(part)} " * (not file_names.is_nobody(_plain(part)))
    name = one.parts[-1] if one.parts else ""
    if name.lower().endswith(".ipynb"):
        return file_names.person_in(name) or tree.number(one.parts)
    if _PAPER.search(name) and any(map(file_names.person_in, tree.notebooks[one.parts[:-1]])):
        return file_names.person_in(_PAPER.sub(".ipynb", name))
    return _plain(name) if name.lower().endswith(".zip") else ""


def tell_apart(found: list[Found]) -> None:
    """Make names readable, and put a number behind those of two people who are called the same.

    It is a platform's number where there is one.
    """
    numbers, called = defaultdict(set), defaultdict(set)
    # Two classes have few names in common; two downloads of one have most.
    groups, places = defaultdict(set), defaultdict(set)
    for one in found:
        plain = names.tidy(one.student)
        # Where a student has another number in each assignment, only a clash inside one counts.
        within = (one.assignment, one.session) if one.assignment else None
        numbers[plain, within].update(one.ids.values())
        called[plain] |= set() if one.ids else {one.student}
        groups[one.group].add(plain)
        is_named = not (one.ids or one.note or plain == NOBODY)
        places[plain, one.session] |= {one.group} if is_named else set()
    namesakes = {
        student
        for (student, _), several in places.items()
        for one, other in combinations([groups[group] for group in several], 2)
        if 2 * len(one & other) <= min(len(one), len(other))
    }
    shared = {student for (student, _), several in numbers.items() if len(several) > 1}
    for one in found:
        plain = names.tidy(one.student)
        if one.ids:
            number = "".join(one.ids.values()) if plain in shared else ""
        elif plain in namesakes:
            number = names.tidy(one.group)
        else:
            # Names that differ only in what cannot be seen; who has nothing of that kind keeps the name.
            alike = sorted(called[plain], key=lambda name, plain=plain: (name != plain, name))
            number = alike.index(one.student) + 1 if one.student != alike[0] else ""
        one.student = f"{plain} ({number})" if number else plain


class _Tree:
    """The folders as they lie there, to tell a student's from one that holds students."""

    def __init__(self, found: list[Found]):
        self.children: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self.notebooks: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for one in found:
            for depth in range(len(one.parts) - 1):
                self.children[one.parts[:depth]].add(one.parts[depth])
            if one.parts and one.parts[-1].lower().endswith(".ipynb"):
                self.notebooks[one.parts[:-1]].add(one.parts[-1])
        # The numbers in a folder of which several stand beside the same session.
        self._numbers = {}
        for folder, files in self.notebooks.items():
            numbers = defaultdict(set)
            for file in files:
                numbers[file_names.session_in(file)].add(file_names.number_in(file))
            self._numbers[folder] = set().union(*(own for own in numbers.values() if len(own - {""}) > 1))
        # The sessions of the notebooks below a folder, but for one in which something names a person.
        self._nameless = defaultdict(set)
        # Of the nameless ones in each folder: how many have a session, and how many have a person's name.
        self._beside = defaultdict(Counter)
        named = set()
        for place in sorted({*self.children, *self.notebooks} - {()}, key=len, reverse=True):
            above, files = place[:-1], self.notebooks[place]
            if place in named or any(map(file_names.person_in, files)):
                self._nameless[place] = set()
                named.add(above)
            elif sessions := self._nameless[place] | {file_names.session_in(file) or "" for file in files}:
                self._nameless[place] = sessions
                self._nameless[above] |= sessions
                is_person = not file_names.is_nobody(_plain(place[-1]))
                named |= {above} if is_person else set()
                self._beside[above].update([*sessions, *[_PERSON] * is_person])

    def is_shared(self, place: tuple[str, ...]) -> bool:
        """Say whether a folder or zip holds students rather than being one's own.

        What lies inside was named by a student and might name another one, so it decides only where
        everything beside it looks the same: one class's zip, or 7A next to 7B.
        """
        if file_names.is_nobody(_plain(place[-1])):
            return not self._is_one_of_several(place)
        above = place[:-1]
        beside = [child for child in self.children[above] if not file_names.is_nobody(_plain(child))]
        is_alike = bool(beside) and all(self._looks_shared((*above, child)) for child in beside)
        return is_alike and not self.notebooks[above]

    def _is_one_of_several(self, place: tuple[str, ...]) -> bool:
        """Say whether a folder such as ``07`` or ``Old`` is a student's, by those beside it.

        They hold nameless notebooks as it does, and at least one has a person's name or the same sessions.
        A number of which the folder holds no notebook is a student's like those of the others.
        """
        beside = self._beside[place[:-1]]
        mine = self._nameless.get(place) or (beside if file_names.number_in(place[-1]) else ())
        is_nobody = file_names.is_certainly_nobody(_plain(place[-1]))
        return not is_nobody and any(beside[session] > 1 or beside[_PERSON] for session in mine)

    def number(self, parts: tuple[str, ...]) -> str:
        """Return the number that a notebook's name holds, where others beside it have numbers, too."""
        number = file_names.number_in(parts[-1])
        return number if number in self._numbers[parts[:-1]] else ""

    def _looks_shared(self, place: tuple[str, ...]) -> bool:
        if files := self.notebooks[place]:
            people = {file_names.person_in(file).casefold() for file in files if file_names.session_in(file)}
            return len(people - {""}) > 1
        inside = {_plain(child) for child in self.children[place]}
        return sum(not file_names.is_nobody(child) for child in inside) > 1


def _plain(name: str) -> str:
    """Return the name of a folder or zip without its ending."""
    return re.sub(r"\.zip$", "", name, flags=re.IGNORECASE)
