"""Numbers as an owner reads them (section 3.15): three digits, units where they belong, counts with their word."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, localcontext

PERIOD = {"weekly": "week", "monthly": "month", "quarterly": "quarter"}
WIDEST = 15  # digits before the point; beyond, a power of ten is easier to read
MINUS = "\u2212"

_WORD = re.compile(r"[^\W_]+|[^\w\s]", re.UNICODE)
_COUNTING = frozenset(("number", "count", "total", "new"))
_IRREGULAR = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "feet": "foot", "teeth": "tooth",
    "mice": "mouse", "movies": "movie", "cookies": "cookie", "selfies": "selfie", "pies": "pie", "ties": "tie",
    "calories": "calorie", "lies": "lie", "series": "series", "species": "species", "news": "news",
    "lens": "lens", "gas": "gas", "bus": "bus", "buses": "bus", "gases": "gas", "quizzes": "quiz",
    "analyses": "analysis", "crises": "crisis", "bases": "base", "heroes": "hero", "potatoes": "potato",
    "tomatoes": "tomato", "halves": "half", "shelves": "shelf", "wives": "wife", "knives": "knife",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a business writes its numbers."""

    point: str = "."
    group: str = ","


ENGLISH = NumberStyle()


def sig9(value: float) -> float:
    """The value at nine significant digits, as results are stored; -0 is 0."""
    return float(f"{value:.9g}") + 0.0


def _rounded(value: float, rounding: str, places: int | None = None) -> str:
    exact = Decimal(repr(float(value)))
    if not exact.is_finite():
        return "a number without end"
    if exact.is_zero():
        return "0"
    if exact.adjusted() >= WIDEST or exact.adjusted() < -9:
        return f"{value:.3g}".replace("e+", "e").replace("-", MINUS)
    digits = max(2 - exact.adjusted(), 0) if places is None else places
    with localcontext() as context:
        context.prec = 60
        out = exact.quantize(Decimal(1).scaleb(-digits), rounding=rounding)
    shown = f"{abs(out):,f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return f"{MINUS}{shown}" if out < 0 and shown != "0" else shown


def _styled(shown: str, style: NumberStyle) -> str:
    if style == ENGLISH:
        return shown
    return shown.translate({ord(","): style.group, ord("."): style.point})


def plain(value: float, style: NumberStyle = ENGLISH) -> str:
    """Three significant digits, whole from 100 up, thousands grouped: "7.2", "486", "12,400"."""
    return _styled(_rounded(value, ROUND_HALF_UP), style)


def roughly(value: float, style: NumberStyle = ENGLISH) -> str:
    """After "about": two significant digits, as a third would say more than is known: "0.49", "1.2"."""
    return plain(float(f"{value:.2g}"), style)


def rounded_up(value: float, whole: bool = False, style: NumberStyle = ENGLISH) -> str:
    """An amount that is needed or lacking, rounded up; to whole ones where the metric counts whole things."""
    return _styled(_rounded(value, ROUND_CEILING, 0 if whole else None), style)


def one_decimal(value: float, style: NumberStyle = ENGLISH) -> str:
    """Hours: one decimal, "21.7", "5"."""
    return _styled(_rounded(value, ROUND_HALF_UP, 1), style)


def percent(share: float, style: NumberStyle = ENGLISH) -> str:
    """Whole percent of a share: 0.18 -> "18%"."""
    return f"{_styled(_rounded(100 * share, ROUND_HALF_UP, 0), style)}%"


def two_decimals(value: float, style: NumberStyle = ENGLISH) -> str:
    """An association: "−0.62"."""
    return _styled(_rounded(value, ROUND_HALF_UP, 2), style)


def is_currency(unit: str) -> bool:
    """ "$", "€", "US$": at most two letters and a currency sign."""
    return (
        len(unit) <= 3
        and bool(unit)
        and unicodedata.category(unit[-1]) == "Sc"
        and (len(unit) == 1 or unit[:-1].isalpha())
    )


def with_sign(shown: str, unit: str) -> str:
    """% and currency signs stand at the number; other units are left out."""
    unit = unit.strip()
    if unit == "%":
        return f"{shown}%"
    if is_currency(unit):
        return f"{MINUS}{unit}{shown[1:]}" if shown.startswith(MINUS) else f"{unit}{shown}"
    return shown


def united(shown: str, unit: str, name: str = "") -> str:
    """A number already written, with its unit: "34%", "$148", "42 calls"; none when the name ends with it (3.15)."""
    unit = " ".join(unit.split())
    if not unit or unit == "%" or is_currency(unit):
        return with_sign(shown, unit)
    words, ending = unit_words(name), unit_words(unit)
    if ending and words[-len(ending) :] == ending:
        return shown
    return f"{shown} {one_of(unit) if shown == '1' else unit}"


def amount(value: float, unit: str, name: str = "", style: NumberStyle = ENGLISH) -> str:
    """A value with its unit, as it stands after the metric's name."""
    return united(plain(value, style), unit, name)


def between(lo: float, hi: float, unit: str, name: str = "", style: NumberStyle = ENGLISH) -> str:
    """A plan: "35", "10% to 20%", "5 to 8 calls"."""
    if lo == hi:
        return amount(lo, unit, name, style)
    return f"{with_sign(plain(lo, style), unit)} to {amount(hi, unit, name, style)}"


def count(number: int, word: str, style: NumberStyle = ENGLISH) -> str:
    """ "1 week", "3 weeks"."""
    return f"{_styled(f'{number:,}', style)} {word}{'' if number == 1 else 's'}"


def moved(change: float, style: NumberStyle = ENGLISH) -> str:
    """A change in the direction of the plan: "improved by 4%", "got worse by 3%", "did not move" (under 0.5 %)."""
    if abs(change) < 0.005:
        return "did not move"
    return f"{'improved' if change > 0 else 'got worse'} by {percent(abs(change), style)}"


def conversion(share: float, style: NumberStyle = ENGLISH) -> str:
    """ "10 of every 100" up to 1, "1.4 for each one" above."""
    if share > 1:
        return f"{plain(share, style)} for each one"
    hundred = 100 * share
    shown = _styled(_rounded(hundred, ROUND_HALF_UP, 1), style) if hundred >= 0.1 else plain(hundred, style)
    return f"{shown} of every 100"


def singular(word: str) -> str:
    """The singular of an English noun in lower case; good enough to compare units and to write "1 call"."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 2 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def one_of(unit: str) -> str:
    """A unit after exactly 1: "calls" -> "call", "visits per day" -> "visit per day"."""
    parts = re.split(r"(\s+(?:per|of|a|an|in|on|from|with|to)\s+|\s*/\s*|,)", unit, maxsplit=1)
    head = parts[0].split(" ")
    if head[-1] == head[-1].lower():
        head[-1] = singular(head[-1])
    return " ".join(head) + "".join(parts[1:])


def unit_words(unit: str) -> list[str]:
    """A unit to be compared (3.10): lower case, singular, without number, count, total, new."""
    words = [singular(word) for word in _WORD.findall(unit.casefold()) if word not in ("-", "'", "’")]
    kept = []
    for i, word in enumerate(words):
        if word in _COUNTING or (word == "of" and i > 0 and words[i - 1] in _COUNTING):
            continue
        kept.append(word)
    return kept


def same_unit(one: str, other: str) -> bool:
    """Two units count the same thing; a definition after a colon is left out (3.10)."""
    return unit_words(one.partition(":")[0]) == unit_words(other.partition(":")[0])


def whole_numbers(values: tuple[float | None, ...]) -> bool:
    """A series that counts whole things."""
    return all(value is None or (math.isfinite(value) and value == math.floor(value)) for value in values)
