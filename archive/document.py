"""The file: one JSON object, strict, one row a line, written and read without ever holding all of it.

    {"format": "outcomes-business", "version": 1, "about": {…},
     "people": […], "business": […], … one list a section …, "consultants": […],
     "manifest": {"sections": {"people": {"rows": 5, "sha256": "…"}, …}, "gone": {"invitation": 2}}}

The checksum of a section is that of its rows, each as `line` writes it and ended by a line feed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

FORMAT = "outcomes-business"
VERSION = 1


def line(row: Any) -> str:
    """A value as the file spells it: keys in order, no spaces, never NaN."""
    return json.dumps(row, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


@dataclass
class Tally:
    """Rows counted and hashed as they pass."""

    rows: int = 0
    hash: Any = field(default_factory=hashlib.sha256)

    def add(self, text: str) -> None:
        """One row, as `line` spells it."""
        self.rows += 1
        self.hash.update(text.encode() + b"\n")

    def told(self) -> dict[str, Any]:
        """For the manifest."""
        return {"rows": self.rows, "sha256": self.hash.hexdigest()}


def written(
    about: Row, sections: Iterable[tuple[str, Iterable[Row]]], told: dict[str, Any], gone: Callable[[], dict[str, int]]
) -> Iterator[str]:
    """The text of the file in pieces. `told` gets rows and checksum of each section; `gone` is asked at the end."""
    yield f'{{\n"format": {line(FORMAT)},\n"version": {VERSION},\n"about": {line(about)}'
    for name, rows in sections:
        tally = Tally()
        yield f",\n{line(name)}: ["
        for row in rows:
            text = line(row)
            yield f"{',' if tally.rows else ''}\n{text}"
            tally.add(text)
        yield "\n]" if tally.rows else "]"
        told[name] = tally.told()
    yield f',\n"manifest": {line({"sections": told, "gone": gone()})}\n}}\n'
