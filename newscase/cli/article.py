"""Number the paragraphs of your own copy of the article.

The course does not reprint the article.  Save your copy as plain text, one paragraph a line, and this
prints it with the numbers P1 to P18 that the lessons use, and says which paragraphs differ from the
edition that the course was made from.
"""

import sys
from pathlib import Path

from newscase import course
from newscase.article_copy import numbered

EXAMPLE = "example:\n  newscase article my-copy.txt"
ARGUMENTS = {"copy": {"metavar": "COPY.txt", "type": Path, "help": "the article as plain text"}}


def run(options) -> int:
    """Print the paragraphs with their numbers; return 1 when some differ or are missing."""
    try:
        text = options.copy.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise course.CourseError(f"{options.copy} is not text. Save it as plain text (UTF-8).") from None
    found = numbered(text, course.root())
    for number, paragraph, same in found:
        if paragraph:
            print(f"P{number}{'' if same else ' (differs)'}  {paragraph}\n")
    if missing := ", ".join(f"P{number}" for number, paragraph, _ in found if not paragraph):
        print(f"{missing}: not found. Compare by eye with seeds/README.md.", file=sys.stderr)
    matching = sum(same for *_, same in found)
    print(f"{matching} of {len(found)} paragraphs match the edition of the course.", file=sys.stderr)
    return 0 if matching == len(found) else 1
