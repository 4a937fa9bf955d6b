"""What a card of the client list is made of."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from businesses.engaged import Worker
from businesses.models import Business
from core.charts import TwoLines
from reports.health import NONE
from reviews.models import Review


@dataclass(frozen=True)
class Shape:
    """One system: its id in the report, its name, and how it does."""

    id: str
    name: str
    health: str


@dataclass(frozen=True)
class Health:
    """How a client does, as the newest report says it; all unknown without one."""

    goal: str = NONE
    shapes: list[Shape] = field(default_factory=list)
    said: str = ""  # the biggest gap in words
    points: float = 0.0  # of the biggest gap, 0 to 1
    work: list[float | None] = field(default_factory=list)  # scores of the last periods where the gap is
    change: list[float | None] = field(default_factory=list)
    tone: str = NONE
    findings: list[dict[str, Any]] = field(default_factory=list)  # open ones, the first is the most urgent


@dataclass
class Client:
    """One card."""

    business: Business
    engagement_id: int
    people: list[Worker]
    mine: bool  # whether the person who looks may enter
    owner: str = ""
    seen: str = ""
    goal: str = ""
    goal_said: str = ""  # "34%, plan 60%"
    lines: TwoLines | None = None  # work done against change made where the gap is
    health: Health = field(default_factory=Health)
    questions: int = 0
    review: Review | None = None  # the last one that was sent
    draft: Review | None = None  # one's own that was not
    last_day: date | None = None
    silent_days: int = 0  # since the end of the newest period that was read
    report_id: int | None = None
    age: str = ""
    why: str = ""
    rank: int = 4  # orders: 0 needs attention most
    changed: bool = False  # whether nobody reviewed the map as it is now
    marks: set[str] = field(default_factory=set)  # the filters that show it
    urgent: bool = False  # whether a review is what it needs now
