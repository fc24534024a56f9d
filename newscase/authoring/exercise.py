"""Make the blank exercise notebook out of a solution."""

import ast
import re
from contextlib import suppress

import nbformat

from newscase.course import CourseError

_REMOVED = {"teacher", "finding", "slip"}
_PLACE_TO_WRITE = "*Write here: open this cell with a double click, and close it with Shift+Enter.*"

# Otter-Grader's two marks: a block of lines, or the last line of a statement.
_BLOCK = re.compile(r"^# BEGIN SOLUTION\n(.*?)^# END SOLUTION$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"# SOLUTION\s*$")


def blank(solution: nbformat.NotebookNode, session: str) -> nbformat.NotebookNode:
    """Return the exercise of a solution notebook: the same cells, the answers taken out.

    Raises `CourseError` when an answer cell has no marked answer, or its marks do not fit together.
    """
    exercise = nbformat.v4.new_notebook(metadata={**solution.metadata, "newscase": {"session": session}})
    # From the end, because an answer leaves a blank for each name that the check below it uses.
    for cell in reversed(solution.cells):
        tags = set(cell.metadata.get("tags", []))
        if tags & _REMOVED:
            continue
        cell = nbformat.from_dict({**cell, "metadata": {**cell.metadata}})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if "check" in tags:
            cell.metadata["editable"] = cell.metadata["deletable"] = False
            checked = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
        elif "answer" in tags:
            cell.source = _without_answer(cell.source, checked, session)
        elif "written" in tags:
            cell.source = _PLACE_TO_WRITE
        exercise.cells.insert(0, cell)
    return exercise


def checked_expression(source: str) -> tuple[str, str]:
    """Return the question and the expression of a check cell: ``("5.3", "parties")``.

    Raises `CourseError` when the cell is anything but ``check("5.3", expression)``.
    """
    with suppress(SyntaxError):
        match ast.parse(source).body:
            case [ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str(number)), answer], []))]:
                return number, ast.unparse(answer)
    raise CourseError(f'A check cell is one line like check("5.3", answer), not: {source}')


def _without_answer(source: str, checked: set[str], session: str) -> str:
    def names_only(block: re.Match) -> str:
        targets = [target for statement in ast.parse(block[1]).body for target in _targets(statement)]
        assigned = dict.fromkeys(target.id for target in targets if isinstance(target, ast.Name))
        return "\n".join(f"{name} = ..." for name in assigned if name in checked) or "..."

    text = _BLOCK.sub(names_only, source)
    lines = text.splitlines()
    # From the end, so that the numbers of the lines above stay right.
    for statement in reversed(ast.parse(text).body):
        if _LINE.search(lines[statement.end_lineno - 1]):
            names = [ast.get_source_segment(text, target) for target in _targets(statement)]
            lines[statement.lineno - 1 : statement.end_lineno] = [" = ".join([*names, "..."])]
    left = "\n".join(lines)
    if left == source or "SOLUTION" in left:
        raise CourseError(f"{session}: an answer cell lacks a SOLUTION mark, or one of a pair: {source}")
    return left


def _targets(statement: ast.stmt) -> list[ast.expr]:
    return statement.targets if isinstance(statement, ast.Assign) else []
