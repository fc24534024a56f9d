"""Tables for spreadsheets: CSV that cannot be made to run, workbooks, and both as a spreadsheet saved them.

Every text in CSV stands in quotation marks: a semicolon in a name starts no new cell where Excel separates by
them.  What would be a formula has an apostrophe before it; `plain` takes it off again, so no name is lost.

In a workbook no program changes a name, an answer or a code: texts are typed as texts, marks are checked as
they are entered, and the rest is locked, without a password.  It needs openpyxl, of the extra ``class``.
"""

import csv
import importlib.util
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Sequence

from newscase.course import CourseError

# How spreadsheets of the West, the middle and the East of Europe save a table, and old Macs.
_CODE_PAGES = ("cp1252", "cp1250", "cp1251", "mac_roman")
_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
_WIDTHS = {"answer": 80, "comment": 40, "out of": 8, "mark": 8}  # letters across, else 18
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML cannot hold
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")


def safe(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay, without a needless ``.0``."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 4)
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def plain(text: str) -> str:
    """Undo `safe`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def table(rows: Iterable[Iterable[object]], *, for_excel: bool) -> bytes:
    """Return rows as a CSV file, UTF-8, comma, one line end everywhere.

    `for_excel` puts a byte order mark before it: without one Excel shows every letter outside ASCII wrongly.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows([safe("" if value is None else value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig" if for_excel else "utf-8", "replace")


def has_openpyxl() -> bool:
    """Say whether a workbook can be written and read here."""
    return importlib.util.find_spec("openpyxl") is not None


def workbook(head: Sequence[str], rows: Iterable[Sequence[object]], locked: Collection[str]) -> bytes:
    """Return a workbook whose columns `locked` cannot be changed.

    A mark is a number from 0 to what stands in the column ``out of``, by halves.
    """
    import openpyxl
    from openpyxl.styles import Alignment, Font, Protection
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet, letters = book.active, {}
    for row in [head, *rows]:
        sheet.append([ILLEGAL.sub(" ", value) if isinstance(value, str) else value for value in row])
    for name, column in zip(head, sheet.columns, strict=True):
        letters[name] = column[0].column_letter
        sheet.column_dimensions[letters[name]].width = _WIDTHS.get(name, 18)
        for cell in column:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # also where it begins with = and would be a formula
            cell.number_format = "General" if name in ("mark", "out of") else "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.protection = Protection(locked=name in locked or cell.row == 1)
        column[0].font = Font(bold=True)
    mark, most = f"{letters['mark']}2", f"${letters['out of']}2"
    rule = f'AND(ISNUMBER({mark}),{mark}>=0,MOD({mark}*2,1)=0,OR({most}="",{mark}<={most}))'
    check = DataValidation("custom", rule, showErrorMessage=True, allow_blank=True)
    check.error = "A mark is a number from 0 to what stands under “out of”, by halves."
    check.add(f"{mark}:{letters['mark']}{sheet.max_row + 1}")
    sheet.add_data_validation(check)
    sheet.auto_filter.ref, sheet.freeze_panes = sheet.dimensions, "B2"
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


def read(name: str, content: bytes, words: Collection[str] = ()) -> list[list[list[str]]]:
    """Return the sheets of a workbook or a CSV file as rows of texts, whatever program saved it.

    Of several ways to read the letters of a CSV file the one counts in which most of the `words` stand.
    Raises `CourseError` when a workbook cannot be read here.
    """
    if name.endswith(".csv"):
        return [_rows(content, words)]
    if not has_openpyxl():
        how = 'uv run --extra class newscase grade …, or install it with: pip install -e ".[class]"'
        raise CourseError(f"Marks are in {name}, and reading it needs openpyxl. Give the command as {how}")
    import openpyxl

    try:
        books = [openpyxl.load_workbook(io.BytesIO(content), data_only=one) for one in (True, False)]
    except Exception:  # of many types, for a file that is damaged, locked with a password, or something else
        advice = "Nothing was changed. Save it as .xlsx in Excel again, or move it away."
        raise CourseError(f"{name} cannot be read. {advice}") from None
    sheets = zip(*books, strict=True)
    return [[[*map(_text, *rows)] for rows in zip(*both, strict=True)] for both in sheets]


def _rows(content: bytes, words: Collection[str]) -> list[list[str]]:
    try:
        text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        texts = [content.decode(page, "replace") for page in _CODE_PAGES]
        text = max(texts, key=lambda text: sum(word in text for word in words))
    text = text.replace("\r\n", "\n")
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    # A teacher's own column may be longer than Python expects.
    csv.field_size_limit(2**31 - 1)
    try:
        return [[*map(plain, row)] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    except csv.Error:
        return []


def _text(cell, formula) -> str:
    """Return a cell as a person reads it: 4, not 4.0, and 80%, not 0.8; a formula where it has no result."""
    value = formula.value if cell.value is None and cell.data_type != "str" else cell.value  # "" is a result
    if isinstance(value, int | float) and "%" in cell.number_format:
        return f"{100 * value:.10g}%"
    return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
