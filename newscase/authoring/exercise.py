"""Make the blank exercise notebook out of a solution."""

import ast
import re

import nbformat

from newscase.course import CourseError

_REMOVED = {"teacher", "finding", "slip"}
_PLACE_TO_WRITE = "*Write here: open this cell with a double click, and close it with Shift+Enter.*"

_LINE = re.compile(r"\s*#\s*SOLUTION\s*$")
_BEGIN = re.compile(r"^\s*#\s*BEGIN SOLUTION\s*$")
_END = re.compile(r"^\s*#\s*END SOLUTION\s*$")


def blank(solution: nbformat.NotebookNode, session: str) -> nbformat.NotebookNode:
    """Return the exercise of a solution notebook: the same cells, the answers taken out.

    Raises
    ------
    CourseError
        When an answer cell has no marked answer, or its marks do not fit together.
    """
    exercise = nbformat.v4.new_notebook(metadata={**solution.metadata, "newscase": {"session": session}})
    for index, cell in enumerate(solution.cells):
        tags = set(cell.metadata.get("tags", []))
        if tags & _REMOVED:
            continue
        cell = nbformat.from_dict({**cell, "metadata": {**cell.metadata}})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if "answer" in tags:
            cell.source = _without_answer(cell.source, _checked_names(solution.cells[index:]), session)
        elif "written" in tags:
            cell.source = _PLACE_TO_WRITE
        elif "check" in tags:
            cell.metadata["editable"] = cell.metadata["deletable"] = False
        exercise.cells.append(cell)
    return exercise


def checked_expression(source: str) -> tuple[str, str]:
    """Return the question and the expression of a check cell: ``("5.3", "parties")``.

    Raises
    ------
    CourseError
        When the cell is anything but ``check("5.3", expression)``.
    """
    try:
        [statement] = ast.parse(source).body
        function, (number, answer) = statement.value.func.id, statement.value.args
        if function == "check" and isinstance(number.value, str) and not statement.value.keywords:
            return number.value, ast.unparse(answer)
    except (SyntaxError, ValueError, AttributeError):
        pass
    raise CourseError(f'A check cell is one line like check("5.3", answer), not: {source}')


def _checked_names(cells: list) -> list[str]:
    """Return the names that the next check cell uses."""
    for cell in cells:
        tags = cell.metadata.get("tags", [])
        if "check" in tags:
            tree = ast.parse(checked_expression(cell.source)[1])
            return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
        if "question" in tags:
            break
    return []


def _without_answer(source: str, checked: list[str], session: str) -> str:
    lines, statements = source.splitlines(), ast.parse(source).body
    blanks = {}  # what to put in the place of lines, by the numbers of the first and the last
    begin = None
    for number, line in enumerate(lines, start=1):
        if _BEGIN.match(line):
            begin = number
        elif _END.match(line):
            if begin is None:
                raise CourseError(f"{session}: # END SOLUTION without # BEGIN SOLUTION.")
            inside = [statement for statement in statements if begin < statement.lineno < number]
            names = [name for name in _assigned(inside) if name in checked]
            blanks[begin, number] = [f"{name} = ..." for name in names] or ["..."]
            statements = [statement for statement in statements if statement not in inside]
            begin = None
    if begin is not None:
        raise CourseError(f"{session}: # BEGIN SOLUTION without # END SOLUTION.")
    for statement in statements:
        if _LINE.search(lines[statement.end_lineno - 1]):
            targets = statement.targets if isinstance(statement, ast.Assign) else []
            names = [ast.get_source_segment(source, target) for target in targets]
            blanks[statement.lineno, statement.end_lineno] = [" = ".join([*names, "..."])]
    if not blanks:
        raise CourseError(f"{session}: an answer cell has no # SOLUTION mark: {lines[0] if lines else ''}")
    # From the end, so that the numbers of the lines above stay right.
    for first, last in sorted(blanks, reverse=True):
        lines[first - 1 : last] = blanks[first, last]
    return "\n".join(lines)


def _assigned(statements: list[ast.stmt]) -> list[str]:
    """Return the names that these statements assign to, each once."""
    assignments = [statement for statement in statements if isinstance(statement, ast.Assign)]
    targets = [target for assignment in assignments for target in assignment.targets]
    return list(dict.fromkeys(target.id for target in targets if isinstance(target, ast.Name)))
