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
    lines = source.splitlines()
    replaced = _without_blocks(lines, checked, session)
    replaced = _without_statements(replaced)
    if replaced == lines:
        raise CourseError(f"{session}: an answer cell has no # SOLUTION mark: {lines[0] if lines else ''}")
    return "\n".join(replaced)


def _without_blocks(lines: list[str], checked: list[str], session: str) -> list[str]:
    result, block = [], None
    for line in lines:
        if _BEGIN.match(line):
            block = []
        elif _END.match(line):
            if block is None:
                raise CourseError(f"{session}: # END SOLUTION without # BEGIN SOLUTION.")
            names = [name for name in _assigned("\n".join(block)) if name in checked]
            result.extend([f"{name} = ..." for name in names] or ["..."])
            block = None
        elif block is not None:
            block.append(line)
        else:
            result.append(line)
    if block is not None:
        raise CourseError(f"{session}: # BEGIN SOLUTION without # END SOLUTION.")
    return result


def _assigned(source: str) -> list[str]:
    names = [
        target.id
        for statement in ast.parse(source).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]
    return list(dict.fromkeys(names))


def _without_statements(lines: list[str]) -> list[str]:
    """Blank every statement whose last line ends with ``# SOLUTION``."""
    result, source = list(lines), "\n".join(lines)
    for statement in reversed(ast.parse(source).body):
        last = statement.end_lineno - 1
        if not _LINE.search(lines[last]):
            continue
        blanked = "..."
        if isinstance(statement, ast.Assign):
            blanked = (
                " = ".join(ast.get_source_segment(source, target) for target in statement.targets) + " = ..."
            )
        result[statement.lineno - 1 : last + 1] = [blanked]
    return result
