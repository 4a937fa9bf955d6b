"""A digest as values, ready to be written as HTML, as plain text, or on the page that previews it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Goal:
    """The ultimate outcome with its number."""

    text: str
    figure: str  # "34%"; empty without a number
    words: str  # "34% of graduates' ads pay. Plan: 60%."
    level: str
    word: str


@dataclass(frozen=True)
class Place:
    """One system of the chain."""

    name: str
    level: str
    word: str


@dataclass(frozen=True)
class Gap:
    """One outcome that is off its plan: the finding about it, its verdict, for how long, and the next step."""

    number: int
    title: str
    url: str
    level: str
    meta: str
    next_step: str
    produced: int | None = None  # scores for the two bars, where work and change are compared
    changed: int | None = None
    over: str = ""  # "Lessons finished: 8% over plan."


@dataclass(frozen=True)
class Line:
    """One labelled line: what is new, worse, fixed or better."""

    label: str
    text: str


@dataclass(frozen=True)
class Ask:
    """An open question of the reviewer."""

    who: str
    text: str
    about: str
    url: str


@dataclass(frozen=True)
class Task:
    """Something this person said they would do."""

    text: str
    words: str
    url: str


@dataclass(frozen=True)
class Story:
    """What a digest says to everybody of a business: one report, told since the report of another digest."""

    subject: str
    business: str
    period: str
    say_first: str
    say_second: str
    lead: str
    goal: Goal | None
    chain: list[Place]
    gaps: list[Gap]
    gaps_total: int
    since: list[Line]
    changes: int
    going_well: str
    report_url: str
    about: str  # "This is a sample business …", where it is one


@dataclass(frozen=True)
class Asked:
    """What a digest asks one person to do. Many are asked the same."""

    due: int
    due_words: str
    check_in_words: str
    check_in_url: str
    report_url: str
    tasks: tuple[Task, ...]
    asks: tuple[Ask, ...]


@dataclass(frozen=True)
class Foot:
    """Why a digest comes, and where that is changed."""

    about: str
    why: str
    change: str
    change_url: str


@dataclass(frozen=True)
class Digest(Story):
    """All of it, in the order it is read."""

    story: Story
    preheader: str
    due: int
    due_words: str
    check_in_words: str
    check_in_url: str
    tasks: list[Task]
    asks: list[Ask]
    why: str
    change_url: str
    stop_url: str
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def something_to_say(self) -> bool:
        """Whether anything changed or anything is due: a digest that says neither is not sent."""
        return bool(self.changes or self.due or self.tasks or self.asks)


@dataclass(frozen=True)
class ClientLine:
    """One client of a practice: how it does, why it stands where it stands, what changed, what waits."""

    name: str
    url: str
    level: str
    word: str
    why: str
    goal: str
    figure: str  # "34%, plan 60%"; empty without a number
    gap: str
    age: str
    since: list[Line]
    waits: list[str]  # "2 answers to you"
    waits_url: str
    is_sample: bool


@dataclass(frozen=True)
class SilentLine:
    """One client from whom nothing was heard."""

    name: str
    url: str
    days: int
    words: str
    since: list[Line]
    waits: list[str]
    waits_url: str


@dataclass(frozen=True)
class Edition:
    """The digest of a practice: all clients of one person, in the order it is read."""

    subject: str
    preheader: str
    practice: str
    period: str
    say: str
    lead: str
    clients: list[ClientLine]
    steady: list[ClientLine]  # on track, nothing new and nothing waiting: named only
    silent: list[SilentLine]
    more: int  # clients beyond what a mail has room for
    changes: int
    waiting: int
    newly_silent: int
    going_well: str
    why: str
    clients_url: str
    change_url: str
    stop_url: str
    about: str
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def something_to_say(self) -> bool:
        """Whether anything changed, somebody fell silent, or something waits for this person."""
        return bool(self.changes or self.waiting or self.newly_silent)
