"""The shapes of the map's page: flat records that its templates print."""

from dataclasses import dataclass, field

from core.charts import TwoLines
from reports.shapes import FindingView
from workspace.measures import Measure
from workspace.river import Segment

MANY_SYSTEMS = 6


@dataclass(frozen=True)
class Entry:
    """One element in a cell."""

    pk: int
    text: str
    href: str
    to: str  # ids of what it leads to, for the lines
    said: str = ""  # what the numbers say of these lines: `el-12 held Held|el-14 open A first hint`
    note: str = ""  # "feeds Leads"
    loose: bool = False
    icon: str = ""
    word: str = ""  # the facet, for screen readers
    measure: Measure | None = None


@dataclass(frozen=True)
class Cell:
    """One cell: its first entries and how many more there are."""

    css: str
    kind: str
    title: str
    add: str
    entries: list[Entry]
    more: int


@dataclass
class Column:
    """One system as the map prints it."""

    pk: int
    name: str
    n: int
    href: str
    health: str
    verdict: str
    owner: str
    initials: str
    cells: list[Cell]
    segment: Segment | None = None
    volume: str = ""
    counted: str = ""
    share: str = ""


@dataclass(frozen=True)
class GapFigure:
    """Two lines with their names."""

    lines: TwoLines
    produced: str
    changed: str
    tone: str
    apart: int | None  # of the two scores, as everywhere; None while one is missing


@dataclass(frozen=True)
class Goal:
    """The point of it all."""

    text: str
    href: str
    pk: int
    health: str
    number: str
    said: str
    measured: bool
    figure: GapFigure | None
    segment: Segment | None
    volume: str
    counted: str
    share: str


@dataclass(frozen=True)
class LooseLine:
    """One line of the tray."""

    text: str
    href: str
    why: str


@dataclass
class MapPage:
    """Everything on the map."""

    columns: list[Column] = field(default_factory=list)
    support: list[Column] = field(default_factory=list)
    goal: Goal | None = None
    loose: list[LooseLine] = field(default_factory=list)
    loose_more: int = 0
    findings: list[FindingView] = field(default_factory=list)
    apart: int | None = None  # points between the two lines of the goal, when they matter
    verdict: str = ""
    has_report: bool = False
    ready_words: str = ""  # when the report of the newest changes is there, while it is under way
    has_volumes: bool = False
    numbers_next: bool = False  # things are counted, and no number is there yet
    total: int = 0  # systems of the chain, shown or not
    systems: int = 0  # all systems, shown or not
    filtered: bool = False

    @property
    def shown(self) -> int:
        """How many systems are to be seen."""
        return len(self.columns) + len(self.support)

    @property
    def size(self) -> str:
        """How many columns stand side by side: `1` to `5`, or `many`."""
        return str(len(self.columns)) if len(self.columns) < MANY_SYSTEMS else "many"
