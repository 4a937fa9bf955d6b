"""Reads a file row by row, strictly, and never holds more than one row of it."""

import codecs
import json
import math
import re
from collections.abc import Iterator
from io import BufferedIOBase
from typing import Any

from archive.contents import KEPT, Contents, check_contents
from archive.document import FORMAT, VERSION, Row, Tally, line
from archive.errors import Unreadable
from archive.tables import TABLES

CHUNK = 1 << 16
MOST_OF_ONE = 1 << 26  # characters of one row: a report of the largest business is a few million
SECTIONS = ("people", "frameworks", *(table.section for table in TABLES), "consultants")
ABOUT = {"product", "engine", "exported_at"}
SPACE = re.compile(r"[ \t\r\n]*")
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
BROKEN = "This file ends too early or is no JSON"


def examined(file: BufferedIOBase) -> Contents:
    """Read the whole file once: its form, its sections, their counts and checksums. Raises Unreadable."""
    contents, tallies = Contents(), {name: Tally() for name in SECTIONS}
    reader = Reader(file)
    contents.about = reader.head()
    for name, row in reader.rows():
        text = line(row)
        if "\\u0000" in text and NUL.search(text):
            raise Unreadable("holds the character NUL, which no database keeps", name)
        try:
            tallies[name].add(text)
        except UnicodeEncodeError:
            raise Unreadable("holds half a character (a lone surrogate)", name) from None
        if name in KEPT:
            contents.kept[name].append(row)
    contents.rows = {name: tally.rows for name, tally in tallies.items()}
    contents.gone = check_manifest(reader.manifest, tallies, reader.text.taken)
    check_contents(contents)
    return contents


def check_manifest(manifest: Any, tallies: dict[str, Tally], size: int) -> dict[str, int]:
    """Counts and checksums are those of the rows that were read. Gives how many mentions are of what is gone.

    An id is set aside for each, so there are no more than a file of so many bytes could speak of.
    """
    if not isinstance(manifest, dict) or manifest.keys() != {"sections", "gone"}:
        raise Unreadable("must hold sections and gone", "manifest")
    said, gone = manifest["sections"], manifest["gone"]
    if not isinstance(said, dict) or said.keys() != tallies.keys():
        raise Unreadable("must name every section", "manifest.sections")
    for name, tally in tallies.items():
        if said[name] != tally.told():
            raise Unreadable("the rows are not those that were written: count or checksum differs", name)
    if not isinstance(gone, dict) or not all(isinstance(n, int) and n > 0 for n in gone.values()):
        raise Unreadable("must be counts", "manifest.gone")
    if sum(gone.values()) > size:
        raise Unreadable("is more than this file can speak of", "manifest.gone")
    return gone


class Reader:
    """A file from front to back. `head`, then `rows` to their end, then `manifest`."""

    def __init__(self, file: BufferedIOBase) -> None:
        self.text = Text(file)
        self.manifest: Any = None

    def head(self) -> Row:
        """What the file says of itself; refused when it is of another kind or version."""
        self.text.expect("{")
        self._key("format")
        if self.text.value() != FORMAT:
            raise Unreadable(f'is not "{FORMAT}": this is no file of a business', "format")
        self.text.expect(",")
        self._key("version")
        version = self.text.value()
        if version != VERSION or isinstance(version, bool):
            raise Unreadable(f"{version!r}: this site reads version {VERSION}", "version")
        self.text.expect(",")
        self._key("about")
        about: Any = self.text.value()
        told = isinstance(about, dict) and about.keys() == ABOUT
        if not told or not all(isinstance(value, str) for value in about.values()):
            raise Unreadable(f"must hold {', '.join(sorted(ABOUT))}, as texts", "about")
        return dict(about)

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Every row with the name of its section, in the order of the file."""
        for name in SECTIONS:
            self.text.expect(",")
            self._key(name)
            self.text.expect("[")
            place = 0
            while self.text.ahead() != "]":
                if place:
                    self.text.expect(",")
                row = self.text.value()
                place += 1
                if not isinstance(row, dict) or row.get("id") != place:
                    raise Unreadable(f"must be an object whose id is {place}", f"{name}[{place - 1}]")
                yield name, row
            self.text.expect("]")
        self.text.expect(",")
        self._key("manifest")
        self.manifest = self.text.value()
        self.text.expect("}")
        if self.text.ahead():
            raise Unreadable("There is something behind the end of the file")

    def _key(self, name: str) -> None:
        found = self.text.value()
        if found != name:
            raise Unreadable(f"unknown key, or out of order: expected {name!r}", str(found)[:40])
        self.text.expect(":")


class Text:
    """The characters of a file, a piece at a time."""

    def __init__(self, file: BufferedIOBase) -> None:
        self.file = file
        self.taken = 0  # bytes
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.buffer = ""
        self.at = 0
        self.ended = False
        self.json = json.JSONDecoder(object_pairs_hook=once, parse_constant=no_constant, parse_float=finite)

    def ahead(self) -> str:
        """The next character that is no space; "" at the end."""
        while True:
            self.at = SPACE.match(self.buffer, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.buffer) or not self._more(CHUNK):
                return self.buffer[self.at : self.at + 1]

    def expect(self, character: str) -> None:
        """Pass this character."""
        if self.ahead() != character:
            raise Unreadable(f"{BROKEN} (expected {character})")
        self.at += 1

    def value(self) -> Any:
        """The next value. What is cut off by the end of the piece is tried again with more, each time twice as much."""
        self.ahead()
        more = CHUNK
        while True:
            try:
                found, end = self.json.raw_decode(self.buffer, self.at)
            except RecursionError:
                raise Unreadable("is nested too deep") from None
            except json.JSONDecodeError:
                end = len(self.buffer)
            except ValueError as error:  # a whole number of thousands of digits
                raise Unreadable(str(error)[:80]) from None
            if end < len(self.buffer):
                self.at = end
                return found
            if len(self.buffer) - self.at > MOST_OF_ONE:
                raise Unreadable("One row is too large, or this is no JSON")
            if not self._more(more):
                raise Unreadable(BROKEN)
            more *= 2

    def _more(self, size: int) -> bool:
        if self.ended:
            return False
        piece = self.file.read(size)
        self.ended = not piece
        self.taken += len(piece)
        try:
            self.buffer = self.buffer[self.at :] + self.decoder.decode(piece, final=self.ended)
        except UnicodeDecodeError:
            raise Unreadable("This file is not UTF-8 text") from None
        self.at = 0
        return bool(piece)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once."""
    found = dict(pairs)
    if len(found) != len(pairs):
        seen = set[str]()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise Unreadable("stands twice", twice[:40])
    return found


def no_constant(text: str) -> Any:
    """NaN and infinities are no JSON."""
    raise Unreadable(f"{text} is no number")


def finite(text: str) -> float:
    """A number that fits."""
    found = float(text)
    if not math.isfinite(found):
        raise Unreadable(f"{text[:40]} is no number that can be kept")
    return found
