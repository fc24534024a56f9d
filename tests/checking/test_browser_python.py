"""A browser's Python has no numpy and pandas until a cell imports them, and never some of Python's own."""

import subprocess
import sys

MISSING = "numpy pandas plotly IPython fcntl multiprocessing resource socket ssl ctypes nbformat pytest"
PROGRAM = f"""
import sys
sys.modules.update(dict.fromkeys({MISSING.split()}))
import datetime, re, newscase.checking.judge
from newscase import check
for answer in (..., 51, 21, 21.0, {{"a": datetime.date(2018, 4, 6)}}, len, re.compile("a"), [len]):
    print(check("1.2", answer))
"""
SAID = [
    "Not answered yet.",
    "Not yet. 51 is the number of claims by the reporter and by named speakers together.",
    *["Correct. 21 of the 62 claims have a named source."] * 2,
    "Not yet. Your answer is a dict; the question asks for a number.",
    "Not yet. The answer is a function, not what it returns: call it, with what it needs in brackets ().",
    "Not yet. The answer is, or contains, a value of type Pattern",
    "Not yet. The answer is a function, not what it returns: call it, with what it needs in brackets ().",
]


def test_plain_values_are_checked_without_what_a_browser_lacks(sample_course):
    command = [sys.executable, "-Xutf8", "-c", PROGRAM]
    done = subprocess.run(command, cwd=sample_course, capture_output=True, text=True, encoding="utf-8")
    assert not done.stderr
    for line, said in zip(done.stdout.splitlines(), SAID, strict=True):
        assert line.startswith(f"1.2 · {said}")
