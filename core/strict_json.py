"""JSON as its standard means it: numbers exact, each key once, nothing in or out that is no JSON."""

import json
from decimal import Decimal
from typing import Any

LONGEST_INT = 19  # digits; longer whole numbers are kept as decimals, which nobody takes for an id


class BadJson(ValueError):
    """A body that cannot be read; the message says where and why."""


def read(body: bytes) -> Any:
    """A body as Python has it: numbers with a point or an exponent as exact decimals. Raises BadJson."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadJson(f"The body must be UTF-8; byte {error.start} is not.") from error
    try:
        return json.loads(
            text, parse_int=_whole, parse_float=_decimal, parse_constant=_refuse, object_pairs_hook=_each_key_once
        )
    except json.JSONDecodeError as error:
        raise BadJson(f"The body is no JSON: line {error.lineno}, column {error.colno}.") from error
    except RecursionError as error:
        raise BadJson("The body is nested too deeply.") from error


def write(value: Any) -> bytes:
    """Compact UTF-8. Raises for NaN, infinity, and anything JSON has no form for."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _whole(literal: str) -> int | Decimal:
    return int(literal) if len(literal) <= LONGEST_INT else Decimal(literal)


def _decimal(literal: str) -> Decimal:
    try:
        return Decimal(literal)
    except ArithmeticError as error:
        raise BadJson("The body holds a number too large to be read.") from error


def _refuse(literal: str) -> Any:
    raise BadJson(f"The body is no JSON: {literal} is no number there.")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJson("The body is ambiguous: an object holds the same key twice.")
    return found
