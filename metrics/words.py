"""Values, plans and periods in the owner's words and number format. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from alignment.periods import WINDOW
from core.numbers import CURRENCIES, SIGNS, show_number, show_value
from core.periods import DAILY, WORDS, Period

Value = Decimal | float | int

LOWER, RANGE = "lower", "range"
SMALL = {2: "two", 3: "three", 4: "four"}
LAST = {"day": "Yesterday", "week": "Last week", "month": "Last month", "quarter": "Last quarter"}


@dataclass(frozen=True)
class PlanLine:
    """A plan as the arithmetic needs it: from a day on, one number (low = high) or a range."""

    since: date
    low: Decimal
    high: Decimal
    benchmark: str = ""


def sign_of(unit: str) -> str:
    """The currency sign that stands before the number, or nothing."""
    return CURRENCIES.get(unit, unit if unit and unit in SIGNS else "").strip()


def counts_things(unit: str) -> bool:
    """Whether a number of this unit is a count or an amount of something, which cannot be below 0.

    A share (%), money, and a number without a unit can be.
    """
    return bool(unit) and unit != "%" and not sign_of(unit)


def rounded(value: Value) -> Value:
    """Three significant digits, whole from 100 up: for numbers we worked out, never for readings."""
    number = float(value)
    if number == 0 or abs(number) >= 100:
        return Decimal(repr(number)).quantize(Decimal(1))
    digits = 2 if abs(number) < 10 else 1
    if abs(number) < 1:
        digits = 3 if abs(number) >= 0.01 else 6
    return round(Decimal(repr(number)), digits)


def in_words(value: Value | None, unit: str, number_format: str) -> str:
    """`34%`, `$148`, `486`; a dash when there is none."""
    return "–" if value is None else show_value(value, unit, number_format)


def plan_words(plan: PlanLine, unit: str, direction: str, number_format: str) -> str:
    """`60%`, `$120 or less`, `40–60`."""
    if direction == RANGE:
        low, high = show_number(plan.low, number_format), show_value(plan.high, unit, number_format)
        return f"{low}–{high}" if plan.low != plan.high else high
    shown = show_value(plan.low, unit, number_format)
    return f"{shown} or less" if direction == LOWER else shown


def meets(value: Value, plan: PlanLine, direction: str) -> bool:
    """Whether one value is what the plan asks for."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if direction == RANGE:
        return plan.low <= number <= plan.high
    return number <= plan.low if direction == LOWER else number >= plan.low


def missed_words(value: Value, plan: PlanLine, direction: str) -> str:
    """`Under plan`, `Over plan`."""
    return "Under plan" if Decimal(value) < plan.low else "Over plan"


def is_odd(value: Decimal, last: Decimal | None) -> bool:
    """More than three times, or under a third of, the reading before: kept, and questioned."""
    if not last:
        return False
    return abs(value) > 3 * abs(last) or 3 * abs(value) < abs(last)


def named(period: Period, current: Period) -> str:
    """`Last week` for the period before `current`, else its name."""
    if period.until(current) == 1:
        return LAST[current.word]
    return full_name(period, current)


def full_name(period: Period, current: Period) -> str:
    """`Week 47`; with the year when it is not that of `current`: `Week 47, 2025`."""
    if period.cadence == DAILY or period.cadence == "weekly":
        year, now = period.slug[:4], current.slug[:4]
        return period.name if year == now else f"{period.name}, {year}"
    return period.name


def past_words(cadence: str) -> str:
    """What the first numbers are asked for: `the last eight weeks`."""
    return f"the last eight {WORDS[cadence][1]}"


def enough_words(cadence: str) -> str:
    """After how many readings there is a verdict: `four weeks`."""
    return f"{SMALL[WINDOW[cadence]]} {WORDS[cadence][1]}"
