# ruff: noqa: E501  (tables with a line for each way to be hostile)
"""Hostile and broken submissions: each gets its own sentence, and the rest of the class its marks.

Every class here has two honest students beside the others.  One run marks many; then there is a test for
each.  What could harm a computer is bounded, so that a hole in the sandbox would show and not hurt.
"""

import csv
import functools
import hashlib
import html.parser
import itertools
import json
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import hand_ins
import openpyxl
import pytest

from newscase.grade import spreadsheet
from newscase.sandbox import bubblewrap

pytestmark = pytest.mark.skipif(bubblewrap.why_not() is not None, reason="There is no sandbox here.")

STEM = "01-claims"
QUESTION = "1.2"
WRONG = "named_claims = (claims['voice'] != 'unnamed source').sum()"
HINT = "51 is the number of claims by the reporter and by named speakers together. Take the named ones alone."
VALUE = 21  # the right answer, which a cheat does not know
CHANNEL = "get_ipython().send.__self__._channel"  # to the process that marks, where a student's code finds it
ANSWER = {"value": {"kind": "number", "value": VALUE}}
HONEST = {"Anna": "6", "Ben": "5"}

DIED = "A cell ended the whole Python process. Look for what ends it."
TOO_LONG = "A cell ran longer than 2 seconds and was stopped. Look for a loop that never ends."
FLOOD = "A cell showed far too much and was stopped. Look for a loop that prints."
NOT_SET = "The name named_claims is not set. Put it back into the answer cell, with its own spelling."
NOTHING = "A cell stopped with RuntimeError: reached nothing. Mend that cell first."
CHANGED = "A cell changed how Python itself works, so nothing could be read after it. Take that out."
ODD = "The answer could not be read. Give a plain value."

# A command of the course with shorter limits.
PROGRAM = "import sys, short_limits; from newscase.cli.main import main; raise SystemExit(main(sys.argv[1:]))"
LIMITS = """
import newscase.pytest_plugin
from nbval.plugin import IPyNbCell
from newscase.sandbox import limits
limits.CELL_TIME, limits.NOTEBOOK_TIME = {cell}, {notebook}
# How long nbval waits for a cell that it has interrupted.
IPyNbCell.output_timeout = property(lambda self: 1, lambda self, seconds: None)
"""


# --- a class, marked -----------------------------------------------------------------------------


FOLDERS = ("home", "temporary", "course", "submissions", "out")


@dataclass
class Place:
    """Where everything is that a student's code would like to reach; it is told all of it."""

    folder: Path
    port: int = 0
    student: str = ""  # whose folder is being made

    def __getattr__(self, name: str) -> Path:
        if name in FOLDERS:
            return self.folder / name
        raise AttributeError(name)

    @property
    def names(self) -> str:
        """The same as Python code."""
        names = {name.upper(): str(self.folder / name) for name in FOLDERS}
        names |= {"PACKAGE": str(Path(bubblewrap.__file__).parents[2]), "PORT": self.port}
        return "; ".join(f"{name} = {value!r}" for name, value in names.items())


class Page(html.parser.HTMLParser):
    """A page as a browser takes it: its elements, attributes, style and text."""

    def __init__(self, path: Path):
        super().__init__()
        self.tags, self.attributes, self.links = set(), set(), set()
        self.style = self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.links |= {value for name, value in attributes if name in ("href", "src", "action", "xlink:href")}

    def handle_data(self, data):
        if self.lasttag == "style":
            self.style += data
        else:
            self.text += data


def holds_only_text(page: Page, plain: Page) -> None:
    """Assert that a page can do no more than `plain`, one of an honest student."""
    assert page.style == plain.style
    known = {"abbr", "ul", "li", "em", "strong", "code", "details", "summary", "pre", "small"}
    assert page.tags <= plain.tags | known
    assert page.attributes <= plain.attributes | {"open"}
    assert not [name for name in page.attributes if name.startswith("on") or name == "srcdoc"]
    pages = r"(?:feedback/[^/:?#]+\.html|(?:\.\./)*solutions/guide/[\w-]+\.md)"
    assert [link for link in page.links if not re.fullmatch(rf"#.*|{pages}", link)] == []


@dataclass
class Class:
    """What a run said and left."""

    place: Place
    done: subprocess.CompletedProcess
    touched: set[str]  # files around the run that are not as they were before
    left: list[str]  # the commands of processes that go on
    knocked: list[socket.socket]  # servers of the teacher's at which somebody knocked

    def __post_init__(self):
        assert self.place.out.exists(), self.done.stderr
        with (self.place.out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
            self.rows = {spreadsheet.plain(row["student"]): row for row in csv.DictReader(file)}
        self.pages = {path.stem: Page(path) for path in (self.place.out / "feedback").iterdir()}
        self.report = Page(self.place.out / "report.html")

    def said(self, student: str) -> str:
        """Return what a student is told about the question, or why nothing could be marked."""
        row = self.rows[student]
        if row["problems"]:
            return f"{row['problems']} {row['notes']}"
        # The line below its heading.
        return re.search(rf"^{re.escape(QUESTION)} .*\n(.*)", self.pages[student].text, re.MULTILINE)[1]

    def points(self, student: str) -> str:
        return self.rows[student][f"{STEM} points"]

    def did_no_harm(self, undisturbed: "Class") -> None:
        """Assert all that must hold whatever was handed in."""
        assert "Traceback" not in self.done.stdout + self.done.stderr, self.done.stdout + self.done.stderr
        assert not self.done.stderr
        # Signs that the terminal obeys.
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", self.done.stdout)
        assert max(map(len, self.done.stdout.splitlines())) < 1_000, "somebody fills the terminal"
        assert self.left == [], "processes are left"
        assert self.touched == set()
        assert self.knocked == []
        assert {*os.listdir(self.place.folder)} == {*os.listdir(undisturbed.place.folder)}
        for student, points in HONEST.items():
            assert self.points(student) == points
            assert self.rows[student] == undisturbed.rows[student]
            assert f"{student}: {STEM}, {points} of 6\n" in self.done.stdout
            path = Path("feedback", f"{student}.html")
            assert (self.place.out / path).read_bytes() == (undisturbed.place.out / path).read_bytes()


def snapshot(place: Place) -> set[tuple[str, str]]:
    """Return the paths and digests of everything around the run that is not its own."""
    result = set()
    for name in ("home", "temporary", "course", "submissions"):
        for path in sorted((place.folder / name).rglob("*")):
            content = os.readlink(path).encode() if path.is_symlink() else b""
            content = content or (path.read_bytes() if path.is_file() else b"")
            result.add((str(path), f"{path.lstat().st_mode:o} {hashlib.sha256(content).hexdigest()}"))
    return result


def children() -> set[int]:
    return {*map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())}


def left_behind(before: set[int]) -> list[str]:
    """Return the commands of the processes that go on as children of this one, and end them."""
    for _ in range(100):
        for number in children() - before:
            os.waitpid(number, os.WNOHANG)
        if not children() - before:
            return []
        time.sleep(0.1)
    commands = [Path(f"/proc/{number}/cmdline").read_text() for number in children() - before]
    for number in children() - before:
        os.kill(number, 9)
    return commands


class Work:
    """A notebook to change."""

    def __init__(self, content: dict):
        self.content = content

    def put(self, source: str, identity: str = "answer-1-2") -> "Work":
        next(cell for cell in self.content["cells"] if cell["id"] == identity)["source"] = source
        return self

    @property
    def bytes(self) -> bytes:
        return json.dumps(self.content).encode()


@pytest.fixture(scope="module")
def mark_class(sample_course, tmp_path_factory):
    """Mark a class of two honest students and others; return a `Class`."""
    from newscase.sandbox import linux  # which can be imported on Linux only

    def mark(others: dict[str, "Kind"], *, cell: float = 30, notebook: float = 120) -> Class:
        place = Place(tmp_path_factory.mktemp("c"))
        for name in ("home", "temporary", "submissions", "course"):
            (place.folder / name).mkdir()
        unused = shutil.ignore_patterns(".ipynb_checkpoints")
        for name in ("notebooks", "data", "exercises", "solutions"):
            shutil.copytree(sample_course / name, place.course / name, ignore=unused)
        # Whoever has used Jupyter has one; nbval's libraries make it where it is missing.
        (place.home / ".ipython").mkdir()
        for path in (place.home / ".profile", place.home / "secret.txt", place.temporary / "secret.txt"):
            path.write_text("the teacher's own")
        doors = [socket.create_server(("127.0.0.1", 0)), *(socket.socket(socket.AF_UNIX) for _ in range(2))]
        place.port = doors[0].getsockname()[1]
        doors[1].bind(os.path.relpath(place.temporary / "door"))
        doors[2].bind(f"\0newscase-hostile-{place.port}")
        for door in doors:
            door.listen()
        for student, kind in {"Anna": ANNA, "Ben": typed(WRONG, HINT), **others}.items():
            place.student = student
            content = kind.make(Work(hand_ins.solved(sample_course).content), place)
            if content is not None:
                (place.submissions / student).mkdir()
                (place.submissions / student / f"{STEM}.ipynb").write_bytes(content)
        limits = tmp_path_factory.mktemp("limits")
        (limits / "short_limits.py").write_text(LIMITS.format(cell=cell, notebook=notebook))
        environment = hand_ins.user_environment(
            HOME=str(place.home), TMPDIR=str(place.temporary), TEACHERS_SECRET="the teacher's own",
            PYTHONPATH=str(limits),
        )  # fmt: skip
        command = [sys.executable, "-c", PROGRAM, "grade", str(place.submissions), "--out", str(place.out)]
        before, processes = snapshot(place), children()
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)  # orphans of this run become children of this process
        done = subprocess.run(
            command, cwd=place.course, env=environment, stdin=subprocess.DEVNULL, timeout=540,
            capture_output=True, text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
        left = left_behind(processes)
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 0)
        touched = {path for path, _ in before ^ snapshot(place)}
        knocked, _, _ = select.select(doors, [], [], 0)
        for door in doors:
            door.close()
        return Class(place, done, touched, left, knocked)

    return mark


@pytest.fixture(scope="module")
def undisturbed(mark_class):
    """The class of the two honest students alone."""
    return mark_class({})


def test_the_honest_two_by_themselves(undisturbed):
    undisturbed.did_no_harm(undisturbed)
    assert undisturbed.done.returncode == 0
    assert undisturbed.said("Ben") == HINT


# --- kinds ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A way to be hostile or broken.

    `make` takes a solved notebook and a place, and returns the file to hand in, or puts something there.
    `words` are among what the student is told about question 1.2, or why nothing was marked.  `points` are
    those in grades.csv, empty where the file could not be marked.
    """

    make: Callable[[Work, Place], bytes | None]
    words: str
    points: str = "5"


def typed(code: str, words: str, points: str = "5") -> Kind:
    """The answer of 1.2 is this code."""
    return Kind(lambda work, place: work.put(textwrap.dedent(code)).bytes, words, points)


def then_wrong(code: str, words: str = HINT, points: str = "5") -> Kind:
    """This code, and then a known slip: what was tried changed nothing."""
    return typed(f"{textwrap.dedent(code)}\n{WRONG}", words, points)


TRIED = """
import os, sys, socket, glob, pathlib, subprocess
reached = []
def tried(what, action, *arguments):
    try:
        action(*arguments)
        reached.append(what)
    except OSError:
        pass
"""


def reaching(code: str) -> Kind:
    """Code that notes in `reached` what it could reach; where it could, the sentence says what."""
    end = "\nraise RuntimeError('reached ' + (', '.join(map(str, reached)) or 'nothing'))"
    code = f"{TRIED}{textwrap.dedent(code)}{end}"
    return Kind(lambda work, place: work.put(f"{place.names}\n{code}").bytes, NOTHING)


def opening(*paths: str) -> Kind:
    """Open files, given as Python expressions."""
    return reaching(f"""
        for path in [{", ".join(paths)}]:
            for found in glob.glob(str(path), recursive=True):
                tried(found, open, found, 'rb')
    """)


def answering(code: str, words: str = ODD, points: str = "5") -> Kind:
    """What is handed in for 1.2 is what this expression returns, whatever the name holds."""
    forged = f"""
        channel = {CHANNEL}
        send = channel.send
        def once(message, **options):
            if 'done' in message:
                channel.send = send
                message = {{**message, 'answer': {code}}}
            send(message, **options)
        channel.send = once
    """
    return then_wrong(forged, words, points)


def lying(code: str, words: str) -> Kind:
    """A class that lies, and an answer of it."""
    return typed(f"class Sly:\n{textwrap.indent(code, '    ')}\nnamed_claims = Sly()", words)


ANNA = Kind(lambda work, place: work.bytes, "", "6")
UNKNOWN = "The answer is, or contains, a value of type Sly, which cannot be checked."

ENDING = {
    "asks for input": typed("named_claims = int(input('How many? '))", "A cell stopped with StdinNotImplementedError"),
    "os._exit": typed("import os\nos._exit(0)", DIED),
    "sys.exit": typed("import sys\nsys.exit('bye')", "A cell stopped with SystemExit: bye. Mend that cell first."),
    "exit()": typed("exit()", NOT_SET),
    "SystemExit in a thread": then_wrong("import threading, sys\nthreading.Thread(target=sys.exit).start()"),
    **{
        f"kills {whom}": then_wrong(f"import os\ntry:\n    os.kill({number}, 9)\nexcept ProcessLookupError:\n    pass")
        for whom, number in {"its parent": "os.getppid()", "the first process": 1, "all processes": -1, "itself": "os.getpid()"}.items()
    },
    "stops itself": then_wrong("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    "segfault": typed("import ctypes\nctypes.string_at(0)", DIED),
    "recursion without end": typed("import sys\nsys.setrecursionlimit(10**9)\ndef f(*_): return max([0], key=f)\nf()", DIED),
    "10 GB": typed("named_claims = bytearray(10**10)", "A cell stopped with MemoryError"),
    "a gigabyte of output": typed("for _ in range(1000):\n    print('x' * 1_000_000)", "and was stopped. Look for a loop that"),
    "a gigabyte in one message": typed("display({'text/plain': 'x' * 300_000_000}, raw=True)", FLOOD),
    # Of what is shown only the plain text is sent.
    "a page of 100 megabytes": typed("from IPython.display import HTML, display\ndisplay(HTML('x' * 100_000_000))", NOT_SET),
    "a large figure": typed("import plotly.express as px\npx.line(y=list(range(1_000_000))).show()", NOT_SET),
    "an error without end": typed("raise ValueError('x' * 50_000_000)", "A cell stopped with ValueError: xxx"),
    **{
        f"fills {name}": typed(f"""
            import os, tempfile
            with open(os.path.join({folder}, 'large'), 'wb') as file:
                for _ in range(150):
                    file.write(bytes(1_000_000))
            """, "A cell stopped with OSError: [Errno")
        for name, folder in {"the temporary folder": "tempfile.gettempdir()", "its own folder": "'.'", "the shared memory": "'/dev/shm'"}.items()
    },
    "many empty files": typed("""
        for number in range(20_000):
            open(f'{number}.txt', 'w').close()
        """, "A cell stopped with OSError: [Errno 28] No space left on device"),
}  # fmt: skip

REACHING = {
    "reads the solutions": opening("COURSE + '/solutions/*'", "PACKAGE + '/../solutions/*'", "'../solutions/*'", "'/course/solutions/*'",
                                   "'/*/*/solutions/*'", "str(pathlib.Path(__import__('newscase').__file__).parents[1] / 'solutions/*')"),
    "reads the recorded answers": opening("COURSE + '/exercises/answers.json'", "PACKAGE + '/../exercises/answers.json'", "'answers.json'",
                                          "'../exercises/answers.json'", "'/*/*/exercises/answers.json'"),
    "asks the course for an answer": reaching("""
        from newscase import course
        from newscase.checking import answer_key
        for folder in (COURSE, PACKAGE + '/..', course.root()):
            try:
                reached.append(answer_key.question(pathlib.Path(folder), '1.2').expected)
            except course.CourseError:
                pass
    """),
    "reads other submissions": opening("SUBMISSIONS + '/*/*'", "SUBMISSIONS", "TEMPORARY + '/**'", repr(tempfile.gettempdir() + "/newscase-*/**")),
    "walks the whole computer": reaching("""
        wanted = {'answers.json', 'grades.csv', 'written.xlsx', 'hints.md', 'secret.txt', '01-claims.ipynb', 'notebook.ipynb', 'shadow'}
        for folder, folders, files in os.walk('/'):
            if folder == '/':
                folders[:] = [name for name in folders if name not in ('proc', 'sys')]
            reached += [folder + '/' + name for name in wanted & {*files}]
    """),
    "reads the home folder": opening("HOME + '/secret.txt'", "HOME + '/.*'", "os.path.expanduser('~root') + '/.*'", "'/home/*'"),
    "reads the system's users": opening("'/etc/passwd'", "'/etc/shadow'", "'/etc/hostname'", "'/etc/ssh/*'"),
    "reads the variables": reaching("""
        def searched(words):
            if 'SECRET' not in words:
                raise OSError
        tried('os.environ', searched, str(os.environ))
        for path in glob.glob('/proc/*/environ') + glob.glob('/proc/*/task/*/environ'):
            tried(path, lambda: searched(open(path, errors='replace').read()))
        tried('a child', lambda: searched(subprocess.run(['env'], capture_output=True, text=True).stdout))
    """),
    "sees other processes": reaching("""
        for number in {*filter(str.isdigit, os.listdir('/proc'))} - {str(os.getpid())}:
            tried(number, open, f'/proc/{number}/cmdline')
    """),
    "writes into the course": reaching("""
        for path in (COURSE + '/data/claims.csv', '../data/claims.csv', COURSE + '/exercises/answers.json', SUBMISSIONS + '/Anna/01-claims.ipynb',
                     HOME + '/.profile', TEMPORARY + '/secret.txt', OUT + '/grades.csv'):
            tried(path, lambda: open(path, 'a').write('evil'))
    """),
    "writes into the libraries": reaching("""
        import newscase, pandas
        for folder in (PACKAGE, os.path.dirname(newscase.__file__), os.path.dirname(pandas.__file__), sys.prefix, sys.base_prefix, '/usr', '/etc', '/'):
            tried(folder, os.open, folder, os.O_TMPFILE | os.O_WRONLY)  # leaves nothing where it succeeds
        for module in (newscase, pandas):
            tried(module, open, module.__file__, 'r+b')
    """),
    "makes the tables writable": reaching("""
        import ctypes
        libc = ctypes.CDLL(None)
        for folder in (b'/course/data', b'/usr', b'/'):
            if libc.mount(None, folder, None, 32 | 4096, None) == 0:
                reached.append(folder)
        if libc.unshare(0x10000000) == 0:
            reached.append('a namespace of its own users')
    """),
    "clones itself into another namespace": reaching("""
        import ctypes, platform
        libc = ctypes.CDLL(None)
        clone = {'x86_64': 56, 'aarch64': 220}[platform.machine()]
        for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
            words = (ctypes.c_uint64 * 11)(flag | 0x10000000, 0, 0, 0, 17)
            for number in (libc.syscall(clone, flag | 0x10000000 | 17, 0, 0, 0, 0), libc.syscall(435, words, 88)):
                if number == 0:
                    os._exit(0)
                if number > 0:
                    reached.append(hex(flag))
    """),
    "asks for the rights of root": reaching("""
        for change, *arguments in ((os.setuid, 0), (os.setgid, 0), (os.chroot, '/usr'), (os.mknod, '/scratch/disk', 0o60600, os.makedev(254, 0))):
            tried(change, change, *arguments)
    """),
    "reaches the network": reaching("""
        for address in (('1.1.1.1', 53), ('127.0.0.1', PORT), ('::1', PORT), ('example.org', 80)):
            tried(address, socket.create_connection, address, 1)
        tried('UDP', socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto, b'x', ('1.1.1.1', 53))
    """),
    "knocks at sockets of this computer": reaching("""
        for name in (TEMPORARY + '/door', chr(0) + f'newscase-hostile-{PORT}', *glob.glob('/tmp/**', recursive=True)):
            tried(name, socket.socket(socket.AF_UNIX).connect, name)
    """),
}  # fmt: skip

CHEATING = {
    "patched pandas": then_wrong("""
        pd.DataFrame.__eq__ = pd.Series.__eq__ = lambda *_: True
        pd.DataFrame.equals = pd.Series.equals = lambda *_: True
        pd.read_csv = lambda *_, **__: pd.DataFrame()
    """, points="4"),
    "patched builtins": then_wrong("""
        import builtins
        builtins.sum = builtins.round = lambda *_: 21
        builtins.print = lambda *_, **__: None
        builtins.id = lambda _: 0
    """, points="2"),
    "patched json": then_wrong("import json\njson.dumps = lambda *_, **__: '{}'\njson.loads = lambda *_, **__: {}"),
    "patched pytest, nbval and the plugin": then_wrong("""
        import pytest, _pytest.runner
        import nbval.plugin
        from newscase.pytest_plugin import plugin, student_notebook
        pytest.fail = lambda *_, **__: None
        nbval.plugin.IPyNbCell.compare_outputs = lambda *_, **__: True
        student_notebook.QuestionItem.runtest = lambda self: None
    """),
    "a conftest.py beside the notebook": then_wrong("""
        open('conftest.py', 'w').write('def pytest_runtest_logreport(report): report.outcome = "passed"')
        open('sitecustomize.py', 'w').write('raise SystemExit')
    """),
    "a patched judge": then_wrong("""
        import newscase.checking.judge as judge, newscase.checking.compare.compare as compare, newscase.checking.result as verdict
        compare.difference = judge.difference = lambda *_: None
        verdict.NOT_YET = judge.NOT_YET = 'Correct'
    """),
    "hooks around cells": then_wrong("""
        shell = get_ipython()
        def put(*_): shell.user_ns['check'] = lambda *_: 'Correct.'
        shell.events.register('pre_run_cell', put)
        shell.events.register('post_run_cell', put)
        shell.events.register('pre_execute', lambda: print('Correct.'))
        import atexit
        atexit.register(lambda: print('Correct.'))
    """),
    "a hook that ends the kernel": then_wrong("def fail(*_): raise SystemExit\nget_ipython().events.register('post_run_cell', fail)", DIED),
    "transformed input": then_wrong("""
        shell = get_ipython()
        def once(lines):
            shell.input_transformers_post.remove(once)
            return ['"Correct."\\n']
        # The next cell is the next answer.
        shell.input_transformers_post.append(once)
        shell.ast_transformers.append(__import__('ast').NodeTransformer())
    """, points="4"),
    "no standard output": typed("import sys\nsys.stdout = sys.stderr = None\nprint(1)", NOT_SET),
    "prints the passing text": then_wrong("print('1.2 · Correct. 21 of the 62 claims have a named source.')\nprint('Correct.')"),
    "shows an answer of its own": then_wrong(f"display({{'text/plain': {str(ANSWER)!r}}}, raw=True)"),
    "a forged output": then_wrong(f"{CHANNEL}.send({{'output': 'display', 'text': '1.2 · Correct.'}})", CHANGED),
    "a forged error": then_wrong(f"{CHANNEL}.send({{'ename': 'Correct', 'evalue': ''}})"),
    "a forged end": then_wrong(f"for cell in (1, '', 'x', '0' * 16):\n    {CHANNEL}.send({{'done': str(cell), 'answer': {ANSWER}}})"),
    "hands in True": answering("True"),
    "hands in a number that is none": answering("{'value': {'kind': 'number', 'value': 'nan'}}"),
    "hands in an unknown kind": answering("{'value': {'kind': 'anything', 'value': True}}"),
    "hands in a reason of its own": answering("{'unreadable': 'Correct. This is a reason of my own.'}", "Correct. This is a reason of my own."),
    "hands in a whole number with 4000 digits": answering("{'value': {'kind': 'number', 'value': 10**4000}}"),
    "hands in nothing but levels": answering("{'value': eval('[' * 90 + ']' * 90)}"),
    # Who knows the value gains what typing it gives.
    "hands in the right value": answering(f"{{'value': {{'kind': 'number', 'value': {VALUE}}}}}", "21 of the 62 claims", "6"),
}  # fmt: skip

ANSWERS = {
    "equals everything": lying("__eq__ = lambda *_: True\n__hash__ = lambda self: 21\n__int__ = __index__ = lambda self: 21", UNKNOWN),
    "says that it is a number": lying("__class__ = int\nreal = 21\n__repr__ = lambda self: '21'\n__float__ = lambda self: 21.0", UNKNOWN),
    "its length never ends": lying("def __len__(self):\n    while True: pass\n__iter__ = __repr__ = __len__", UNKNOWN),
    "a list that never ends": typed("""
        class Sly(list):
            def __iter__(self):
                while True: pass
            __len__ = __iter__
        named_claims = Sly([1, 2])
        """, "Your answer is a list; the question asks for a number."),
    "a generator that never ends": typed("import itertools\nnamed_claims = (x for x in itertools.count())", "Put list(…) around it."),
    "attributes that raise": lying("def __getattribute__(self, name):\n    raise SystemExit", UNKNOWN),
    "a list in itself": typed("named_claims = []\nnamed_claims.append(named_claims)", "or contains itself. Give a simpler one."),
    "ten million rows": typed("named_claims = pd.DataFrame({'a': range(10**7)})", "The answer has more than 200,000 values."),
    "a huge number": typed("named_claims = 10 ** 10 ** 6", "a number that is too large to check."),
    "NaN": typed("named_claims = float('nan')", "Your answer is None or NaN."),
    "minus infinity": typed("named_claims = float('-inf')", "The value -inf is not right."),
    "an array of objects that lie": typed("""
        import numpy as np
        class Sly:
            __eq__ = lambda *_: True
        named_claims = np.array([Sly()], dtype=object)
        """, UNKNOWN),
    "text with lone surrogates": typed("named_claims = '\\ud800 \\udcff'", "is text; the question asks for a number."),
}  # fmt: skip


def changing(change: Callable[[dict], object], words: str = HINT, points: str = "5") -> Kind:
    """A notebook with a known slip, and then changed."""

    def make(work, place):
        change(work.put(WRONG).content)
        return work.bytes

    return Kind(make, words, points)


def adding(*cells: dict, **options) -> Kind:
    """A notebook with a known slip, and cells after its last."""
    return changing(lambda content: content["cells"].extend(cells), **options)


def _swap_ids(content):
    cells = {cell["id"]: cell for cell in content["cells"]}
    for kind in ("question", "answer", "check"):
        cells[f"{kind}-1-2"]["id"], cells[f"{kind}-1-1"]["id"] = f"{kind}-1-1", f"{kind}-1-2"


def _odd_metadata(content):
    tags = ["nbval-skip", "raises-exception", "nbval-ignore-output"]
    for cell in content["cells"]:
        cell["metadata"] = {"tags": tags, "newscase": {"status": "Correct"}}
        if cell["cell_type"] == "code":
            cell["source"] = "# NBVAL_SKIP\n# NBVAL_IGNORE_OUTPUT\n" + "".join(cell["source"])


CELLS = {
    "ids of two questions exchanged": changing(_swap_ids),
    "checks made into text": changing(lambda content: [
        cell.update(cell_type="markdown", source="**1.2 · Correct.** 21 of the 62 claims have a named source.")
        for cell in content["cells"] if cell["id"] == "check-1-2"]),
    "metadata that ask nbval to skip": changing(_odd_metadata),
}  # fmt: skip


# --- files ---------------------------------------------------------------------------------------


def holding(content: bytes | str, words: str) -> Kind:
    """A file that is called like a notebook and holds this."""
    return Kind(lambda work, place: content.encode() if isinstance(content, str) else content, words, "")


def saying(words: str, points: str = "", **entries: object) -> Kind:
    """A notebook with a known slip, and other entries at its top."""
    return changing(lambda content: content.update(entries), words, points)


def spelled(encode: Callable[[str], bytes], words: str = HINT, points: str = "5") -> Kind:
    """A notebook with a known slip and some letters outside ASCII, in other bytes."""

    def make(work, place):
        return encode(json.dumps(work.put(f"{WRONG}  # äöü").content, ensure_ascii=False))

    return Kind(make, words, points)


def putting(put: Callable[[Path, Place, bytes], None], words: str, points: str = "") -> Kind:
    """Put something else than a notebook into the folder of a student who is called like the kind."""

    def make(work, place):
        folder = place.submissions / place.student
        folder.mkdir()
        put(folder, place, work.put(WRONG).bytes)

    return Kind(make, words, points)


def for_others(path: str) -> Kind:
    """A notebook for each of the honest, at a path in the student's own folder."""

    def put(folder, place, notebook):
        for name in HONEST:
            own = folder / path.format(name=name, file=f"{STEM}-99.ipynb")
            own.parent.mkdir(exist_ok=True)
            own.write_bytes(notebook)

    return putting(put, HINT, "5")


def zipped(pack: Callable[[bytes, Place], bytes], words: str, points: str = "") -> Kind:
    """A zip of the notebook."""

    def put(folder, place, notebook):
        (folder / "work.zip").write_bytes(pack(notebook, place))

    return putting(put, words, points)


def _nest(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = hand_ins.packed({"inner.zip": content})
    return content


def _lie(notebook: bytes, place: Place) -> bytes:
    content = hand_ins.packed({f"{STEM}.ipynb": notebook + b" " * 5_000_000})
    size = len(notebook) + 5_000_000
    return content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))


def _large(folder: Path, place: Place, notebook: bytes) -> None:
    with (folder / f"{STEM}.ipynb").open("wb") as file:
        file.truncate(101_000_000)


FILES = {
    "an empty file": holding("", f"{STEM}.ipynb is empty."),
    "noise": holding(bytes(range(128, 256)) * 4_000, "is not a notebook: it is not JSON."),
    "JSON that is cut off": Kind(lambda work, place: work.bytes[:-1], "is not a notebook: it is not JSON.", ""),
    "100,000 levels of lists": holding("[" * 100_000, "is not a notebook: it is not JSON."),
    "a number with a million digits": holding('{"nbformat": ' + "4" * 10**6 + "}", "is not a notebook: it is not JSON."),
    "format x": saying("is a notebook of format x, not 4.", nbformat="x"),
    "R": saying("was saved for the language R.", metadata={"kernelspec": {"language": "R", "name": "ir"}, "newscase": {"session": STEM}}),
    "another session's name": saying(HINT, "5", metadata={"newscase": {"session": "../../solutions/01-claims"}, "kernelspec": {"name": "python3"}}),
    "UTF-16": spelled(lambda text: text.encode("utf-16")),
    "a byte order mark": spelled(lambda text: text.encode("utf-8-sig")),
    "Latin-1": spelled(lambda text: text.encode("latin-1", "replace")),
    "NUL in its code": typed(f"named_claims = 1 \0\n{WRONG}", "A cell stopped with"),
    "very many cells": adding(*[{"source": ""}] * 100_000),
    "a long line": typed(f"{WRONG}  # {'x' * 5_000_000}", HINT),
    "many questions in one text": adding({"cell_type": "markdown", "source": "# 1.1.1 1.2.1 " * 30_000}),
    "101 MB": putting(_large, "is larger than 100 MB. Clear its outputs, save it, and hand it in again."),
    "a link to somebody's notebook": putting(
        lambda folder, place, notebook: (folder / f"{STEM}.ipynb").symlink_to(place.submissions / "Anna" / f"{STEM}.ipynb"),
        "is a link and was not followed."),
    "a link to the solutions": putting(lambda folder, place, notebook: (folder / "work").symlink_to(place.course / "solutions"), "is a link and was not followed."),
    "a link in a circle": putting(lambda folder, place, notebook: (folder / "work").symlink_to(folder), "is a link and was not followed."),
    "a pipe": putting(lambda folder, place, notebook: os.mkfifo(folder / f"{STEM}.ipynb"), "is no ordinary file and was left out."),
    "a folder called like a notebook": putting(lambda folder, place, notebook: (
        (folder / f"{STEM}.ipynb").mkdir(), (folder / f"{STEM}.ipynb" / "x.ipynb").write_bytes(notebook)), HINT, "5"),
    "a broken zip": zipped(lambda notebook, place: hand_ins.packed({f"{STEM}.ipynb": notebook})[:200], words="work.zip is damaged and cannot be opened."),
    "paths out of a zip": zipped(lambda notebook, place: hand_ins.packed(
        {f"../../Anna/{STEM}.ipynb": notebook, f"{place.submissions}/Ben/{STEM}.ipynb": notebook, f"..\\..\\{STEM}.ipynb": notebook, "a.txt": b""}),
        words=f"{STEM}.ipynb was packed under a path outside the zip and was left out."),
    "links in a zip": zipped(lambda notebook, place: hand_ins.packed(
        {f"{STEM}.ipynb": str(place.course / "solutions" / f"{STEM}.ipynb"), "x": "/etc/passwd"}),
        words=f"{STEM}.ipynb is a link and was not followed."),
    "a zip bomb": zipped(lambda notebook, place: hand_ins.packed({f"{STEM}.ipynb": b" " * 110_000_000}), words="is larger than 100 MB."),
    "a bomb of many files": zipped(lambda notebook, place: _nest(hand_ins.packed({f"{number}/{STEM}.ipynb": b"[" * 900_000 for number in range(230)}), 1), words="unpacks to too much"),
    "very many files in a zip": zipped(lambda notebook, place: _nest(hand_ins.packed({f"{number}.txt": b"" for number in range(5_100)}), 1), words="There are more than 5000 files"),
    "a zip that lies about its size": zipped(_lie, words="is damaged in its zip."),
    "zips in zips in zips": zipped(lambda notebook, place: _nest(hand_ins.packed({f"{STEM}.ipynb": notebook}), 5), words="lies in too many other zips."),
    "a zip in a zip": zipped(lambda notebook, place: _nest(hand_ins.packed({f"{STEM}.ipynb": notebook}), 1), words=HINT, points="5"),
    "hands in for others": for_others("{name}/{file}"),
    "hands in for others in a zip": zipped(lambda notebook, place: hand_ins.packed({f"{name}_{STEM}-99.ipynb": notebook for name in HONEST}), words=HINT, points="5"),
}  # fmt: skip


# --- names ---------------------------------------------------------------------------------------

SAFE = (
    '=HYPERLINK("x","y")', "@SUM(1)", "+1", "-1 Eve", "\uff1d1+1", 'Quote "Q" Quote', "Quote 'Q' Quote", "'=1",
    "ю" * 125, "אנה", "[link=http:x]Rich", "<script>alert(1)", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    '"><style>*{display:none}', "{{ 7 * 7 }}{% raw %}", "CON", "report", "-rf", "~", "$(touch x)`touch y`",
)  # fmt: skip
# A name on disk, and the student's in the gradebook.
NAMES = {name: name for name in SAFE} | {
    "\tTab": "Tab",
    "\rReturn": "Return",
    " =1+1": "=1+1",
    "Comma, Semicolon; Tab\tEnd": "Comma, Semicolon; Tab End",
    "Two\nlines": "Two lines",
    "\u202egnol\u2066": "gnol",
    "N" * 251: "N" * 199 + "…",
    "\x1b[31mRed\x1b]0;title\x07": "[31mRed ]0;title",
    b"not \xff UTF-8": "not ? UTF-8",
    # Almost somebody else's.
    "\u200bBen": "Ben (2)",
    "\tAnna": "Anna (2)",
    " Anna": "Anna (3)",
    "Anna\u200b": "Anna (4)",
    "Anna ": "Anna (5)",
}


def named(name: str | bytes) -> Kind:
    def make(work, place):
        folder = os.path.join(os.fsencode(place.submissions), os.fsencode(name))
        os.mkdir(folder)
        with open(os.path.join(folder, f"{STEM}.ipynb".encode()), "wb") as file:
            file.write(work.put(WRONG).put("=1+1", "written-1-6").bytes)

    return Kind(make, HINT)


# --- what is shown -------------------------------------------------------------------------------

EVIL = {
    "a script": "<script>alert(1)</script>",
    "an image": "<img src=x onerror=alert(1)>",
    "a link": '<a href="javascript:alert(1)">x</a> [x](javascript:alert(1)) javascript:alert(1)',
    "an end of the style": "</style></head><script>alert(1)</script>",
    "an end of the code": "</code></pre></details><svg onload=alert(1)>",
    "an end of the title": "</title><iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "an end of an attribute": "\" onmouseover=\"alert(1)\" x='' style='position:fixed'",
    "a comment": "<!-- --!><base href=//x> <![CDATA[ ]]> <?xml ?> <!DOCTYPE x>",
    "markdown around it": "**<b onclick=x>** `<i onclick=x>` *<u onclick=x>*",
    "entities": "&lt;script&gt; &#60;script&#62; &amp;lt; \x00&#0;<script\x00>",
    "a template": "{{ 7 * 7 }} {% include 'page.html' %} {# #}",
    "a formula": '=HYPERLINK("http://x","y")\n@SUM(1)\n\t=1',
    "ANSI": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m \x08\x08 \r over",
    "bidi": "\u202e\u2066 evil \u2069",
}


def showing(evil: str) -> Kind:
    """The same in a text, in a comment, in the name and the words of an error, and in answers."""
    return Kind(
        lambda work, place: work.put(f"# {evil!r}\nwords = {evil!r}\nclass Evil(Exception): pass\nEvil.__name__ = words\nraise Evil(words)")
        .put(f"n_claims = {evil!r}\nn_columns = {{words: words}} if 'words' in globals() else {evil!r}", "answer-1-1")
        .put(f"most_frequent_voice = {evil!r}", "answer-1-3")
        .put(evil, "written-1-6").put(evil, "written-1-8").bytes,
        "A cell stopped with ", "3",
    )  # fmt: skip


# Each alone could cost the whole class its marks.
WRECKING = {
    "a session without exercises": saying(HINT, "5", metadata={"newscase": {"session": "00-start-here"}, "kernelspec": {"name": "python3"}}),
    "metadata of other kinds": saying(HINT, "5", metadata={"newscase": [{}], "kernelspec": {"name": {}, "language": "python"}, "colab": 7, "vscode": []}),
    "cells of other kinds": adding(*({"source": "x", "cell_type": kind, "id": kind, "metadata": {"tags": kind}, "outputs": kind} for kind in (None, 7, [], {}, True))),
    "hands in for others as Moodle does": for_others("{name}_7_assignsubmission_file_/{file}"),
    "hands in for others as Canvas does": for_others("{name}_5_99_{file}"),
    "hands in a reason that is no text": answering("{'unreadable': {'a': ['reason']}}"),
    "hands in a reason of lone surrogates": answering("{'unreadable': '\\ud800 \\udcff'}"),
    "hands in a very long reason": answering("{'unreadable': 'x' * 5_000_000}", "The answer holds far more"),
    "an error of lone surrogates": typed("raise ValueError('\\ud800 \\udcff')", "A cell stopped with ValueError. Mend that cell first."),
    "lone surrogates in its code": typed(f"{WRONG}  # \ud800 \udcff", HINT),
    "lone surrogates in its text": Kind(lambda work, place: work.put(WRONG).put("\ud800 \udcff", "written-1-6").bytes, HINT),
    "ANSI as its format": saying("is a notebook of format", nbformat="\x1b[2J\x1b[31m"),
    "a very long format": saying("is a notebook of format", nbformat="x" * 5_000_000),
    "lone surrogates as its language": saying("was saved for the language", metadata={"kernelspec": {"language": "\ud800\x1b[2J"}}),
    "a text that takes long to show": Kind(lambda work, place: work.put(WRONG).put("**a " * 250_000, "written-1-6").bytes, HINT),
    "a very long text": Kind(lambda work, place: work.put(WRONG).put("a " * 9_000_000, "written-1-6").bytes, HINT),
    "messages that are not JSON": then_wrong(f"{CHANNEL}._socket.sendall(b'\\0\\0\\0\\1{{' * 9)", CHANGED),
    "a message without an end": then_wrong(f"{CHANNEL}._socket.sendall(b'\\xff' * 9)", FLOOD),
    "a closed connection": then_wrong(f"{CHANNEL}.close()", "A cell "),
}  # fmt: skip


# --- what takes time -----------------------------------------------------------------------------

SLOW = {
    "an endless loop": typed("while True:\n    pass", TOO_LONG),
    "an endless loop that swallows interrupts": typed("import time\nwhile True:\n    try:\n        time.sleep(9)\n    except BaseException: pass", TOO_LONG),
    "an endless loop in C": typed("sum(iter(int, 1))", TOO_LONG),
    "ignores every signal": typed("""
        import signal, time
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True: time.sleep(1)
    """, TOO_LONG),
    "a display that never ends": typed(f"{WRONG}\nimport time\nclass Sly:\n    def _repr_html_(self):\n        while True: time.sleep(9)\nSly()", HINT),
    "closes every file": typed("import os\nos.closerange(0, 10_000)\nnamed_claims = 1", "A cell "),
    "patched isinstance": then_wrong("import builtins\nbuiltins.isinstance = lambda *_: True", "A cell "),
    "an end that never ends": then_wrong("import atexit, time\natexit.register(time.sleep, 10**6)"),
    "leaves children behind": then_wrong("""
        import subprocess, sys
        for session in (False, True):
            subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(10**6)'], start_new_session=session)
    """),
    "stops its children and itself": then_wrong("""
        import os, signal, time
        for _ in range(3):
            if os.fork() == 0:
                os.kill(os.getpid(), signal.SIGSTOP)
                time.sleep(10**6)
        os.kill(0, signal.SIGSTOP)
    """),
    "a hundred thousand cells": adding(*[{"source": "import time\ntime.sleep(0.1)", "cell_type": "code"}] * 100_000, points="4"),
}  # fmt: skip


HEAVY = {
    # At most 256 processes of it.
    "a fork bomb": typed("import os, time\nfor _ in range(8):\n    os.fork()\ntime.sleep(100)",
                         "A cell started more than 32 processes and was stopped. Look for what starts them."),
    "threads without end": typed("import threading, time\nfor _ in range(3_000):\n    threading.Thread(target=time.sleep, args=(100,), daemon=True).start()",
                                 "A cell stopped with RuntimeError: can't start new thread. Mend that cell first."),
    "memory in many processes": typed("""
        import os, time
        for _ in range(6):
            if os.fork() == 0:
                held = b'x' * 500_000_000
                time.sleep(100)
        time.sleep(100)
    """, "A cell used more than 2 GB of memory and was stopped. Look for what grows without end."),
}  # fmt: skip


# --- the classes ---------------------------------------------------------------------------------


def eve(name: str) -> str:
    return f"Eve {name}"


EVILS = {name: showing(evil) for name, evil in EVIL.items()}
# Who is marked together, and with which limits.
RUNS = {
    "quick": (ENDING | REACHING | CHEATING | ANSWERS | CELLS | WRECKING, {}),
    "files": (FILES | EVILS, {}),
    # What only the limit of time ends.
    "slow": (SLOW, {"cell": 2, "notebook": 8}),
    # What takes so much that nobody else should be marked beside it.
    "heavy": (HEAVY, {}),
}


@pytest.fixture(scope="module")
def marked(mark_class):
    """Return the class of a run, which is marked when it is first asked for."""

    @functools.cache
    def mark(run: str) -> Class:
        kinds, limits = RUNS[run]
        names = {f"name {number}": named(name) for number, name in enumerate(NAMES)} if run == "files" else {}
        return mark_class({eve(name): kind for name, kind in kinds.items()} | names, **limits)

    return mark


@pytest.mark.parametrize(("run", "name"), [(run, name) for run, (kinds, _) in RUNS.items() for name in kinds])
def test_each_gets_its_own_sentence_and_nobody_else_is_harmed(marked, undisturbed, run, name):
    kind, result, student = RUNS[run][0][name], marked(run), eve(name)
    result.did_no_harm(undisturbed)
    assert kind.words in result.said(student)
    assert result.points(student) == kind.points
    line = f"{student}: {STEM}, {kind.points} of 6\n" if kind.points else f"{student}: "
    assert line in result.done.stdout


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:40])
def test_a_name_is_a_name(marked, undisturbed, name):
    """Whatever a student is called: marked, listed and harmless."""
    files, shown = marked("files"), NAMES[name]
    assert files.points(shown) == "5"
    assert f"{shown}: {STEM}, 5 of 6\n" in files.done.stdout
    assert shown in files.report.text
    (own,) = (page for page in files.pages.values() if f"\nFeedback for {shown}\n" in page.text)
    holds_only_text(own, undisturbed.pages["Ben"])
    holds_only_text(files.report, undisturbed.report)


@pytest.mark.parametrize("name", EVIL)
def test_what_a_student_wrote_is_shown_as_text(marked, undisturbed, name):
    own = marked("files").pages[eve(name)]
    holds_only_text(own, undisturbed.pages["Ben"])
    if not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", EVIL[name]):
        assert re.sub(r"[*`\s]", "", EVIL[name]) in re.sub(r"[*`\s]", "", own.text)


def test_no_cell_of_a_table_is_a_formula(marked):
    paths = sorted(marked("files").place.out.glob("*.csv"))
    assert {"grades.csv", "canvas.csv"} <= {path.name for path in paths}
    marks = openpyxl.load_workbook(marked("files").place.out / "written.xlsx").active
    assert not [cell.value for row in marks for cell in row if cell.data_type == "f"]
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for cell in itertools.chain.from_iterable(csv.reader(file)):
                assert not re.match(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell), path
