"""The ways in which two elements can be linked, each seen from either end, and the rows that say so."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from businesses.models import Business
from systems.forms import ClaimForm, FlowForm, MapForm, NewClaimForm, NewFlowForm, PickForm
from systems.models import Contribution, Element, Flow, Serves
from systems.queries import Kind, MapData, elements_for
from systems.rows import Addresses


@dataclass(frozen=True)
class Way:
    """One way from an element of one of the kinds `mine` to others. `near` is its own end of the link's row."""

    key: str
    title: str
    pick: str
    mine: tuple[str, ...]
    others: tuple[str, ...]
    model: type[Any]
    near: str
    far: str
    found: Callable[[MapData, int], list[Any]]
    other_system: bool = False


WAYS = {
    way.key: way
    for way in (
        Way("comes-from", "Comes from", "What another system makes", ("input",), ("output",), Flow, "input", "output",
            lambda data, pk: data.fed_by.get(pk, []), other_system=True),
        Way("serves", "Serves", "What it is for", ("step",), ("output", "outcome"), Serves, "step", "target",
            lambda data, pk: data.serves.get(pk, [])),
        Way("feeds", "Feeds", "What comes into another system", ("output",), ("input",), Flow, "output", "input",
            lambda data, pk: data.feeds.get(pk, []), other_system=True),
        Way("fed-by", "Fed by", "What leads to it", ("outcome",), ("output", "outcome"), Contribution, "target",
            "source", lambda data, pk: data.causes.get(pk, [])),
        Way("leads-to", "Leads to", "What it should change", ("output", "outcome"), ("outcome",), Contribution,
            "source", "target", lambda data, pk: data.effects.get(pk, [])),
        Way("served-by", "Steps that serve it", "A step", ("output", "outcome"), ("step",), Serves, "target", "step",
            lambda data, pk: data.served_by.get(pk, [])),
    )
}  # fmt: skip


FORMS: dict[Any, type[PickForm]] = {Contribution: NewClaimForm, Flow: NewFlowForm}


@dataclass(frozen=True)
class LinkRow:
    """One link of the element, in words."""

    pk: int
    text: str
    system: str
    href: str
    details: list[str]
    editable: bool


@dataclass
class LinkGroup:
    """All links of one way."""

    way: Way
    rows: list[LinkRow] = field(default_factory=list)


def ways_of(kind: str) -> list[Way]:
    """The ways that an element of this kind can be linked."""
    return [way for way in WAYS.values() if kind in way.mine]


def link_groups(data: MapData, element: Element) -> list[LinkGroup]:
    """The links of an element, by way."""
    addresses = Addresses(data.business.slug)
    groups = []
    for way in ways_of(element.kind):
        group = LinkGroup(way)
        for link in way.found(data, element.pk):
            other = data.elements[getattr(link, f"{way.far}_id")]
            details = claim_words(link) if isinstance(link, Contribution) else []
            group.rows.append(
                LinkRow(
                    link.pk, other.text, other.system.name, addresses.element(other), details, way.model is not Serves
                )
            )
        groups.append(group)
    return groups


def claim_words(claim: Contribution) -> list[str]:
    """What a claim says besides its two ends."""
    words = []
    if claim.sign == Contribution.Sign.AGAINST:
        words.append("more of one, less of the other")
    if claim.strength:
        words.append(claim.get_strength_display().lower())
    if claim.delay_days is not None:
        words.append(
            "at once"
            if not claim.delay_days
            else f"after {claim.delay_days} {'day' if claim.delay_days == 1 else 'days'}"
        )
    if claim.why:
        words.append(f"why: {claim.why}")
    return words


def pick_form(business: Business, data: MapData, element: Element, way: Way, posted: Any = None) -> PickForm:
    """The form that makes a link of this way; what is linked already is not offered."""
    there = {getattr(link, f"{way.far}_id") for link in way.found(data, element.pk)}
    groups = []
    for system_name, choices in elements_for(data, way.others, element.system_id):
        left = [
            (pk, text) for pk, text in choices
            if pk != element.pk and not (way.other_system and data.elements[pk].system_id == element.system_id)
            and (pk not in there or posted is not None)
        ]  # fmt: skip
        if left:
            groups.append((system_name, left))
    form = FORMS.get(way.model, PickForm)
    return form(posted, business=business, groups=groups, label=way.pick, auto_id=f"l{element.pk}-%s")


def change_form(business: Business, link: Any, posted: Any = None) -> MapForm:
    """The form that changes what a link says."""
    form: type[MapForm] = ClaimForm if isinstance(link, Contribution) else FlowForm
    initial = {name: getattr(link, name) for name in form.base_fields}
    return form(posted, business=business, initial=initial, auto_id=f"k{link.pk}-%s")


__all__ = [
    "WAYS",
    "Kind",
    "LinkGroup",
    "LinkRow",
    "Way",
    "change_form",
    "claim_words",
    "link_groups",
    "pick_form",
    "ways_of",
]
