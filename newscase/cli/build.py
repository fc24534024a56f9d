"""Make the generated files from the solutions, run the lessons, and draw their figures as pictures.

Generated are the exercises, exercises/answers.json, solutions/hints.md and data/README.md.
With --check they run, nothing is written, and the files that differ are named.
"""

from newscase import course
from newscase.authoring import build

EXAMPLE = "examples:\n  newscase build\n  newscase build 5\n  newscase build --check"
ARGUMENTS = {
    "sessions": {"nargs": "*", "metavar": "SESSION", "help": "only these, such as 5"},
    "--check": {"action": "store_true", "help": "write nothing, name the files that differ"},
}


def run(options) -> int:
    """Build the sessions, or compare them; return 1 when files differ."""
    folder = course.root()
    stems = [course.session(name) for name in options.sessions] or course.SESSIONS
    if options.check:
        different = build.differing(folder, stems)
        for path in different:
            print(f"{path.relative_to(folder)} differs. Run: newscase build")
        print(f"{len(different)} differ." if different else "All generated files are as they should be.")
        return 1 if different else 0
    for path in build.build(folder, stems):
        print(f"An exercise had been changed; it is kept as {path.relative_to(folder)}")
    print(f"Built: {', '.join(stems)}.")
    return 0
