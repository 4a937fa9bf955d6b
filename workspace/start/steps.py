"""What the pages of Start show: the systems picked, their forms and suggestions, and the map so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from businesses.models import Business
from core.text import clean_text
from frameworks.library import OUTCOME_OPTIMIZATION, shipped
from frameworks.models import Adoption
from frameworks.queries import adoption_of
from frameworks.schema import Content, SystemSlot, parse
from workspace.river import Segment, segments
from workspace.start.answers import SystemAnswer
from workspace.start.forms import PartForm
from workspace.start.suggest import Offer, offers

KINDS = ("output", "outcome")
# Starting blank: one system, which holds the outcome; the rest is added on the map.
BLANK_SYSTEM = {"key": "own", "label": "What we do", "kind": "chain"}
MOST_KEPT = 2_000  # characters of one field
PART_FIELDS = ("text", "metric", "unit", "direction", "cadence", "combine", "slot", "plan")


@dataclass(frozen=True)
class Stop:
    """One system in the preview."""

    label: str
    stretch: Segment


@dataclass(frozen=True)
class Preview:
    """The map so far: dashed, since nothing is counted yet."""

    name: str
    stops: list[Stop]
    support: list[str]
    end: Segment
    outcome: str
    desired_for: str


@dataclass
class PartRow:
    """One sentence to write, with what can be pressed instead."""

    kind: str
    form: PartForm
    offers: list[Offer]
    question: str
    prompt: str
    is_goal: bool


@dataclass
class SystemRow:
    """One system of the last step."""

    key: str
    label: str
    kind: str
    slot: SystemSlot | None
    parts: list[PartRow] = field(default_factory=list)

    def answer(self) -> SystemAnswer:
        """What was said; only once its forms are valid."""
        output, outcome = (row.form.part() for row in self.parts)
        return SystemAnswer(
            self.slot.key if self.slot else "",
            self.label,
            self.kind,
            self.slot.purpose if self.slot else "",
            output,
            outcome,
        )


def library() -> Content:
    """The framework that ships with the product, as a business begins with it."""
    return parse(shipped(OUTCOME_OPTIMIZATION))


def content_of(adoption: Adoption | None) -> Content:
    """The framework version this business picked; the shipped one when it has picked none yet."""
    return parse(adoption.version.content) if adoption and adoption.version else library()


def answers_of(business: Business) -> Adoption:
    """What was answered so far; an empty sheet for a business that never began here."""
    return adoption_of(business) or Adoption(business=business)


def preview(name: str, outcome: str, desired_for: str, systems: list[dict[str, str]]) -> Preview:
    """The chain in outline, with the sentence at its end."""
    chain = [s["label"] for s in systems if s["kind"] == "chain"]
    drawn = segments([None] * len(chain), ["none"] * len(chain)) or segments([None], ["none"])
    stops = [Stop(label, drawn[i]) for i, label in enumerate(chain)]
    return Preview(name, stops, [s["label"] for s in systems if s["kind"] != "chain"], drawn[-1], outcome, desired_for)


def default_systems(content: Content) -> list[dict[str, str]]:
    """The chain of a framework, as it is picked before anybody chooses."""
    return [{"key": s.key, "label": s.label, "kind": s.kind} for s in content.systems if not s.optional]


def system_rows(
    business: Business, adoption: Adoption, content: Content, data: Mapping[str, str] | None = None
) -> list[SystemRow]:
    """The forms of the last step; with `data` bound to what was sent, else filled from the draft."""
    last = [s["key"] for s in adoption.systems if s["kind"] == "chain"][-1]
    rows = []
    for system in adoption.systems:
        slot = content.system(system["key"])
        row = SystemRow(system["key"], system["label"], system["kind"], slot)
        row.parts = [
            part_row(business, adoption, row, kind, data, is_goal=kind == "outcome" and system["key"] == last)
            for kind in KINDS
        ]
        rows.append(row)
    return rows


def part_row(
    business: Business, adoption: Adoption, row: SystemRow, kind: str, data: Mapping[str, str] | None, *, is_goal: bool
) -> PartRow:
    """One sentence of one system."""
    prefix = f"{row.key}-{kind}"
    initial = {name: adoption.draft[f"{prefix}-{name}"] for name in PART_FIELDS if f"{prefix}-{name}" in adoption.draft}
    if is_goal:
        initial.setdefault("text", adoption.outcome)
    offered = offers(row.slot, kind, adoption.trade, business)
    texts = [offer.text for offer in offered]
    form = PartForm(business, kind, data, prefix=prefix, initial=initial, is_goal=is_goal, suggested=texts)
    chosen = (data or adoption.draft).get(f"{prefix}-slot")
    question = next((o.question for o in offered if o.fills["slot"] == chosen), "What would be enough?")
    prompt = ""
    if row.slot:
        prompt = row.slot.prompts.outputs if kind == "output" else row.slot.prompts.outcomes
    word = {"weekly": "week", "monthly": "month"}.get(business.main_cadence, "period")
    return PartRow(kind, form, offered, question, prompt.replace("{period}", word), is_goal)


def draft_of(rows: list[SystemRow], data: Mapping[str, str]) -> dict[str, str]:
    """What is typed, field by field: only fields of these forms. Too long a text is kept too, so that it can be cut."""
    names = [f"{part.form.prefix}-{name}" for row in rows for part in row.parts for name in PART_FIELDS]
    return {name: storable(data[name])[:MOST_KEPT] for name in names if data.get(name)}


def storable(typed: str) -> str:
    """What is typed, without anything that cannot be stored; the form says what is wrong with it when it is sent."""
    try:
        return clean_text(typed)
    except ValidationError:
        return ""


def pressed(rows: list[SystemRow], press: str, draft: dict[str, str]) -> dict[str, str]:
    """The draft with a pressed suggestion in its fields. An unknown one changes nothing."""
    for row in rows:
        for part in row.parts:
            for offer in part.offers:
                if offer.press == press:
                    return draft | {f"{part.form.prefix}-{name}": value for name, value in offer.fills.items()}
    return draft
