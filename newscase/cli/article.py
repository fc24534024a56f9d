"""Number the paragraphs of your own copy of the article.

The course does not reprint the article.  Save your copy as plain text, one paragraph a line, and this
prints it with the numbers P1 to P18 that the lessons use, and says which paragraphs differ from the
edition that the course was made from.
"""

import sys
from pathlib import Path

from newscase import course
from newscase.article import numbered

EXAMPLE = "example:\n  newscase article my-copy.txt"


def add_arguments(parser):
    """Add this command's arguments to its parser."""
    parser.add_argument("copy", metavar="COPY.txt", help="the article as plain text")


def run(options) -> int:
    """Print the paragraphs with their numbers; return 1 when some differ or are missing."""
    try:
        text = Path(options.copy).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise course.CourseError(
            f"{options.copy} is not UTF-8 text. Save it as plain text (UTF-8)."
        ) from None
    found = numbered(text, course.root())
    for number, paragraph, same in found:
        if paragraph:
            print(f"P{number}{'' if same else ' (differs)'}  {paragraph}\n")
    different = [f"P{number}" for number, paragraph, same in found if paragraph and not same]
    missing = [f"P{number}" for number, paragraph, _ in found if not paragraph]
    if not different and not missing:
        print(f"All {len(found)} paragraphs match.", file=sys.stderr)
        return 0
    if different:
        print(f"{', '.join(different)}: differ from the edition of the course.", file=sys.stderr)
    if missing:
        print(f"{', '.join(missing)}: were not found.", file=sys.stderr)
    print("The lessons still apply; compare those paragraphs by eye with seeds/README.md.", file=sys.stderr)
    return 1
