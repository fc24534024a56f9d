"""The ``newscase`` command."""

import argparse
import importlib
import sys

from newscase.course import CourseError

# In the order in which a reader meets them.  Each has a module with its help (the docstring and EXAMPLE),
# `add_arguments` and `run`, which is imported only when it is called for, so that a command starts fast.
COMMANDS = {
    "lab": "open the course in JupyterLab, offline",
    "doctor": "look whether this computer has all that a class needs",
    "check": "check your exercises and show what is right",
    "reset": "put a blank exercise back and keep your own beside it",
    "article": "number the paragraphs of your own copy of the article",
    "grade": "mark a class and see what it misunderstood",
    "handout": "pack the course for students, without the solutions",
    "build": "make the exercises and answers from the solutions (for authors)",
}


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code: 0, or 1 when it found something to mend."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(
        prog="newscase",
        description="Reading a Crisis with Data: the commands of the course.",
        epilog="Example: newscase lab",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    try:
        for name, help_line in COMMANDS.items():
            command = commands.add_parser(
                name, help=help_line, formatter_class=argparse.RawDescriptionHelpFormatter
            )
            if name in arguments[:1]:
                module = importlib.import_module(f"newscase.cli.{name}")
                command.description, command.epilog = module.__doc__, module.EXAMPLE
                module.add_arguments(command)
                command.set_defaults(run=module.run)
        options = parser.parse_args(arguments)
        return options.run(options)
    except CourseError as error:
        print(error, file=sys.stderr)
    except ModuleNotFoundError as error:
        print(
            f"The package {error.name} is not installed here. Install the course as README.md says.",
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        print("Stopped. Your files are as they were.", file=sys.stderr)
    except OSError as error:
        print(
            f"{error.filename or 'A file'}: {error.strerror or error}. Check that you may write there.",
            file=sys.stderr,
        )
    return 1
