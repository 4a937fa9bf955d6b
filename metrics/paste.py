"""Reading what was copied from a spreadsheet: which text goes into which cell. Pure; cells are checked later.

Tabs part cells, lines part rows; without tabs semicolons do, and commas where they cannot be part of a number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.numbers import COMMA, NumberError, parse_number

MAX_CELLS = 20_000
Cells = list[list[str]]


@dataclass
class Placed:
    """Row and column of a grid → the text that goes there; and what did not find a place, in words."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def is_number(text: str, number_format: str) -> bool:
    """Whether it can be read as a number."""
    try:
        parse_number(text, number_format)
    except NumberError:
        return False
    return True


def split_cells(text: str, number_format: str = COMMA) -> Cells:
    """The cells of a paste, trimmed; empty lines at both ends are dropped, those between are gaps."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
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


def place_series(cells: Cells, row: int, width: int, number_format: str) -> Placed:
    """One metric: the last value is the newest period."""
    placed = Placed()
    _fill(placed, row, series(cells, number_format), width)
    return placed


def place_block(cells: Cells, names: Sequence[str], width: int, number_format: str, by_period: bool = False) -> Placed:
    """Several metrics: by the name in front where there is one, else in the order of the page.

    `by_period`: each row is a period and each column a metric.
    """
    if by_period:
        longest = max((len(row) for row in cells), default=0)
        padded = [row + [""] * (longest - len(row)) for row in cells]
        cells = [list(column) for column in zip(*padded, strict=True)]
    cells = [row for row in cells if any(row)]
    if len(cells) > 1 and not _has_number(cells[0][1:], number_format) and _has_number(cells[1], number_format):
        heading = cells[0][0].casefold()
        if len(cells[0]) > 1 and heading not in {name.casefold() for name in names}:
            cells = cells[1:]
    placed, order = Placed(), {name.casefold(): i for i, name in reversed(list(enumerate(names)))}
    named = any(row[0].casefold() in order for row in cells)
    for i, row in enumerate(cells):
        first = row[0]
        labelled = len(row) > 1 and bool(first) and not is_number(first, number_format)
        at = order.get(first.casefold()) if named else i if i < len(names) else None
        if at is None:
            placed.left_out.append(first[:60] if labelled else f"row {i + 1}")
            continue
        _fill(placed, at, row[1:] if labelled or named else row, width)
    return placed


def _has_number(row: Sequence[str], number_format: str) -> bool:
    return any(is_number(cell, number_format) for cell in row)


def _fill(placed: Placed, row: int, values: list[str], width: int) -> None:
    """Values stand at the right: the last is the newest."""
    if len(values) > width:
        placed.left_out.append(f"the {len(values) - width} oldest of {len(values)} values")
        values = values[-width:]
    for i, value in enumerate(values):
        if value:
            placed.cells[row, width - len(values) + i] = value
