"""Reading JSON without mercy: every wrong thing is an error that names its path (section 7, "Strict")."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from alignment.case import CaseError

T = TypeVar("T")

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}", re.ASCII)
_SHOWN = 60  # characters of a name from the file that a message repeats


class Pairs(dict[str, object]):
    """A JSON object that remembers the first key it was given twice."""

    twice: str | None = None


class TooLarge:
    """Stands for a number that does not fit a double, until the path to it is known."""


def parse_json(text: str | bytes) -> object:
    """The value of a JSON text; CaseError when it is not UTF-8 or not JSON."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        return json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_float=_float,
            parse_int=_int,
            parse_constant=lambda _: TooLarge(),
        )
    except UnicodeDecodeError as error:
        raise CaseError(f"case: must be UTF-8 text (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise CaseError(f"case: must be JSON (line {error.lineno}, column {error.colno}: {error.msg})") from error
    except RecursionError as error:
        raise CaseError("case: must be JSON (nested too deep)") from error


def _pairs(pairs: list[tuple[str, object]]) -> Pairs:
    out = Pairs(pairs)
    if len(out) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                out.twice = key
                break
            seen.add(key)
    return out


def _float(digits: str) -> object:
    value = float(digits)
    lost = value == 0 and any(digit in "123456789" for digit in digits.lower().split("e")[0])
    return TooLarge() if lost or math.isinf(value) else value


def _int(digits: str) -> object:
    return int(digits) if len(digits) <= 400 else TooLarge()


def quoted(text: str) -> str:
    """A name from the file as one printable piece of a message."""
    return json.dumps(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")


def at(path: str, key: str) -> str:
    """Path of a key inside an object."""
    name = key if _PLAIN_KEY.fullmatch(key) else f"[{quoted(key)}]"
    return name if not path else f"{path}{name}" if name.startswith("[") else f"{path}.{name}"


def number(value: object, path: str) -> float:
    if isinstance(value, TooLarge):
        raise CaseError(f"{path}: must be a finite number that fits a double")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CaseError(f"{path}: must be a number")
    try:
        out = float(value)
    except OverflowError:
        out = math.inf
    if not math.isfinite(out):
        raise CaseError(f"{path}: must be a finite number that fits a double")
    return out


def text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise CaseError(f"{path}: must be text")
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise CaseError(f"{path}: must be text that UTF-8 can hold")
    return value


def identifier(value: object, path: str) -> str:
    if not text(value, path):
        raise CaseError(f"{path}: must not be empty")
    return str(value)


def whole(value: object, path: str, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise CaseError(f"{path}: must be a whole number of {least} or more")
    return value


def items(value: object, path: str) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise CaseError(f"{path}: must be a list")
    return value


def each(value: object, path: str, read: Callable[[object, str], T]) -> tuple[T, ...]:
    """Every entry of a list, read with its path."""
    return tuple(read(entry, f"{path}[{i}]") for i, entry in enumerate(items(value, path)))


def readings(value: object, path: str) -> tuple[float | None, ...]:
    """A list of numbers and null. The usual list is taken as a whole; the first wrong entry of another is named."""
    listed = items(value, path)
    usual = [entry for entry in listed if isinstance(entry, float)]
    if len(usual) + listed.count(None) == len(listed) and all(map(math.isfinite, usual)):
        return tuple(listed)  # type: ignore[arg-type]  # by the line above
    return each(listed, path, or_null(number))


def or_null(read: Callable[[object, str], T]) -> Callable[[object, str], T | None]:
    """A reader that also takes null."""
    return lambda value, path: None if value is None else read(value, path)


def at_least_zero(value: object, path: str) -> float:
    out = number(value, path)
    if out < 0:
        raise CaseError(f"{path}: must be 0 or more")
    return out


class Fields:
    """The keys of one object of the file, each read once by name. Unknown and repeated keys are errors at once."""

    def __init__(self, value: object, path: str, known: Sequence[str]) -> None:
        if not isinstance(value, Mapping):
            raise CaseError(f"{path or 'case'}: must be an object")
        self.path = path
        self.value: Mapping[str, object] = value
        if isinstance(value, Pairs) and value.twice is not None:
            raise CaseError(f"{at(path, value.twice)}: is given twice")
        for key in value:
            if not isinstance(key, str) or key not in known:
                raise CaseError(f"{at(path, str(key))}: is not a known key")

    def __contains__(self, key: str) -> bool:
        return key in self.value

    def at(self, key: str) -> str:
        """Path of a key the format knows, which needs no quotes."""
        return f"{self.path}.{key}" if self.path else key

    def read(self, key: str, reader: Callable[[object, str], T]) -> T:
        """A required key."""
        if key not in self.value:
            raise CaseError(f"{self.at(key)}: is missing")
        return reader(self.value[key], self.at(key))

    def optional(self, key: str, reader: Callable[[object, str], T], default: T) -> T:
        return reader(self.value[key], self.at(key)) if key in self.value else default

    def choice(self, key: str, names: Mapping[str, T], default: T | None = None) -> T:
        """One of the words listed; required when there is no default."""
        if key not in self.value and default is not None:
            return default
        value = self.read(key, lambda found, _: found)
        if not isinstance(value, str) or value not in names:
            raise CaseError(f"{self.at(key)}: must be one of {', '.join(names)}")
        return names[value]

    def error(self, key: str, message: str) -> CaseError:
        return CaseError(f"{self.at(key)}: {message}")


def without_doubles(names: Sequence[tuple[str, str]]) -> None:
    """Raises for the first (id, path) whose id was there before."""
    seen: set[str] = set()
    for name, path in names:
        if name in seen:
            raise CaseError(f"{path}: {quoted(name)} is there twice")
        seen.add(name)
