"""Say of each file whose it is: by a platform's name, a folder's, a zip's, or its own."""

import re
from collections import defaultdict

from newscase.grade import names
from newscase.grade.collect import file_names
from newscase.grade.collect.archives import Found

NOBODY = "(no name)"


def name_owners(found: list[Found]) -> None:
    """Fill in the student of each file, and a platform's number for that student."""
    tree = _Tree(found)
    for one in found:
        for index, part in enumerate(one.parts):
            if file_names.named_by_platform(one, index):
                break
            if index < len(one.parts) - 1 and not tree.is_shared(one.parts[: index + 1]):
                # What lies in a student's own folder or zip was named by that student.
                one.student = _plain(part)
                break
        else:
            name = one.parts[-1] if one.parts else ""
            if name.lower().endswith(".ipynb"):
                one.student = file_names.person_in(name)
            elif name.lower().endswith(".zip"):  # a list or a note of the teacher's own is nobody's
                one.student = _plain(name)
        one.called, one.student = one.student, names.tidy(one.student) or NOBODY


def tell_apart(found: list[Found]) -> None:
    """Put a number behind the names of two people who are called the same, a platform's where it has one."""
    numbers: dict[tuple, set[str]] = defaultdict(set)
    for one in found:
        # Where the number differs between assignments, only a clash inside one counts.
        within = (one.assignment, one.session) if one.assignment else None
        numbers[one.student, within].add(one.identity)
    shared = {student for (student, _), several in numbers.items() if len(several - {""}) > 1}
    called: dict[str, set[str]] = defaultdict(set)
    for one in found:
        called[one.student] |= set() if one.identity else {one.called}
    for one in found:
        if one.identity:
            one.student += f" ({one.identity})" if one.student in shared else ""
            continue
        # Names that differ only in what cannot be seen; who has nothing of that kind keeps the name.
        alike = sorted(called[one.student], key=lambda name, plain=one.student: (name != plain, name))
        number = alike.index(one.called) + 1
        one.student += f" ({number})" if number > 1 else ""


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

    def is_shared(self, place: tuple[str, ...]) -> bool:
        """Say whether a folder or zip holds students rather than being one's own.

        What lies inside was named by a student and might name another one, so it decides only where
        everything beside it looks the same: one class's zip, or 7A next to 7B.
        """
        if file_names.is_nobody(_plain(place[-1])):
            return True
        above = place[:-1]
        return not self.notebooks[above] and all(
            self._looks_shared((*above, child)) for child in self.children[above]
        )

    def _looks_shared(self, place: tuple[str, ...]) -> bool:
        if files := self.notebooks[place]:
            people = {file_names.person_in(file).casefold() for file in files if file_names.session_in(file)}
            return len(people - {""}) > 1
        inside = {_plain(child) for child in self.children[place]}
        return sum(not file_names.is_nobody(child) for child in inside) > 1


def _plain(name: str) -> str:
    """Return the name of a folder or zip without its ending."""
    return re.sub(r"\.zip$", "", name, flags=re.IGNORECASE)
