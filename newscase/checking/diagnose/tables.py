"""Families of tables: turned, renamed, exchanged, in another measure or shape."""

from collections import Counter

from newscase.checking.compare.matching import cells
from newscase.checking.diagnose.collections import are_near
from newscase.checking.diagnose.family import Case, Detail, Family, is_number, kind_of
from newscase.checking.serialize.values import Table

Grid = dict[tuple, object]  # cells by the label of their row and the label of their column

_MOST_CELLS = 3_000  # a larger table is no table of counts by two labels
_TOTALS = {"all", "total", "totals", "sum", "grand total"}
_SHARES_OF = (lambda key: "", lambda key: key[0], lambda key: key[1])  # of all, of a row, of a column


def _grids(case: Case) -> tuple[Grid, Grid]:
    """Return the cells of both tables, whose rows have labels in an index or in the first column."""
    return _grid(case, 0), _grid(case, 1)


def _grid(case: Case, side: int) -> Grid:
    table = (case.answer, case.expected)[side]
    if not isinstance(table, Table) or not 0 < len(table.data) * table.height <= _MOST_CELLS:
        return {}
    names, columns = cells(table.columns, False), [cells(column, case.rules.zone) for column in table.data]
    if table.index is None:
        rows, names, columns = columns[0], names[1:], columns[1:]
    else:
        rows = cells(table.index.levels[0], False)
    grid = {
        (row, name): value
        for name, column in zip(names, columns, strict=True)
        for row, value in zip(rows, case.rounded(column), strict=True)
    }
    return grid if len(grid) == len(rows) * len(names) > 1 else {}


def _long(case: Case, side: int) -> Grid:
    """Return the values of a table with three columns, or with a label of two levels, by both labels."""
    columns = [*map(case.rounded, case.columns[side].values())]
    if kind_of((case.answer, case.expected)[side]) == "labelled":
        return dict(zip(*columns, strict=True))
    return dict(zip(zip(*columns[:2], strict=True), columns[2], strict=True)) if len(columns) == 3 else {}


def _same(left: Grid, right: Grid) -> bool:
    """Say whether two grids have the same cells, where what is nowhere is the same as missing or 0."""
    sides = [{key: value for key, value in grid.items() if value not in (None, 0)} for grid in (left, right)]
    return bool(sides[0]) and sides[0] == sides[1]


def _is_long(case: Case) -> bool:
    return _same(_long(case, 0), _grid(case, 1))


def _is_wide(case: Case) -> bool:
    return _same(_grid(case, 0), _long(case, 1))


def _is_transposed(case: Case) -> bool:
    ours, theirs = _grids(case)
    return bool(ours) and {key[::-1]: value for key, value in ours.items()} == theirs


def _with_totals(case: Case) -> bool | Detail:
    """Recognise the right table with a row, a column or both of totals."""
    ours, theirs = _grids(case)
    extra = [_TOTALS & {*key} for key in ours.keys() - theirs.keys()]
    return bool(theirs) and bool(extra) and all(extra) and theirs.items() <= ours.items()


def _are_shares(case: Case) -> bool:
    """Recognise shares of all, of each row or of each column where counts are asked for."""
    ours, theirs = _grids(case)
    if not ours or ours.keys() != theirs.keys() or not all(map(is_number, theirs.values())):
        return False
    for whole_of in _SHARES_OF:
        totals = Counter()
        for key, value in theirs.items():
            totals[whole_of(key)] += value
        for whole in (1, 100):
            shares = [whole * theirs[key] / (totals[whole_of(key)] or 1) for key in ours]
            if are_near([*ours.values()], shares):
                return True
    return False


def _columns_exchanged(case: Case) -> bool | Detail:
    """Recognise two columns with each other's values."""
    if len(case.wrong_columns) != 2 or case.answer.height < 2:
        return False
    (ours, theirs), (first, second) = case.columns, case.wrong_columns
    if ours[first] != theirs[second] or ours[second] != theirs[first]:
        return False
    return {"labels": [case.written(first), case.written(second)]}


def _renamed(case: Case) -> bool | Detail:
    """Recognise right columns under other names."""
    ours, theirs = case.columns
    extra = [name for name in ours if name not in theirs]
    lacking = [name for name in theirs if name not in ours]
    found = Counter(tuple(case.rounded(ours[name])) for name in extra)
    right = Counter(tuple(case.rounded(theirs[name])) for name in lacking)
    return {"labels": [*map(case.written, extra)]} if extra and found == right else False


FAMILIES = (
    Family("transposed", "table", "table", _is_transposed),
    Family("totals added", "table", "table", _with_totals),
    Family("shares for counts", "table", "table", _are_shares),
    Family("columns exchanged", "table", "table", _columns_exchanged),
    Family("column renamed", "table", "table", _renamed),
    Family("long for wide", "table labelled", "table", _is_long),
    Family("wide for long", "table", "table", _is_wide),
)
