"""The ``newscase`` command."""

import argparse
import importlib
import io
import sys

from newscase.course import CourseError

# In the order in which a reader meets them.  Each has a module with its help (the docstring and EXAMPLE), its
# ARGUMENTS as argparse takes them, and `run`.  It is imported when it is called for: a command starts fast.
COMMANDS = {
    "lab": "open the course in JupyterLab, offline",
    "doctor": "look whether this computer has all that a class needs",
    "check": "check your exercises and show what is right",
    "reset": "put a blank exercise back and keep your own beside it",
    "article": "number the paragraphs of your own copy of the article",
    "grade": "mark a class and see what it misunderstood",
    "handout": "pack the course for students, without the solutions",
    "site": "make web pages of the course, to read anywhere",
    "build": "make the exercises and answers from the solutions (for authors)",
}


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code: 0, or 1 when it found something to mend."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        # A student's name may have letters that a terminal or a file has none for.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    title = "Reading a Crisis with Data: the commands of the course."
    parser = argparse.ArgumentParser(prog="newscase", description=title, epilog="Example: newscase lab")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    layout = argparse.RawDescriptionHelpFormatter
    try:
        for name, help_line in COMMANDS.items():
            command = commands.add_parser(name, help=help_line, formatter_class=layout)
            if name in arguments[:1]:
                module = importlib.import_module(f"newscase.cli.{name}")
                command.description, command.epilog = module.__doc__, module.EXAMPLE
                for argument, settings in getattr(module, "ARGUMENTS", {}).items():
                    command.add_argument(argument, **settings)
                command.set_defaults(run=module.run)
        options = parser.parse_args(arguments)
        return options.run(options)
    except CourseError as error:
        sentence = str(error)
    except ModuleNotFoundError as error:
        sentence = f"The package {error.name} is not installed here. Install the course as README.md says."
    except KeyboardInterrupt:
        sentence = "Stopped. Your files are as they were."
    except OSError as error:
        sentence = f"{error.filename or 'A file'}: {error.strerror or error}. Check that you may write there."
    print(sentence, file=sys.stderr)
    return 1
