"""Numbers that people type and read: exact decimals, at most 15 significant digits and 6 decimals.

Both ways follow the business's number format: `comma` 1,240.5 · `point` 1.240,5 · `space` 1 240,5.
"""

import re
from decimal import ROUND_HALF_EVEN, Decimal

COMMA, POINT, SPACE = "comma", "point", "space"
FORMATS = [(COMMA, "1,240.5"), (POINT, "1.240,5"), (SPACE, "1 240,5")]
MARKS = {COMMA: (",", "."), POINT: (".", ","), SPACE: (" ", ",")}
CURRENCIES = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "AUD": "A$",
    "CAD": "C$",
    "NZD": "NZ$",
    "CHF": "CHF ",
    "INR": "₹",
    "JPY": "¥",
}
SIGNS = "$€£₹¥"
PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")


class NumberError(ValueError):
    """What was typed is no number we can keep; the message says what to do."""


def parse_number(text: str, number_format: str = COMMA, example: str = "60", unit: str = "") -> Decimal:
    """Read `1,240`, `1 240`, `12%`, `$148`, `−3.5` and the business's decimal comma as an exact decimal.

    `unit`: what it is counted in may stand behind it: `55 calls`, `1 call`, `30 EUR`, `41 percent`.

    Raises NumberError for anything else: no text, not finite, an exponent, over 15 significant digits or 6 decimals.
    """
    raw = text.strip()
    if len(raw) > 60:
        raise NumberError(f"Enter a number, like {example}")
    raw = without_unit(raw, unit) if unit else raw
    raw = raw.replace("\u2212", "-").replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")
    raw = re.sub(rf"^([+-]?)\s*(?:[{SIGNS}]|[A-Z]{{1,3}}\$|CHF)\s*([+-]?)", r"\1\2", raw)
    raw = re.sub(rf"\s*(?:%|[{SIGNS}])$", "", raw).strip()
    thousands, decimal_mark = MARKS[number_format]
    group = re.escape(thousands) + ("" if thousands == " " else " ") + "'’"
    if re.fullmatch(rf"[+-]?\d{{1,3}}(?:[{group}]\d{{3}})+(?:{re.escape(decimal_mark)}\d*)?", raw):
        raw = re.sub(rf"[{group}]", "", raw)
    raw = raw.replace(decimal_mark, ".") if raw.count(decimal_mark) <= 1 else raw
    if not PLAIN.fullmatch(raw) or not raw.isascii():
        raise NumberError(why_not(raw, decimal_mark, example))
    return exact(Decimal(raw))


def without_unit(text: str, unit: str) -> str:
    """The text without that unit behind a number, in one or many, however it is capitalised."""
    lower, unit = text.lower(), unit.strip().lower()
    names = {"percent", "per cent"} if unit == "%" else {unit, f"{unit}s", unit.removesuffix("s")}
    for name in sorted(names, key=len, reverse=True):
        rest = text[: len(text) - len(name)].rstrip()
        if name[:1].isalpha() and lower.endswith(name) and len(lower) == len(text) and rest[-1:].isdigit():
            return rest
    return text


def exact(value: Decimal) -> Decimal:
    """The same finite number, if we can keep it. Raises NumberError over 15 significant digits or 6 decimals.

    Noughts at the end of the decimals count for neither.
    """
    if value and value.adjusted() >= 15:
        raise NumberError("Use at most 15 digits")
    _, digits, places = value.as_tuple()
    kept, exponent = len(digits), int(places)
    while kept > 1 and exponent < 0 and digits[kept - 1] == 0:
        kept, exponent = kept - 1, exponent + 1
    if value and exponent < -6:
        raise NumberError("Use at most 6 decimals")
    if kept > 15:
        raise NumberError("Use at most 15 digits")
    return +value if value else Decimal(0)  # −0 becomes 0


def why_not(raw: str, decimal_mark: str, example: str) -> str:
    """What to say of something that is no number; the other decimal mark is the commonest reason."""
    other = "," if decimal_mark == "." else "."
    fixed = raw.replace(other, ".")
    if raw.isascii() and PLAIN.fullmatch(fixed):
        return f"Enter a number with “{decimal_mark}” for the decimals, like {fixed.replace('.', decimal_mark)}"
    return f"Enter a number, like {example}"


def plain(value: Decimal | float | int) -> str:
    """A number without grouping or trailing zeros, for inputs and data attributes."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    exact = exact.quantize(Decimal("0.000001"), rounding=ROUND_HALF_EVEN)
    text = format(exact, "f").rstrip("0").rstrip(".") if "." in format(exact, "f") else format(exact, "f")
    return "0" if text in ("-0", "") else text


def show_number(value: Decimal | float | int, number_format: str = COMMA, digits: int | None = None) -> str:
    """`61300` → `61,300`; `digits` = decimals at most; a real minus sign."""
    if digits is not None:
        value = round(Decimal(repr(value)) if not isinstance(value, Decimal) else value, digits)
    text = plain(value)
    sign, text = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = text.partition(".")
    thousands, decimal_mark = MARKS[number_format]
    groups = f"{int(whole):,}".replace(",", "\u202f" if thousands == " " else thousands)
    return sign + groups + (decimal_mark + fraction if fraction else "")


def show_value(
    value: Decimal | float | int, unit: str = "", number_format: str = COMMA, digits: int | None = None
) -> str:
    """A number with what stands at it: `34%`, `$148`, `$7.90`. Other units are said by the page, not by the number."""
    text = show_number(value, number_format, digits)
    if unit == "%":
        return text + "%"
    sign = CURRENCIES.get(unit, unit if unit in SIGNS and unit else "")
    if sign:
        if digits != 1 and text[-2:-1] == MARKS[number_format][1]:
            text += "0"
        return f"−{sign}{text[1:]}" if text.startswith("−") else sign + text
    return text
