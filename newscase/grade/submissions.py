"""Gather what a class handed in, in whatever form a teacher has it.

A folder for each student; files with the student's name in theirs; the downloads of Canvas and Moodle;
zips, also in zips; several sessions and several attempts.  Nothing that was handed in is changed, and
nothing is unpacked under a name that it brings along: each notebook is copied into the scratch folder,
and every limit is kept while reading, whatever a zip says about itself.
"""

import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO

from newscase import course
from newscase.course import CourseError
from newscase.grade import names
from newscase.grade.marked import Marked, by_name
from newscase.pytest_plugin import arrange, reading

NOBODY = "(no name)"


@dataclass(frozen=True)
class Limits:
    """How much is read before it counts as a mistake or an attack.

    A student's zip has an allowance of its own, so that one who packs a bomb uses up nobody else's.

    Attributes
    ----------
    notebook : int
        Bytes of one notebook.
    ratio : int
        How many times larger than packed a file may be, from one megabyte on.
    inner : int
        Bytes, packed or unpacked, of a zip that lies in another one: usually one student's.
    inner_files : int
        Files in such a zip.
    outer : int
        Bytes unpacked from any other zip; more where it is large, up to `outer_ratio` times its size.
    outer_ratio : int
    files : int
        Files and folders on disk, and in any other zip.
    depth : int
        Zips in zips.
    """

    notebook: int = 20_000_000
    ratio: int = 200
    inner: int = 200_000_000
    inner_files: int = 5_000
    outer: int = 2_000_000_000
    outer_ratio: int = 50
    files: int = 500_000
    depth: int = 3


@dataclass
class _Allowance:
    """What may still be read from one zip, and from everything in it."""

    size: int
    files: int


@dataclass(frozen=True)
class Submission:
    """A notebook to mark, or the sentence that says why there is none.

    Attributes
    ----------
    student : str
    session : str or None
        None where the file does not say to which session it belongs.
    file : str
        The name under which it was handed in.
    path : Path or None
        The copy in the scratch folder; None where there is a problem.
    sha256 : str
    problem : str or None
        Why it cannot be marked.
    notes : tuple of str
    ids : dict
        The numbers under which Canvas and Moodle know it.
    """

    student: str
    session: str | None
    file: str
    path: Path | None
    sha256: str = ""
    problem: str | None = None
    notes: tuple[str, ...] = ()
    ids: dict[str, str] = field(default_factory=dict)

    def unmarked(self) -> Marked:
        """Return what stands in the gradebook for a submission with a problem."""
        return Marked(
            self.student, self.session, self.file, self.sha256, self.problem or "It was not marked.", self.notes,
            ids=self.ids,
        )  # fmt: skip


def gather(path: Path, scratch: Path, limits: Limits = Limits()) -> list[Submission]:
    """Return what was handed in below `path`, at most one notebook for each student and session.

    Parameters
    ----------
    path : Path
        A folder, a zip, or one notebook.
    scratch : Path
        An empty folder of our own; the copies go there.
    limits : Limits

    Raises
    ------
    CourseError
        When there is nothing at `path`, or nothing in it that can be read.
    """
    path, scratch = Path(path), Path(scratch)
    if not path.exists():
        raise CourseError(f"There is nothing at {path}. Give the folder or the zip with the submissions.")
    scratch.mkdir(parents=True, exist_ok=True)
    walk = _Walk(scratch, limits)
    if path.is_dir():
        found = list(walk.folder(path, ()))
    elif path.suffix.lower() == ".zip":
        found = list(walk.top_zip(path))
    else:
        found = [walk.file(path, (path.name,))]
    # A list or a note of the teacher's own beside the students is nobody's submission.
    found = [
        one
        for one in _named([one for one in found if one is not None])
        if one.student != NOBODY or not one.note
    ]
    if not found:
        raise CourseError(f"There is no notebook in {path}. Give the folder or the zip with the submissions.")
    return _settled(found)


@dataclass
class _Found:
    """A file as it lies there: its place, its copy, and what is odd about it."""

    parts: tuple[str, ...]
    containers: tuple[int, ...] = ()  # the positions in `parts` that are zips
    copy: Path | None = None
    sha256: str = ""
    modified: float = 0.0
    problem: str | None = None
    note: str | None = None
    student: str = ""
    identity: str = ""
    rest: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    late: bool = False
    session: str | None = None
    order: tuple = ()

    @property
    def name(self) -> str:
        return self.parts[-1] if self.parts else ""


class _TooLarge(Exception):
    """A limit was reached; the text is the sentence."""


class _Walk:
    """Reads files and zips within limits and copies notebooks to the scratch folder."""

    def __init__(self, scratch: Path, limits: Limits):
        self.scratch = scratch
        self.limits = limits
        self.count = 0
        self.allowances: list[_Allowance] = []

    def folder(self, root: Path, parts: tuple[str, ...]) -> Iterator[_Found | None]:
        """Walk a folder on disk; links are not followed."""
        try:
            entries = sorted(os.scandir(root), key=lambda entry: entry.name)
        except OSError as error:
            if parts:
                yield _Found(
                    (*parts, ""), problem=f"The folder {parts[-1]} cannot be opened: {error.strerror}."
                )
                return
            raise CourseError(f"{root} cannot be opened: {error.strerror}.") from None
        for entry in entries:
            here = (*parts, entry.name)
            if _is_noise(entry.name):
                continue
            self.count += 1
            if self.count > self.limits.files:
                yield _Found(here, problem=self._too_many(self.limits.files))
                return
            try:
                if entry.is_symlink():
                    yield _Found(here, note=f"{names.tidy(entry.name)} is a link and was not followed.")
                elif entry.is_dir(follow_symlinks=False):
                    yield from self.folder(Path(entry.path), here)
                elif not entry.is_file(follow_symlinks=False):
                    yield _Found(here, note=f"{names.tidy(entry.name)} is no ordinary file and was left out.")
                elif entry.name.lower().endswith(".zip"):
                    with _open(entry.path) as file:
                        yield from self.zip(file, here, (len(here) - 1,))
                else:
                    yield self.file(Path(entry.path), here)
            except OSError as error:
                yield _Found(here, problem=f"{names.tidy(entry.name)} cannot be opened: {error.strerror}.")

    def top_zip(self, path: Path) -> Iterator[_Found | None]:
        """Read the one zip that the teacher named."""
        with _open(path) as file:
            found = list(self.zip(file, (), ()))
        if len(found) == 1 and found[0] is not None and not found[0].parts:
            raise CourseError(f"{path.name}: {found[0].problem}")
        yield from found

    def file(self, path: Path, parts: tuple[str, ...]) -> _Found:
        """Take one file on disk."""
        if not _is_notebook(parts[-1]):
            return _Found(parts, note=_no_notebook(parts[-1]))
        try:
            with _open(path) as file:
                info = os.fstat(file.fileno())
                return self._take(file, parts, (), info.st_size, info.st_mtime)
        except OSError as error:
            return _Found(parts, problem=f"{names.tidy(parts[-1])} cannot be opened: {error.strerror}.")

    def zip(
        self, file: IO[bytes], parts: tuple[str, ...], containers: tuple[int, ...]
    ) -> Iterator[_Found | None]:
        """Read a zip, entry by entry."""
        label = names.tidy(parts[-1]) if parts else "The zip"
        if len(containers) > self.limits.depth:
            yield _Found(
                parts,
                containers,
                problem=f"{label} lies in too many other zips. Ask for the notebook itself.",
            )
            return
        try:
            archive = zipfile.ZipFile(file)
            entries = archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
            yield _Found(
                parts, containers, problem=f"{label} is damaged and cannot be opened. Download it again."
            )
            return
        if self.allowances:
            allowance = _Allowance(self.limits.inner, self.limits.inner_files)
        else:
            packed = os.fstat(file.fileno()).st_size
            allowance = _Allowance(
                max(self.limits.outer, packed * self.limits.outer_ratio), self.limits.files
            )
        most = allowance.files
        self.allowances.append(allowance)
        try:
            with archive:
                for entry in sorted(entries, key=lambda entry: entry.filename):
                    allowance.files -= 1
                    if allowance.files < 0:
                        yield _Found(parts, containers, problem=f"{label}: {self._too_many(most)}")
                        return
                    yield from self._entry(archive, entry, parts, containers)
                    if any(one.size < 0 for one in self.allowances):
                        if allowance.size < 0:
                            yield _Found(
                                parts,
                                containers,
                                problem=f"{label} unpacks to too much, so only a part of it was read.",
                            )
                        return
        finally:
            self.allowances.pop()

    def _entry(
        self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, parts, containers
    ) -> Iterator[_Found | None]:
        raw = _entry_name(entry).replace("\\", "/")
        pieces = tuple(piece for piece in raw.split("/") if piece not in ("", "."))
        if entry.is_dir() or raw.endswith("/") or not pieces or any(_is_noise(piece) for piece in pieces):
            return
        unsafe = raw.startswith("/") or ".." in pieces or re.match(r"[A-Za-z]:", raw)
        here = parts + tuple(
            piece for piece in pieces if piece != ".." and not re.fullmatch(r"[A-Za-z]:", piece)
        )
        if len(here) == len(parts):
            return
        name = names.tidy(here[-1])
        if unsafe:
            yield _Found(
                here, containers, note=f"{name} was packed under a path outside the zip and was left out."
            )
        elif stat.S_ISLNK(entry.external_attr >> 16):
            yield _Found(here, containers, note=f"{name} is a link and was not followed.")
        elif entry.flag_bits & 0x1 and (_is_notebook(name) or name.lower().endswith(".zip")):
            yield _Found(
                here, containers, problem=f"{name} is locked with a password. Ask for a file without one."
            )
        elif name.lower().endswith(".zip"):
            yield from self._inner(archive, entry, here, containers)
        elif not _is_notebook(name):
            yield _Found(here, containers, note=_no_notebook(name))
        else:
            try:
                with archive.open(entry) as file:
                    modified = _moment(entry)
                    yield self._take(file, here, containers, entry.file_size, modified, entry.compress_size)
            except _BROKEN:
                yield _Found(here, containers, problem=f"{name} is damaged in its zip. Ask for it again.")

    def _inner(self, archive, entry, here, containers) -> Iterator[_Found | None]:
        inside = (*containers, len(here) - 1)
        temporary = self.scratch / f".inner-{len(inside)}.zip"
        name = names.tidy(here[-1])
        try:
            with archive.open(entry) as file, open(temporary, "wb") as target:
                for block in self._blocks(
                    file, name, self.limits.inner, entry.file_size, entry.compress_size
                ):
                    target.write(block)
            with open(temporary, "rb") as file:
                yield from self.zip(file, here, inside)
        except _TooLarge as stop:
            yield _Found(here, inside, problem=str(stop))
        except _BROKEN:
            yield _Found(here, inside, problem=f"{name} is damaged in its zip. Ask for it again.")
        finally:
            temporary.unlink(missing_ok=True)

    def _take(self, file, parts, containers, size: int, modified: float, packed: int | None = None) -> _Found:
        """Copy a notebook to the scratch folder."""
        found = _Found(parts, containers, modified=modified)
        digest = hashlib.sha256()
        temporary = self.scratch / ".arriving"
        try:
            with open(temporary, "wb") as target:
                for block in self._blocks(file, names.tidy(parts[-1]), self.limits.notebook, size, packed):
                    digest.update(block)
                    target.write(block)
            found.sha256 = digest.hexdigest()
            place = hashlib.sha256("\0".join((*parts, found.sha256)).encode("utf-8", "replace")).hexdigest()[
                :20
            ]
            found.copy = self.scratch / place / f"{names.for_file(Path(parts[-1]).stem, 'notebook')}.ipynb"
            found.copy.parent.mkdir(exist_ok=True)
            os.replace(temporary, found.copy)
        except _TooLarge as stop:
            found.problem = str(stop)
        finally:
            temporary.unlink(missing_ok=True)
        return found

    def _blocks(self, file, name: str, limit: int, size: int, packed: int | None) -> Iterator[bytes]:
        # `size` is only what the file says of itself: it may refuse early, never allow.
        large = f"{name} is larger than {limit / 1_000_000:g} MB. Clear its outputs, save it, and hand it in again."
        if size > limit:
            raise _TooLarge(large)
        most = limit if packed is None else min(limit, max(1_000_000, packed * self.limits.ratio))
        taken = 0
        while block := file.read(1 << 20):
            taken += len(block)
            for allowance in self.allowances:
                allowance.size -= len(block)
            if taken > limit:
                raise _TooLarge(large)
            if taken > most:
                raise _TooLarge(f"{name} unpacks to far more than a notebook would, so it was left out.")
            if any(allowance.size < 0 for allowance in self.allowances):
                raise _TooLarge(f"{name} was left out: its zip unpacks to too much.")
            yield block

    @staticmethod
    def _too_many(most: int) -> str:
        return f"There are more than {most} files, so the rest was left out."


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    MemoryError,
)


def _open(path: os.PathLike | str) -> IO[bytes]:
    flags = (
        os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    return os.fdopen(os.open(path, flags), "rb")


def _entry_name(entry: zipfile.ZipInfo) -> str:
    # Zips without the UTF-8 flag are read as cp437 by the standard; most that come from today's
    # systems are UTF-8 all the same.
    if entry.flag_bits & 0x800:
        return entry.orig_filename
    try:
        return entry.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.orig_filename


def _moment(entry: zipfile.ZipInfo) -> float:
    year, month, day, hour, minute, second = entry.date_time
    return (
        ((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute) * 60.0
        + second
        - 1970 * 12 * 31 * 86_400
    )


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb")


def _is_noise(name: str) -> bool:
    lower = name.lower()
    return lower in (
        "__macosx",
        ".ipynb_checkpoints",
        "__pycache__",
        ".ds_store",
        "thumbs.db",
        "desktop.ini",
        ".git",
    ) or (lower.startswith("._"))


def _no_notebook(name: str) -> str:
    return f"{names.tidy(name)} is no notebook and was left out."


# --- whose is it ---------------------------------------------------------------------------------

_MOODLE = re.compile(r"(?s)(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)")
_CANVAS = re.compile(r"(?s)(?P<name>.+?)_(?:(?P<late>LATE)_)?(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)")
_ANONYMOUS = re.compile(r"(?s)(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]+)_(?P<file>\d+)_(?P<rest>.+)")

_STEM = re.compile("|".join(re.escape(stem) for stem in course.SESSIONS), re.IGNORECASE)
_ATTEMPT = re.compile(r"(?:[-_ ]?\((?P<a>\d{1,3})\)|-(?P<b>\d{1,3}))$")
_COPY = re.compile(r"[-_ ](?:copy\d*|kopie|checkpoint)$", re.IGNORECASE)
_KEPT = re.compile(r"\.kept-[\d-]+$")
# A count, a year or a day; a longer number is a student's own.
_COUNT = r"(?<!\d)(?:\d{1,3}|(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))?)(?!\d)"
_VERSION = re.compile(
    r"(?:final|draft|version|v|copy|kopie|neu|new|done|fixed|corrected|submission|homework|hw|exercises?|my|work|"
    rf"the|of|end|last|{_COUNT}|[\s._,()+-])*",
    re.IGNORECASE,
)
# Folders that hold students, or parts of a student's work, and are nobody's name.
_GENERIC = re.compile(
    r"(?!student[\s._-]*\d+$)(?:submissions?|submitted|abgaben?|hand-?ins?|handed ?in|assignments?|assessment|downloads?|collected|inbox|"
    r"students?|class|course|group|all|everyone|week|session|exercises?|notebooks?|solutions?|work|my work|data|backup|old|new|"
    rf"desktop|documents|files?|archive|zips?|[\s._()-]|{_COUNT})+",
    re.IGNORECASE,
)


def _named(found: list[_Found]) -> list[_Found]:
    """Say of each file whose it is."""
    tree = _Tree(found)
    for one in found:
        _name(one, tree)
    return found


def _name(one: _Found, tree: "_Tree") -> None:
    index = 0
    for index, part in enumerate(one.parts):
        if index and not tree.holds_students(one.parts[:index]):
            # What lies in a student's own folder or zip was named by that student.
            one.student = tree.owner(one)
            one.identity = "place " + one.student
            break
        if match := _MOODLE.fullmatch(part):
            one.ids = {"moodle": match["id"]}
            # A Moodle number holds for one assignment, so the place of the download belongs to it.
            one.identity = f"moodle {match['id']}"
            one.student, one.rest = match["name"], match["rest"]
            break
        last = index == len(one.parts) - 1 or index in one.containers
        if last and (match := _CANVAS.fullmatch(part)):
            one.ids = {"canvas": match["id"]}
            one.identity = f"canvas {match['id']}"
            one.student, one.late, one.rest = match["name"], bool(match["late"]), match["rest"]
            one.order = (int(match["file"]),)
            break
        if last and (match := _ANONYMOUS.fullmatch(part)):
            one.identity = f"anonymous {match['id']}"
            one.student, one.late, one.rest = f"anon {match['id']}", bool(match["late"]), match["rest"]
            one.order = (int(match["file"]),)
            break
    else:
        one.student = tree.owner(one)
        one.identity = "place " + one.student
    if index < len(one.parts) - 1:
        one.rest = ""  # a folder or zip has it, not this file
    one.student = one.student or NOBODY


class _Tree:
    """The folders as they lie there, to tell a student's from one that holds students."""

    def __init__(self, found: list[_Found]):
        self.children: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self.notebooks: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self.zips: set[tuple[str, ...]] = set()
        for one in found:
            self.zips |= {one.parts[: position + 1] for position in one.containers}
            for depth in range(len(one.parts) - 1):
                self.children[one.parts[:depth]].add(one.parts[depth])
            if _is_notebook(one.parts[-1] if one.parts else ""):
                self.notebooks[one.parts[:-1]].add(one.parts[-1])

    def owner(self, one: _Found) -> str:
        """Return the student's name, or nothing."""
        depth = 0
        while depth < len(one.parts) - 1 and self.holds_students(one.parts[: depth + 1]):
            depth += 1
        part = one.parts[depth] if one.parts else ""
        if depth == len(one.parts) - 1:
            if part.lower().endswith(".zip"):
                return part[:-4]
            # A list or a note of the teacher's own beside the notebooks is nobody's.
            return _remainder(part) if _is_notebook(part) else ""
        return part[:-4] if one.parts[: depth + 1] in self.zips else part

    def holds_students(self, place: tuple[str, ...]) -> bool:
        """Say whether a folder or zip holds students rather than being one's own.

        What lies inside was named by a student and might name another one, so it decides only where
        everything beside it looks the same: one class's zip, or 7A next to 7B.
        """
        name = place[-1][:-4] if place in self.zips else place[-1]
        if _is_session(name) or _GENERIC.fullmatch(name):
            return True
        above = place[:-1]
        return not self.notebooks[above] and all(
            self._looks_shared((*above, child)) for child in self.children[above]
        )

    def _looks_shared(self, place: tuple[str, ...]) -> bool:
        if self.notebooks[place]:
            people = {_remainder(file).casefold() for file in self.notebooks[place] if _STEM.search(file)}
            return len({person for person in people if person and not _VERSION.fullmatch(person)}) > 1
        inside = {child[:-4] if (*place, child) in self.zips else child for child in self.children[place]}
        return sum(not (_is_session(child) or _GENERIC.fullmatch(child)) for child in inside) > 1


def _is_session(name: str) -> bool:
    rest = _STEM.sub("", name)
    return rest != name and _VERSION.fullmatch(rest) is not None


def _remainder(file: str) -> str:
    """Return what a file's name says besides its session: usually the student's name."""
    stem = re.sub(r"\.ipynb$", "", file, flags=re.IGNORECASE)
    stem = _COPY.sub("", _ATTEMPT.sub("", _KEPT.sub("", stem)))
    before, after = (_STEM.split(stem, maxsplit=1) + [""])[:2] if _STEM.search(stem) else (stem, "")
    parts = [part.strip(" _.,;–—-") for part in (before, after)]
    return " ".join(part for part in parts if part and not _VERSION.fullmatch(part))


_MOST_SENTENCES = 8  # about one student's files

# --- which attempt counts ------------------------------------------------------------------------


def _settled(found: list[_Found]) -> list[Submission]:
    """Give each student one name, choose the attempts, and put the sentences where they belong."""
    for one in found:
        if one.copy:
            _recognise(one)
        elif match := _STEM.search(one.rest or one.name):
            one.session = match[0].lower()
    students = _students(found)
    mine: dict[str, list[_Found]] = defaultdict(list)
    for one, student in zip(found, students, strict=True):
        mine[student].append(one)
    result = []
    for student in sorted(mine, key=by_name):
        result += _of_student(student, mine[student])
    return result


def _students(found: list[_Found]) -> list[str]:
    """Return the student of each file; two people of one name are told apart by a number."""
    for one in found:
        one.student = names.tidy(one.student) or NOBODY
    identities: dict[str, set[str]] = defaultdict(set)
    for one in found:
        kind = one.identity.split(" ", 1)[0]
        if kind == "moodle":
            # The number of the same person differs between assignments: only a clash inside one counts.
            identities[one.student, kind, f"{_assignment(one)} {one.session}"].add(one.identity)
        elif kind == "canvas":
            identities[one.student, kind, ""].add(one.identity)
        else:
            identities[one.student, kind, ""].add(names.tidy(one.identity) + "\0" + one.identity)
    shared = {(key[0], key[1]) for key, several in identities.items() if len(several) > 1}
    raw: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in found:
        kind = one.identity.split(" ", 1)[0]
        if one.identity not in raw[one.student, kind]:
            raw[one.student, kind].append(one.identity)
    result = []
    for one in found:
        kind, _, identity = one.identity.partition(" ")
        if (one.student, kind) not in shared:
            result.append(one.student)
        elif kind == "place":
            # Names that differ only in unseen letters or line ends.  Who has no such letter keeps the name.
            same = f"{kind} {one.student}"
            number = (
                sorted(raw[one.student, kind], key=lambda other: (other != same, other)).index(one.identity)
                + 1
            )
            result.append(one.student if number == 1 else f"{one.student} ({number})")
        else:
            result.append(f"{one.student} ({identity})")
    return result


def _assignment(one: _Found) -> str:
    """Return the place of a Moodle download in which a file lies."""
    for index, part in enumerate(one.parts):
        if _MOODLE.fullmatch(part):
            return "/".join(one.parts[:index])
    return ""


def _of_student(student: str, found: list[_Found]) -> list[Submission]:
    shown = _Shown(found)
    attempts: dict[str | None, list[_Found]] = defaultdict(list)
    problems, notes = [], []
    for one in found:
        if one.note:
            notes.append(one.note)
            continue
        if one.session and not one.problem:
            attempts[one.session].append(one)
        else:
            problems.append(one)
    result: list[Submission] = []
    for session in sorted(attempts):
        ranked = sorted(attempts[session], key=_rank)
        chosen = ranked[-1]
        said = []
        others = [one for one in ranked[:-1] if one.sha256 != chosen.sha256]
        if others:
            said.append(
                f"{session} was handed in {len({one.sha256 for one in ranked})} times; {shown.of(chosen)} counts, "
                f"not {', '.join(dict.fromkeys(shown.of(one) for one in others))}."
            )
        if chosen.late:
            said.append(f"{session} was handed in late, says Canvas.")
        result.append(_submission(student, chosen, tuple(said)))
    told: set[str | None] = set(attempts)
    doubts = []
    # What stopped the reading comes before what was read and is no notebook.
    for one in sorted(problems, key=lambda one: (one.copy is not None, one.session or "", one.parts)):
        if len(doubts) + len(result) >= _MOST_SENTENCES + len(attempts):
            break
        if one.session in told:
            doubts.append(one.problem)
        else:
            result.append(_submission(student, one, ()))
            told |= {one.session} - {None}
    if student == NOBODY:
        result = [
            replace(
                one,
                path=None,
                problem=f"{one.file} names no student. Put it into a folder with the student's name.",
            )
            for one in result
        ]
    notes = list(dict.fromkeys([*doubts, *sorted(notes)]))
    more = max(0, len(notes) - _MOST_SENTENCES) + max(0, len(problems) - _MOST_SENTENCES)
    notes = notes[:_MOST_SENTENCES] + ([f"{more} more files were left out."] if more else [])
    if not result and notes:
        first = next(one for one in sorted(found, key=lambda one: one.parts) if one.note)
        only = f"No notebook was handed in, only {_listed([shown.of(one) for one in found])}. Ask for the .ipynb file."
        result = [
            Submission(student, None, names.tidy(first.rest or first.name), None, problem=only, ids=first.ids)
        ]
        notes = [note for note in notes if not note.endswith("is no notebook and was left out.")]
    if notes:
        result[0] = replace(result[0], notes=(*result[0].notes, *notes))
    return result


class _Shown:
    """How a student's files are called in a sentence: by name, with their folder where names repeat."""

    def __init__(self, found: list[_Found]):
        self.repeated = defaultdict(int)
        for one in found:
            self.repeated[one.name] += 1

    def of(self, one: _Found) -> str:
        if self.repeated[one.name] > 1 and len(one.parts) > 1:
            return names.tidy("/".join(one.parts[-2:]))
        return names.tidy(one.rest or one.name)


def _listed(texts: list[str], most: int = 3) -> str:
    texts = list(dict.fromkeys(texts))
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def _recognise(one: _Found) -> None:
    """Find a notebook's session, or say why it has none."""
    name = PurePosixPath(names.tidy(one.rest or one.name)).name
    by_its_name = _STEM.search(name) or _STEM.search("/".join(one.parts[-2:]))
    stem = by_its_name[0].lower() if by_its_name else None
    try:
        one.session = arrange.session_of(reading.read(one.copy), name, dict.fromkeys(course.SESSIONS[1:]))
    except reading.NotebookError as error:
        # The sentence names the copy; the student knows the file by its own name.
        one.problem = str(error).replace(one.copy.name, name)
        one.session = stem
    except (RecursionError, MemoryError, ValueError, TypeError, AttributeError):
        one.problem = (
            f"{name} cannot be read as a notebook. Open it in JupyterLab, save it, and hand it in again."
        )
        one.session = stem


def _rank(one: _Found) -> tuple:
    """Return what attempts are sorted by; the last one counts.

    A number at the end of the name (``-1``, ``(2)``) comes first: Canvas, Moodle and browsers set it.  Then
    Canvas's own number, then the time of the file.
    """
    stem = re.sub(r"\.ipynb$", "", one.rest or one.name, flags=re.IGNORECASE)
    kept = bool(_KEPT.search(stem))
    match = _ATTEMPT.search(_KEPT.sub("", stem))
    number = int(match["a"] or match["b"]) if match else 0
    return not kept, number, one.order or (0,), one.modified, one.parts, one.sha256


def _submission(student: str, one: _Found, notes: tuple[str, ...]) -> Submission:
    file = names.tidy(PurePosixPath(one.rest or one.name).name) or names.tidy("/".join(one.parts)) or "(zip)"
    return Submission(
        student, one.session, file, None if one.problem else one.copy, one.sha256, one.problem, notes, one.ids
    )
