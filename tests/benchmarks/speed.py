"""How fast the package is, each figure beside the thing that it is compared with, in one run.

    python tests/benchmarks/speed.py

Times are medians of interleaved runs on this computer.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from newscase.checking.answer_key import Question, Rules, Slip
from newscase.checking.judge import judge
from newscase.checking.serialize.read import plain, submit

ROOT = Path(__file__).resolve().parents[2]
LESSON = ROOT / "notebooks" / "01-claims.ipynb"


def interleaved(runs: int, *works) -> list[float]:
    """Return the median time of each work in seconds; the works take turns."""
    times = [[] for _ in works]
    for work in works:
        work()
    for _ in range(runs):
        for work, seconds in zip(works, times, strict=True):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    return [statistics.median(seconds) for seconds in times]


def check_of_a_table() -> None:
    """Time the check of a table of 2,000 rows: right, in another row order, and wrong in several ways."""
    table = pd.DataFrame(
        {
            "name": [f"Name {row % 700}" for row in range(2000)],
            "kind": pd.Categorical([("party", "alias", "ship")[row % 3] for row in range(2000)]),
            "date": pd.date_range("2014-01-01", periods=2000, freq="D"),
            "number": range(2000),
            "share": [row / 7 for row in range(2000)],
            "listed": [row % 5 == 0 for row in range(2000)],
        }
    )
    shuffled = table.sample(frac=1, random_state=1)
    percent = table.assign(share=table["share"] * 100)
    odd = shuffled.assign(share=shuffled["share"] + shuffled["number"] % 3)
    slips = tuple(Slip(plain(table.head(length)), "A hint.") for length in (1999, 1000, 24))
    slips += tuple(
        Slip(plain(table.assign(number=table["number"] + more)), "A hint.") for more in range(2, 9)
    )
    question = Question("5.3", "table", plain(table), Rules(), "A finding.", slips)
    names = ("right", "right, rows shuffled", "a family", "no family, rows shuffled", "rows missing")
    answers = (table, shuffled, percent, odd, table.head(1500))
    *times, pandas_alone = interleaved(
        50,
        *(lambda answer=answer: judge(question, submit(answer)) for answer in answers),
        lambda: pd.testing.assert_frame_equal(shuffled.sort_values("number").reset_index(drop=True), table),
    )
    print("check of a table of 2,000 rows and 6 columns, with ten slips and all families (aim: under 15 ms)")
    for name, seconds in zip(names, times, strict=True):
        print(f"  {name:24} {seconds * 1000:6.1f} ms")
    print(f"  pandas' own comparison   {pandas_alone * 1000:6.1f} ms   (sorted, then assert_frame_equal)")


def import_of_the_package() -> None:
    """Time the import of newscase beyond the libraries that a lesson imports anyway."""
    libraries = "import pandas, plotly.express, plotly.graph_objects, IPython.display"

    def run(code):
        return lambda: subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)

    alone, both = interleaved(11, run(libraries), run(f"{libraries}; from newscase import check, show"))
    print("import")
    print(f"  pandas, plotly, IPython {alone:6.2f} s")
    print(f"  and check, show         {both:6.2f} s   beyond: {both - alone:.2f} s (aim: under 0.2)")


def nbval_on_a_lesson() -> None:
    """Time plain nbval and nbval with the plugin on the same notebook."""

    def run(*options):
        arguments = ["-m", "pytest", "--nbval", "-q", "-n0", "-p", "no:cacheprovider", "-c", os.devnull,
                     f"--rootdir={ROOT}", *options, str(LESSON)]  # fmt: skip
        return lambda: subprocess.run(
            [sys.executable, *arguments], check=True, cwd=ROOT, stdout=subprocess.DEVNULL
        )

    plain_nbval, with_plugin = interleaved(7, run("-p", "no:newscase"), run())
    print(f"nbval on {LESSON.name}")
    print(f"  plain                   {plain_nbval:6.2f} s")
    overhead = with_plugin / plain_nbval - 1
    print(f"  with the plugin         {with_plugin:6.2f} s   overhead: {overhead:+.1%} (aim: under 5 %)")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["IPYTHONDIR"] = home
        check_of_a_table()
        import_of_the_package()
        nbval_on_a_lesson()
