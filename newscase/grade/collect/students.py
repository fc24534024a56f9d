"""Say of each file whose it is: by a platform's name, a folder's, a zip's, or its own."""

from collections import defaultdict

from newscase.grade import names
from newscase.grade.collect import file_names, lms
from newscase.grade.collect.archives import Found

NOBODY = "(no name)"


def name_owners(found: list[Found]) -> None:
    """Fill in the student of each file, and a platform's number for that student."""
    tree = _Tree(found)
    for one in found:
        for index in range(len(one.parts)):
            # What lies in a student's own folder or zip was named by that student.
            if index and not tree.holds_students(one.parts[:index]):
                one.student = tree.owner(one)
                break
            if lms.named_by_platform(one, index):
                break
        else:
            one.student = tree.owner(one)
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
        self.zips: set[tuple[str, ...]] = set()
        for one in found:
            self.zips |= {one.parts[: position + 1] for position in one.containers}
            for depth in range(len(one.parts) - 1):
                self.children[one.parts[:depth]].add(one.parts[depth])
            if one.parts and one.parts[-1].lower().endswith(".ipynb"):
                self.notebooks[one.parts[:-1]].add(one.parts[-1])

    def owner(self, one: Found) -> str:
        """Return the student's name, or nothing."""
        for depth in range(1, len(one.parts)):
            if not self.holds_students(one.parts[:depth]):
                return self._plain(one.parts[:depth])
        name = one.parts[-1] if one.parts else ""
        if name.lower().endswith(".zip"):
            return name[:-4]
        # A list or a note of the teacher's own beside the notebooks is nobody's.
        return file_names.person_in(name) if name.lower().endswith(".ipynb") else ""

    def holds_students(self, place: tuple[str, ...]) -> bool:
        """Say whether a folder or zip holds students rather than being one's own.

        What lies inside was named by a student and might name another one, so it decides only where
        everything beside it looks the same: one class's zip, or 7A next to 7B.
        """
        if file_names.is_nobody(self._plain(place)):
            return True
        above = place[:-1]
        return not self.notebooks[above] and all(
            self._looks_shared((*above, child)) for child in self.children[above]
        )

    def _looks_shared(self, place: tuple[str, ...]) -> bool:
        if files := self.notebooks[place]:
            people = {file_names.person_in(file).casefold() for file in files if file_names.session_in(file)}
            return len(people - {""}) > 1
        inside = {self._plain((*place, child)) for child in self.children[place]}
        return sum(not file_names.is_nobody(child) for child in inside) > 1

    def _plain(self, place: tuple[str, ...]) -> str:
        return place[-1][:-4] if place in self.zips else place[-1]
