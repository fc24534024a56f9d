"""The table of marks as a workbook for Excel, where no program changes a name, an answer or a code.

Texts are typed as texts, marks are checked as they are entered, and what is not for the teacher to change is
locked, without a password.  It needs openpyxl, which the extra ``class`` brings.
"""

import importlib.util
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from newscase.course import CourseError

_WIDTHS = {"answer": 80, "comment": 40, "out of": 8, "mark": 8}  # letters across, else 18
_OPEN = ("mark", "comment", "flag")
# What XML cannot hold.
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")


def can() -> bool:
    """Say whether a workbook can be written and read here."""
    return importlib.util.find_spec("openpyxl") is not None


def dump(head: Sequence[str], rows: Iterable[Sequence[object]], locked: int) -> bytes:
    """Return a workbook; of its first `locked` columns only mark, comment and flag can be changed.

    A mark is a number from 0 to what stands in the column ``out of``, by halves.
    """
    import openpyxl
    from openpyxl.styles import Alignment, Font, Protection
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.freeze_panes = "B2"
    top, is_open = Alignment(wrap_text=True, vertical="top"), Protection(locked=False)
    for place, row in enumerate([head, *rows], 1):
        for index, value in enumerate(row):
            cell = sheet.cell(place, index + 1)
            is_text = isinstance(value, str)
            cell.value = ILLEGAL.sub(" ", value) if is_text else value
            if is_text and value:
                cell.data_type = "s"  # also where it begins with = and would be a formula
            cell.number_format = "General" if head[index] in ("mark", "out of") else "@"
            cell.alignment, cell.font = top, Font(bold=place == 1)
            if place > 1 and (index >= locked or head[index] in _OPEN):
                cell.protection = is_open
    columns = {name: column[0].column_letter for name, column in zip(head, sheet.columns, strict=True)}
    for name, letter in columns.items():
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 18)
    mark, most = f"{columns['mark']}2", f"${columns['out of']}2"
    rule = f'AND(ISNUMBER({mark}),{mark}>=0,MOD({mark}*2,1)=0,OR({most}="",{mark}<={most}))'
    check = DataValidation("custom", rule, showErrorMessage=True, allow_blank=True)
    check.error = "A mark is a number from 0 to what stands under “out of”, by halves."
    check.add(f"{mark}:{columns['mark']}{sheet.max_row + 1}")
    sheet.add_data_validation(check)
    sheet.auto_filter.ref = sheet.dimensions
    sheet.protection.enable()
    # What False stands for may be done.
    sheet.protection.autoFilter = sheet.protection.formatColumns = sheet.protection.formatRows = False
    book.save(written := io.BytesIO())
    timeless = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(timeless, "w") as new:
        for name in old.namelist():  # with the time of no run, so that the same marks are the same bytes
            content = _TIME.sub(b"2018-04-17T00:00:00Z", old.read(name)) if "core" in name else old.read(name)
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return timeless.getvalue()


def load(content: bytes, name: str) -> list[list[list[str]]]:
    """Return the sheets of the workbook `name` as rows of texts, whatever program saved it.

    Raises `CourseError` when it cannot be read here.
    """
    if not can():
        how = 'uv run --extra class newscase grade …, or install it with: pip install -e ".[class]"'
        raise CourseError(f"Marks are in {name}, and reading it needs openpyxl. Give the command as {how}")
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except Exception:  # of many types, for a file that is damaged, locked with a password, or something else
        advice = "Nothing was changed. Save it as .xlsx in Excel again, or move it away."
        raise CourseError(f"{name} cannot be read. {advice}") from None
    return [[[*map(_text, row)] for row in sheet.iter_rows()] for sheet in book]


def _text(cell) -> str:
    """Return a cell as a person reads it: 4, not 4.0, and 80%, not 0.8."""
    value = cell.value
    if isinstance(value, int | float) and "%" in cell.number_format:
        return f"{100 * value:.10g}%"
    return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
