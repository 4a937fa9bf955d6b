"""Reading what was copied from a spreadsheet: which text goes into which cell. Pure; cells are checked later.

Tabs part cells, lines part rows; without tabs semicolons do, and commas where they cannot be part of a number.
A row or column of weeks or dates decides where the numbers beside it go; without one the last is the newest.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from core.numbers import COMMA, NumberError, parse_number
from core.periods import Period
from metrics.labels import LabelError, heads_periods, is_bare, names_period, read_labels

MAX_CELLS = 20_000
MOST_SQUARE = 5 * MAX_CELLS  # when all lines are as long as the longest
SUMMED = {"total", "totals", "sum", "average", "avg", "mean"}
YEARS = {"year", "yr"}
Cells = list[list[str]]


@dataclass
class Placed:
    """Row and column of a grid → the text that goes there; and what did not find a place, in words."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """The part of the grid a paste is for: its metrics by name, its periods oldest first, how numbers are written."""

    names: Sequence[str]
    periods: Sequence[Period]
    number_format: str = COMMA
    first: int = 0  # the row of the grid that its first name has

    def row_of(self, name: str) -> int | None:
        """The row of that name, however it is capitalised; the first of several."""
        wanted = name.casefold()
        return next((i for i, known in enumerate(self.names) if known.casefold() == wanted), None)

    def is_number(self, text: str) -> bool:
        """Whether it can be read as a number."""
        return is_number(text, self.number_format)

    def has_number(self, row: Sequence[str]) -> bool:
        """Whether any of them can."""
        return any(self.is_number(cell) for cell in row)


def is_number(text: str, number_format: str) -> bool:
    """Whether it can be read as a number."""
    try:
        parse_number(text, number_format)
    except NumberError:
        return False
    return True


def split_cells(text: str, number_format: str = COMMA) -> Cells:
    """The cells of a paste, each trimmed; an empty cell stays one, also at the end of a line.

    Empty lines at both ends are dropped, those between are gaps.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip(" "):
        lines.pop()
    while lines and not lines[0].strip(" "):
        lines.pop(0)
    mark = next((m for m in ("\t", ";") if any(m in line for line in lines)), None)
    rows: Cells = []
    count = 0
    for line in lines:
        row = [cell.strip() for cell in (line.split(mark) if mark else _split_commas(line, number_format))]
        count += len(row)
        if count > MAX_CELLS:
            break
        rows.append(row)
    return rows


def _split_commas(line: str, number_format: str) -> list[str]:
    """`148, 150, 149` is three numbers; `1,240` is one where that is how thousands are written."""
    if "," not in line or is_number(line, number_format):
        return [line]
    if number_format == COMMA:
        return re.split(r",\s+" if re.search(r",\s", line) else ",", line)
    # A decimal comma: only a comma with a space after it parts numbers.
    return re.split(r",\s+", line)


def place(cells: Cells, sheet: Sheet, *, by_period: bool = False) -> Placed:
    """Every text of a paste in its place. Raises LabelError when weeks or dates beside the numbers cannot be used.

    `by_period`: each row is a period and each column a metric; weeks or dates that say otherwise are believed.
    """
    if len(cells) * max(map(len, cells), default=0) > MOST_SQUARE:
        raise LabelError("One line holds far more cells than the others. Copy the numbers as one block.")
    rows = turned(turned(cells))  # as wide as its widest
    while rows and not any(rows[0]):
        rows = rows[1:]
    if not rows:
        return Placed()
    for lines, hinted in ((rows, by_period), (turned(rows), not by_period)):
        found = find_labels(lines, sheet, hinted=hinted)
        if found:
            return place_labelled(lines, *found, sheet)
    if len(sheet.names) == 1:
        return place_series(cells, sheet)
    return place_block(turned(rows) if by_period else cells, sheet)


def turned(rows: Cells) -> Cells:
    """Its columns as rows, all equally long."""
    return [list(column) for column in zip_longest(*rows, fillvalue="")]


def find_labels(rows: Cells, sheet: Sheet, *, hinted: bool) -> tuple[int, bool] | None:
    """The column that says which period each row is, and whether the first row is a heading; None without one.

    `hinted`: the person said that each row is a period, so that mere numbers can be weeks. Raises LabelError where
    they could as well be readings.
    """
    head = rows[0]
    heading = [column for column, text in enumerate(head) if heads_periods(text) and sheet.row_of(text) is None]
    if heading:
        no_names = [i for i, cell in enumerate(head) if cell and (sheet.is_number(cell) or names_period(cell))]
        for column in heading:
            if no_names in ([], [column]):
                return column, True
    headed = not sheet.has_number(head[1:]) and len(rows) > 1 and not names_period(head[0])
    below = [row[0] for row in rows if row[0] and row[0].casefold() not in SUMMED]
    if headed and head[0]:
        below = below[1:]
    said = sum(map(names_period, below))
    if said and (said == len(below) or (said > 1 and 2 * said > len(below))):
        return 0, headed
    known = headed and not sheet.is_number(head[0]) and any(sheet.row_of(cell) is not None for cell in head[1:])
    if known and sheet.row_of(head[0]) is None and _run(below, sheet):
        return 0, True
    if not headed and len(head) > 1 and len(below) > 1 and (counted := _run(below, sheet)):
        if hinted and len(head) == len(sheet.names) + 1:
            return 0, False
        if len(below) > 2 and counted <= set(sheet.periods):
            word = sheet.periods[-1].word
            raise LabelError(
                f"{', '.join(below[:3])} could be {word}s or readings. Put the word “{word.capitalize()}” with them "
                f"when they are {word}s, or leave them out of what you copy."
            )
    return None


def _run(texts: Sequence[str], sheet: Sheet) -> set[Period]:
    """The periods that mere numbers count, one after the other, some of them on this page; else none."""
    if not all(is_bare(text) for text in texts):
        return set()
    try:
        periods = [p for p in read_labels(texts, "", sheet.periods[-1]) if p]
    except LabelError:
        return set()
    steps = {a.until(b) for a, b in pairwise(periods)}
    found = set(periods)
    return found if (steps <= {1} or steps <= {-1}) and found & set(sheet.periods) else set()


def place_labelled(rows: Cells, at: int, headed: bool, sheet: Sheet) -> Placed:
    """Every row goes where the label in column `at` says. Raises LabelError when one cannot be used."""
    head = rows[0] if headed else [""] * len(rows[0])
    body = [row for row in (rows[1:] if headed else rows) if any(row)]
    placed = Placed()
    placed.left_out += [row[at] for row in body if row[at].casefold() in SUMMED]
    body = [row for row in body if row[at].casefold() not in SUMMED]
    year = next((i for i, text in enumerate(head) if text.casefold() in YEARS), None)
    years = [row[year] for row in body] if year is not None else []
    newest = sheet.periods[-1]
    periods = read_labels([row[at] for row in body], head[at], newest, years)
    columns = _columns(head, [i for i in range(len(head)) if i not in (at, year)], sheet, placed)
    places = {period: i for i, period in enumerate(sheet.periods)}
    elsewhere: list[str] = []
    for row, period in zip(body, periods, strict=True):
        texts = {target: row[i] for i, target in columns.items() if row[i]}
        if period is None and texts:
            placed.left_out.append(f"a line that names no {newest.word} ({', '.join(texts.values())[:40]})")
        elif period is not None and period not in places and texts:
            elsewhere.append(row[at])
        elif period is not None:
            placed.cells.update({(target, places[period]): text for target, text in texts.items()})
    if elsewhere:
        reach = f"{sheet.periods[0].name} to {newest.name}"
        placed.left_out.append(f"{', '.join(elsewhere[:8])} (this page holds {reach})")
    return placed


def _columns(head: Sequence[str], columns: Sequence[int], sheet: Sheet, placed: Placed) -> dict[int, int]:
    """Which column belongs to which row of the grid: by its heading where one is known, else in order."""
    by_name = {i: row for i in columns if (row := sheet.row_of(head[i])) is not None and head[i]}
    if by_name:
        found = by_name
    elif len(sheet.names) == 1:
        found = {columns[-1]: 0} if columns else {}
    else:
        found = dict(zip(columns, range(len(sheet.names)), strict=False))
    placed.left_out += [head[i][:60] or f"column {i + 1}" for i in columns if i not in found]
    return {i: row + sheet.first for i, row in found.items()}


def series(cells: Cells, number_format: str) -> list[str]:
    """The values of one metric, oldest first: a row, or the last column of several rows; names are left out."""
    if len(cells) == 1:
        row = cells[0]
        return row[1:] if len(row) > 1 and row[0] and not is_number(row[0], number_format) else row
    if all(len(row) > 1 or not row[0] for row in cells):
        column = [row[-1] for row in cells]
    else:
        column = [row[0] for row in cells]
    heading = column[0] and not is_number(column[0], number_format)
    if heading and len(column) > 1 and is_number(column[1], number_format):
        column = column[1:]
    return column


def place_series(cells: Cells, sheet: Sheet) -> Placed:
    """One metric: the last value is the newest period."""
    placed = Placed()
    _fill(placed, sheet.first, series(cells, sheet.number_format), len(sheet.periods))
    if len(cells) > 1 and max(map(len, cells)) > 1:
        placed.left_out.append("every column but the last")
    return placed


def place_block(cells: Cells, sheet: Sheet) -> Placed:
    """Several metrics, one a row: by the name in front where there is one, else in the order of the page."""
    placed = Placed()
    heading = len(cells) > 1 and len(cells[0]) > 1 and sheet.row_of(cells[0][0]) is None
    if heading and not sheet.has_number(cells[0][1:]) and sheet.has_number(cells[1]):
        if any(cells[0]):
            placed.left_out.append(f"the first line ({', '.join(filter(None, cells[0]))[:40]})")
        cells = cells[1:]
    named = any(row[0] and sheet.row_of(row[0]) is not None for row in cells)
    for i, row in enumerate(cells):
        if not any(row):
            continue
        first = row[0]
        labelled = len(row) > 1 and bool(first) and not sheet.is_number(first)
        at = sheet.row_of(first) if named else i if i < len(sheet.names) else None
        if at is None:
            placed.left_out.append(first[:60] if labelled else f"row {i + 1}")
            continue
        _fill(placed, at + sheet.first, row[1:] if labelled or named else row, len(sheet.periods))
    return placed


def _fill(placed: Placed, row: int, values: list[str], width: int) -> None:
    """Values stand at the right: the last is the newest."""
    if len(values) > width:
        placed.left_out.append(f"the {len(values) - width} oldest of {len(values)} values")
        values = values[-width:]
    for i, value in enumerate(values):
        if value:
            placed.cells[row, width - len(values) + i] = value
