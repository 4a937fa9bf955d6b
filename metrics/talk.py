"""The words of a metric's page: what its chart means, and the numbers it rests on. Pure."""

from collections.abc import Sequence
from typing import Protocol

from alignment.signals import UsualRange
from alignment.trend import trend
from core.periods import DAILY, MONTHLY, WEEKLY, Period
from core.periods import count as count_periods
from metrics.charts import Story
from metrics.forms import may_be_below_zero
from metrics.models import Event, Metric
from metrics.signs import Sign, Stretch, signs, stretch_to
from metrics.standing import Standing, over_words
from metrics.words import PlanLine, in_words, named, plan_words, rounded

NEWEST = 4  # periods in which a change is said in words


class Shown(Protocol):
    """A reading as the page lists it."""

    period: Period
    words: str


class Talk:
    """The words of the page: what the chart means, and the numbers it rests on.

    `shown`: how many complete periods the chart shows.
    """

    def __init__(
        self,
        metric: Metric,
        number_format: str,
        usual: UsualRange | None,
        values: Sequence[float | None],
        newest: Period,
        stands: Standing,
        events: Sequence[Event],
        shown: int,
    ) -> None:
        self.metric, self.number_format, self.usual, self.values = metric, number_format, usual, values
        self.newest, self.stands, self.events = newest, stands, events
        self.signs = signs(usual, values) if usual else []
        self.since = max(0, len(values) - shown)
        self.present = sum(v is not None for v in values)
        self.title, self.say = self._meaning()

    def show(self, value: float) -> str:
        """A number we worked out, rounded, with its unit where it stands at the number."""
        return in_words(rounded(value), self.metric.unit, self.number_format)

    def _meaning(self) -> tuple[str, str]:
        word = self.newest.word
        if self.usual is None:
            need = 6 - self.present
            more = f"{need} more reading{'' if need == 1 else 's'}"
            return "Too early to tell", f"A usual range needs six readings. {more} to go."
        low, high = self._range()
        recent = self._recent()
        said = [s for s in recent if s.said]
        if said:
            where = self._name(said[-1].index)
            text = f"{where} lies {said[-1].side} the usual range of {low} to {high}. Chance alone rarely does that."
            instead = "just a good" if self._good(said[-1].side) else "a bad"
            return f"This is a real change, not {instead} {word}", text + self._started(said[-1])
        if recent:
            # Limits widened for neighbours that resemble each other (3.8) are what words need.
            alike = self.usual.said_half > self.usual.limits.upper - self.usual.limits.mean
            chance = f"Neighbouring {word}s resemble each other here, so it" if alike else "It"
            return "Something may have changed", f"{self._stretch(recent[-1])} {chance} may still be chance."
        title = "A first look at the usual range" if self.usual.provisional else "Ups and downs as usual"
        text = f"Readings usually lie between {low} and {high}. The newest ones do too."
        return title, text + (" With ten readings the range is firm." if self.usual.provisional else "")

    def _recent(self) -> list[Sign]:
        """The marked readings of the newest four periods."""
        return [s for s in self.signs if s.index >= len(self.values) - NEWEST]

    def _stretch(self, sign: Sign) -> str:
        """Where the readings have been since when, which of them are marked, and what the marks before them are."""
        assert self.usual is not None  # noqa: S101 - asked only with one
        found = stretch_to(sign, self.signs, self.usual.limits.mean, self.values)
        low, high = self._range()
        middle = f"the usual middle of {self.show(self.usual.limits.mean)}"
        newest = max(i for i, v in enumerate(self.values) if v is not None)
        if found.start == found.end:
            beside = f"the usual range of {low} to {high}" if sign.rule == 1 else middle
            text = f"{self._name(found.end)} lies {found.side} {beside}."
        else:
            which = "the readings" if found.whole else "most readings"
            span = f"From {self._inside(found.start)} "
            span += "on" if found.end == newest else f"to {self._inside(found.end)}"
            lie = "lie" if found.end == newest else "lay"
            text = f"{span}, {which} {lie} {found.side} {middle}."
            if found.marked_from > found.start:
                text += f" They are marked from {self._inside(found.marked_from)} on, when there were enough of them."
        sides = {s.side for s in self.signs if self.since <= s.index < found.start}
        if sides:
            where = f"{sides.pop()} it" if len(sides) == 1 else "on both sides of it"
            where = where if found.start != found.end or sign.rule != 1 else where.replace("it", middle)
            text += f" The marks before that lie {where}."
        noted = self._noted(found.start)
        return f"{text} Noted for {self._inside(found.start)}: “{noted}”." if noted else text

    def _judged(self) -> str:
        """Days are judged by the week."""
        return WEEKLY if self.metric.cadence == DAILY else self.metric.cadence

    def _good(self, side: str) -> bool:
        return (side == "above") == (self.metric.direction == "higher") and self.metric.direction != "range"

    def _range(self) -> tuple[str, str]:
        assert self.usual is not None  # noqa: S101 - asked only with one
        limits = self.usual.limits
        lower = limits.lower if may_be_below_zero(self.metric) else max(limits.lower, 0.0)
        return self.show(lower), self.show(limits.upper)

    def _name(self, index: int) -> str:
        return self._period(index).name

    def _period(self, index: int) -> Period:
        return self.newest.shift(index - len(self.values) + 1)

    def _inside(self, index: int) -> str:
        """The same inside a sentence: `week 47`, `November 2026`."""
        name = self._name(index)
        return name if self.newest.cadence == MONTHLY else name[0].lower() + name[1:]

    def _started(self, sign: Sign) -> str:
        """Since when; a stretch that began inside the usual range says so, as the fact beside the chart names the
        first reading outside it."""
        assert self.usual is not None  # noqa: S101 - asked only with one
        run = stretch_to(sign, self.signs, self.usual.limits.mean, self.values)
        noted = self._noted(run.start)
        since = self._inside(run.start) + (f", the {self.newest.word} of “{noted}”" if noted else "")
        if self._outside(run)[:1] == [run.start]:
            return f" It started in {since}."
        readings = "The readings have" if run.whole else "Most readings have"
        return f" {readings} been {run.side} the usual middle since {since}."

    def _outside(self, run: Stretch) -> list[int]:
        """The readings of a stretch that lie outside the usual range."""
        return [s.index for s in self.signs if s.rule == 1 and s.side == run.side and s.index >= run.start]

    def _noted(self, index: int) -> str:
        """What was noted on the chart for that period."""
        period = self._period(index)
        return next((e.text for e in self.events if period.start <= e.day <= period.end), "")

    def aria(self, story: Story) -> str:
        """The chart in one or two sentences."""
        known = [v for v in story.values if v is not None]
        if not known:
            return "No readings yet."
        words = f"{len(known)} readings, from {self.show(known[0])} to {self.show(known[-1])}. {self.title}."
        if self.usual:
            words += " Usual range {} to {}.".format(*self._range())
        plan = self.stands.plan
        if plan:
            words += f" The plan is {self._plan(plan)}."
        return words

    def _plan(self, plan: PlanLine) -> str:
        return plan_words(plan, self.metric.unit, self.metric.direction, self.number_format)

    def legend(self, plan: PlanLine | None) -> list[tuple[str, str]]:
        """(mark, words) for what is drawn."""
        found = []
        if self.usual:
            low, high = self._range()
            name = "Usual range so far" if self.usual.provisional else "Usual range"
            found.append(("range", f"{name}, {low} to {high}"))
            found.append(("mean", f"Usual middle, {self.show(self.usual.limits.mean)}"))
        if plan:
            found.append(("plan", f"Plan, {self._plan(plan)}"))
        if any(s.index >= self.since for s in self.signs):
            found.append(("signal", "Signal"))
        return found

    def facts(self, rows: Sequence[Shown]) -> list[tuple[str, str]]:
        """The numbers beside the chart; `rows` of complete periods, newest first."""
        found = []
        if self.stands.plan:
            found.append(("Plan", self._plan(self.stands.plan)))
        if len(rows) > 1:
            found.append((named(rows[1].period, rows[0].period), rows[1].words))
        level = self.stands.level.value
        if level is not None:
            cadence = "weekly" if self.metric.cadence == "daily" else self.metric.cadence
            n = self.stands.n
            rests = (
                f"Last {count_periods(n, cadence)}"
                if self.stands.level.run
                else f"Last {n} reading{'' if n == 1 else 's'}"
            )
            over = over_words(self.stands.over, self.show)
            found.append((rests, f"{self.show(level)}, {over}" if over else self.show(level)))
        if self.stands.score is not None:
            found.append(("Score", f"{round(self.stands.score)} of 100"))
        recent = self._recent()
        if self.usual and recent:
            run = stretch_to(recent[-1], self.signs, self.usual.limits.mean, self.values)
            outside = self._outside(run)
            if outside:
                found.append(("Outside the usual range since", self._name(outside[0])))
        found += self._course()
        return found

    def _course(self) -> list[tuple[str, str]]:
        """Where it has been going (alignment.md 3.8); nothing with fewer than eight readings."""
        plan = self.stands.plan
        target = float(plan.low) if plan and plan.low == plan.high else None
        found = trend(self.values, target)
        if found.start is None or found.end is None or found.name not in ("rising", "falling", "flat"):
            return []
        over = f"Over {count_periods(found.periods, self.newest.cadence)}"
        if found.name == "flat":
            return [(over, "steady")]
        return [(over, f"{found.name}, from about {self.show(found.start)} to about {self.show(found.end)}")]

    def why_unmeasured(self, rows: Sequence[Shown]) -> str:
        """Why nothing is said about it yet."""
        if not rows:
            return "No reading yet"
        if self.stands.level.stale:
            age = count_periods(self.stands.level.age or 0, self._judged())
            return f"The newest number is {age} old and no longer counts"
        if self.stands.plan is None:
            return "There is no plan, so no number can be called good or bad"
        if self.stands.health == "none":
            return f"Too early to tell: {self.stands.level.present} of {self.stands.need} readings"
        return ""
