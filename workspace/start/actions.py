"""Writes of Start: the business, what was answered, and the first map made from it."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.db import transaction

from accounts.actions import change_zone
from accounts.models import User
from businesses.actions import address_of, change_address, create_business
from businesses.audit import fields_of, record
from businesses.context import see_businesses
from businesses.models import Business, Engagement, Invitation, Membership
from core.models import Refused
from core.periods import period_of
from frameworks.actions import save_answers
from frameworks.models import Adoption, FrameworkVersion
from metrics.models import Metric, Plan
from systems.actions import room_for_element, room_for_system
from systems.models import Contribution, Element, Flow, System
from workspace.start.answers import Part, SystemAnswer

ABOUT = ["name", "sells", "time_zone"]
DONE = 4
# The owner says what is enough while looking at the last weeks: the plan holds for what is entered of them.
PLAN_REACHES_BACK = 13


@transaction.atomic
def begin(*, owner: User, version: FrameworkVersion, outcome: str, desired_for: str, **about: Any) -> Business:
    """The business after step 1. Sent twice, it is the same business: an unfinished one of that name is taken up."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    mine = Membership.objects.select_related("business").filter(user=owner, business__start_step__lt=DONE)
    found = mine.filter(business__name=about["name"], business__is_sample=False).first()
    if found:
        see_businesses([found.business_id])
        business = found.business
        edit_about(business=business, actor=owner, outcome=outcome, desired_for=desired_for, **about)
        return business
    business = create_business(owner=owner, start_step=2, **about)
    live_by(owner, about["time_zone"], before="UTC")
    save_answers(business=business, actor=owner, version_id=version.pk, outcome=outcome, desired_for=desired_for)
    return business


@transaction.atomic
def edit_about(*, business: Business, actor: User, outcome: str, desired_for: str, **about: Any) -> Business:
    """Step 1 again. A corrected name corrects the address as well, which nobody but its maker has seen yet."""
    stored = unfinished(business)
    changed = [name for name in ABOUT if getattr(stored, name) != about[name]]
    if changed:
        before = fields_of(stored, changed)
        live_by(actor, about["time_zone"], before=stored.time_zone)
        if address_of(stored.name) != address_of(about["name"]) and not shared(stored):
            change_address(business=stored, name=about["name"])
        for name in changed:
            setattr(stored, name, about[name])
        stored.version += 1
        stored.save(update_fields=[*changed, "version"])
        record(
            business=stored,
            actor=actor,
            what="business_edit",
            row=stored,
            label=stored.name,
            before=before,
            after=fields_of(stored, changed),
        )
    save_answers(business=stored, actor=actor, outcome=outcome, desired_for=desired_for)
    return stored


def live_by(person: User, time_zone: str, *, before: str) -> None:
    """ "Your time zone" is the person's too: their account follows, unless they chose another clock there, or have
    other businesses."""
    if person.time_zone in ("UTC", before) and Membership.objects.filter(user=person).count() == 1:
        change_zone(user=person, time_zone=time_zone)


def shared(business: Business) -> bool:
    """Whether others may know its address already."""
    among = (Engagement, Invitation)
    return Membership.objects.filter(business=business).count() > 1 or any(
        model._default_manager.filter(business=business).exists() for model in among
    )


@transaction.atomic
def pick_systems(*, business: Business, actor: User, trade: str, cadence: str, systems: list[dict[str, str]]) -> None:
    """Step 2: what the map will be made of."""
    stored = unfinished(business)
    save_answers(business=stored, actor=actor, trade=trade, systems=systems)
    Business.objects.filter(pk=stored.pk).update(main_cadence=cadence, start_step=3)


@transaction.atomic
def make_map(*, business: Business, actor: User, answers: list[SystemAnswer], today: date) -> Business:
    """The first map, from what was answered and nothing else: no reading, and a plan only where one was given. Raises
    Full where others filled the map meanwhile.

    Each system's output leads to its outcome; the outcomes of the chain lead to the next, the last of them is the goal:
    step 3 shows the sentence of step 1 there, and one that is put in its place replaces it.
    What one system of the chain produces comes into the next. One change in the log.
    """
    stored = unfinished(business)
    adoption = Adoption.objects.get(business=stored)
    me = Membership.objects.get(business=stored, user=actor)
    systems = [
        System(
            business=stored,
            name=a.label,
            kind=a.kind,
            position=sum(b.kind == a.kind for b in answers[:i]),
            purpose=a.purpose,
            owner=me,
            slot=a.key,
        )
        for i, a in enumerate(answers)
    ]
    room_for_system(stored, len(systems))
    room_for_element(stored, 3 * len(systems))
    System.objects.bulk_create(systems)
    made = write_parts(stored, systems, answers, adoption, me, today)
    goal = write_links(stored, systems, answers, made)
    Business.objects.filter(pk=stored.pk).update(goal=goal, start_step=DONE)
    Adoption.objects.filter(pk=adoption.pk).update(draft={})
    record(
        business=stored,
        actor=actor,
        what="map_start",
        row=stored,
        label=stored.name,
        after={"systems": [a.label for a in answers], "elements": len(made), "goal": goal.text},
        map_changed=True,
        readings_changed=True,
    )
    stored.goal, stored.start_step = goal, DONE
    return stored


Made = dict[tuple[int, str], Element]


def write_parts(
    business: Business,
    systems: list[System],
    answers: list[SystemAnswer],
    adoption: Adoption,
    me: Membership,
    today: date,
) -> Made:
    """Outputs and outcomes with their metrics and plans; the goal says what it is wanted for."""
    made: Made = {}
    parts: dict[tuple[int, str], Part] = {}
    last = last_of_chain(answers)
    for i, answer in enumerate(answers):
        for kind, part in ((Element.Kind.OUTPUT, answer.output), (Element.Kind.OUTCOME, answer.outcome)):
            if part is None:
                continue
            element = Element(business=business, system=systems[i], kind=kind, text=part.text, slot=part.slot)
            if i == last and kind == Element.Kind.OUTCOME:
                element.desired_for = adoption.desired_for
            made[i, kind], parts[i, kind] = element, part
    Element.objects.bulk_create(made.values())
    metrics = {key: metric_of(business, made[key], part, me) for key, part in parts.items()}
    Metric.objects.bulk_create(metrics.values())
    Plan.objects.bulk_create(
        plan_of(metrics[key], part, business, me, today) for key, part in parts.items() if part.plan is not None
    )
    return made


def metric_of(business: Business, element: Element, part: Part, me: Membership) -> Metric:
    """The number that shows it; its owner is asked for it."""
    return Metric(
        business=business,
        element=element,
        name=part.metric,
        unit=part.unit,
        direction=part.direction,
        cadence=part.cadence,
        combine=part.combine,
        owner=me,
    )


def plan_of(metric: Metric, part: Part, business: Business, me: Membership, today: date) -> Plan:
    """What would be enough, for the weeks that are entered first too."""
    since = period_of(today, part.cadence, business.first_day).shift(-PLAN_REACHES_BACK).start
    return Plan(business=business, metric=metric, since=since, value=part.plan, made_by=me.user)


def write_links(business: Business, systems: list[System], answers: list[SystemAnswer], made: Made) -> Element:
    """Contributions and flows; returns the goal."""
    chain = [i for i, a in enumerate(answers) if a.kind == System.Kind.CHAIN]
    goal = made[chain[-1], Element.Kind.OUTCOME]
    outcomes = [made[i, Element.Kind.OUTCOME] for i in chain if (i, Element.Kind.OUTCOME) in made]
    pairs = list(pairwise(outcomes))
    for i in range(len(answers)):
        output, outcome = made.get((i, Element.Kind.OUTPUT)), made.get((i, Element.Kind.OUTCOME))
        if output and outcome:
            pairs.append((output, outcome))
        if outcome and i not in chain:
            pairs.append((outcome, goal))
    Contribution.objects.bulk_create(Contribution(business=business, source=a, target=b) for a, b in pairs)
    handed_over = [(made.get((i, Element.Kind.OUTPUT)), systems[j]) for i, j in pairwise(chain)]
    flows = [
        Flow(
            business=business,
            output=output,
            input=Element(
                business=business,
                system=system,
                kind=Element.Kind.INPUT,
                text=output.text,
                source=Element.Source.FLOW,
            ),
        )
        for output, system in handed_over
        if output is not None
    ]
    Element.objects.bulk_create(flow.input for flow in flows)
    Flow.objects.bulk_create(flows)
    return goal


def last_of_chain(answers: list[SystemAnswer]) -> int:
    """The position of the last system of the chain: what it changes is the goal."""
    return max(i for i, a in enumerate(answers) if a.kind == System.Kind.CHAIN)


def unfinished(business: Business) -> Business:
    """The business, held until the transaction ends; its map must not be there yet."""
    stored = Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    if stored.start_step >= DONE:
        raise Refused("The first map of this business is there already.")
    return stored
