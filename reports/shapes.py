"""What pages get of a report: plain values, ready to print. Built in queries.py, read by the workspace's pages."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


def points(share: float | None) -> int | None:
    """0.604 → 60: a share as points of 100."""
    return None if share is None else round(share * 100)


@dataclass(frozen=True)
class Band:
    """A score from proven (missing numbers count 0) to possible (they count 1); None where nothing is declared."""

    proven: float | None
    possible: float | None
    coverage: float | None = None

    @property
    def low(self) -> int | None:
        """The score to print, 0 to 100."""
        return points(self.proven)

    @property
    def high(self) -> int | None:
        """What it may be at best."""
        return points(self.possible)

    @property
    def open(self) -> bool:
        """Whether low and high differ, so that both are to be shown."""
        return self.low != self.high


@dataclass(frozen=True)
class Score:
    """How a system, or the whole business, does."""

    id: int  # the system's; 0 for the business
    name: str
    kind: str  # chain, support; "" for the business
    health: str  # on, slip, off, none
    verdict: str  # working, false_productivity, outcome_without_output, stalled, unknown
    verdict_name: str  # "Busy, not working"
    missing: str  # "2 of 4 readings" where it is too early to tell, else ""
    productivity: Band
    effectiveness: Band
    apart: int | None  # work done minus change made in points; None while a number is missing
    apart_from: int | None  # the lower and upper end when one is missing
    apart_to: int | None
    unjudged: list[str]  # "can only be judged with numbers for …"

    @property
    def verdict_said(self) -> str:
        """`Too early to tell: 2 of 4 readings`, or the verdict alone."""
        return f"{self.verdict_name}: {self.missing}" if self.missing else self.verdict_name

    @property
    def apart_matters(self) -> bool:
        """Whether the points apart may be mentioned: their lower end is over 10."""
        return self.apart_from is not None and self.apart_from > 10


@dataclass(frozen=True)
class MetricScore:
    """How one series does. `id` is the case's: `e12` for the main one of element 12, `m7` for metric 7."""

    id: str
    element_id: int
    metric_id: int | None  # None for a main series: found by its element
    system_id: int
    kind: str
    name: str
    unit: str
    health: str
    level: float | None  # mean of the last w readings
    score: int | None  # 0 to 100, 100 is the plan
    gap: int  # points from the plan; 50 while unknown
    n: int  # readings it rests on
    need: int
    fresh: bool
    trend: str
    signals: list[dict[str, Any]]
    span: str = ""  # what the level rests on: "4 weeks", with gaps between them "4 readings"


@dataclass(frozen=True)
class ActionView:
    """One action, for chips and lists."""

    id: int
    version: int
    text: str
    state: str  # open, doing, done
    person_id: int | None  # a membership
    person: str
    due: date | None
    outcome_id: int | None
    outcome: str
    finding_id: int | None
    finding_title: str
    finding_seen: datetime | None  # when a report last raised the finding
    done_at: datetime | None

    @property
    def chip(self) -> str:
        """`Priya, due Wed 25 Nov`."""
        who = self.person or "Nobody yet"
        if self.state == "done":
            return f"{who}, done"
        return f"{who}, due {self.due:%a} {self.due.day} {self.due:%b}" if self.due else who

    def outlives(self, computed_at: datetime | None) -> bool:
        """Whether it is still to be done while the newest report does not raise its finding any more."""
        if self.state == "done" or self.finding_seen is None or computed_at is None:
            return False
        return self.finding_seen < computed_at


@dataclass(frozen=True)
class Decision:
    """The part of a FindingView that `_finding_decision.html` shows, for a finding by itself."""

    id: int
    version: int
    title: str
    next: str
    state: str
    reason: str
    actions: list[ActionView]


@dataclass(frozen=True)
class FindingView:
    """One finding of the newest report with what people decided about it."""

    id: int  # the row's, for addresses
    version: int
    number: int  # 1, 2, … worth it now first, then not now, then put aside
    key: str
    kind: str
    title: str
    text: str
    next: str
    numbers: dict[str, Any]
    severity: float
    worth: float  # negative: not worth it now
    health: str
    word: str  # "Off track", "Missing link", "Not clear yet"
    where: str  # "Delivery", "Leads to Sales"
    system_id: int | None
    outcome_id: int | None  # the element that should move
    subjects: list[str]  # case ids, for links into the map
    apart: int | None  # points between the two metrics of a pair
    gap: int
    state: str  # open, doing, done, dismissed
    reason: str
    first_seen: datetime
    actions: list[ActionView]

    @property
    def anchor(self) -> str:
        """Where it stands on the alignment page, whatever its number is by then: for links that are kept."""
        return "finding-" + re.sub(r"[^a-z0-9]+", "-", self.key.lower()).strip("-")

    @property
    def decided(self) -> bool:
        """Somebody made it an action or put it aside."""
        return self.state != "open"

    @property
    def doing(self) -> list[ActionView]:
        """What somebody does about it now: it stands in the place of the proposed next step."""
        return [action for action in self.actions if action.state != "done"]

    @property
    def back_words(self) -> str:
        """Why it is here again, where it had been put aside or done; else nothing."""
        if self.state != "open":
            return ""
        if self.reason:
            return f"Back again: the gap has grown by 10 points since it was put aside with “{self.reason}”."
        done = next((action for action in reversed(self.actions) if action.state == "done"), None)
        return f"Back again: it was gone after “{done.text}” was done." if done else ""


@dataclass(frozen=True)
class ReportView:
    """One report as pages show it."""

    id: int
    as_of: date
    computed_at: datetime
    cadence: str
    business: Score
    alignment: Band
    components: dict[str, float | None]  # structure, handoff, evidence, effort, clarity
    systems: list[Score]  # in the order of the map
    metrics: dict[str, MetricScore]  # by case id
    findings: list[FindingView]  # ranked, worth it now, not put aside
    not_now: list[FindingView]  # ranked, not worth it now
    put_aside: list[FindingView]
    gone: list[Decision]  # no longer raised while an action on them is open; only of the newest report
    first_broken: dict[str, Any]  # alignment.md 3.11b, with "name" of the system beside its id
    constraint: dict[str, Any] | None
    effort: dict[str, Any]
    handoffs: list[dict[str, Any]]
    links: list[dict[str, Any]]
    stale: bool  # the map or the numbers have changed since
    counting_since: datetime | None  # a new one is being computed
    case: dict[str, Any]
    result: dict[str, Any]

    @property
    def counting(self) -> bool:
        """Whether this is the report before the newest changes, and the next is under way."""
        return self.stale and self.counting_since is not None

    @property
    def with_action(self) -> int:
        """How many findings somebody works on."""
        return sum(1 for finding in self.findings if finding.actions)

    def of_element(self, element_id: int) -> MetricScore | None:
        """The main series of an element."""
        return self.metrics.get(f"e{element_id}")


@dataclass(frozen=True)
class PastReport:
    """One line of the list of earlier reports."""

    id: int
    as_of: date
    computed_at: datetime
    verdict: str
    verdict_name: str
