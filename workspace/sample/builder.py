"""Writes a sample business in one go: the map, a year of readings, plans, events and actions.

Rows are made in bulk and the whole counts as one change: one audit row, both revisions, one report asked for.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from businesses.audit import record
from businesses.models import AuditRow, Business, Membership
from core.periods import Period, last_complete
from frameworks.actions import built_in
from frameworks.models import Adoption
from metrics.models import Event, Metric, Plan, Reading
from reports.models import Action, Finding, Report
from reviews.models import Review, Thread
from systems.models import Contribution, Element, Flow, MapVersion, Serves, System
from workspace.sample.shapes import PERIODS, SampleSystem, Series, Story, Thing
from workspace.sample.story import MARLOW

People = dict[str, Membership]


@dataclass
class Made:
    """What has been written so far, by the keys of the story."""

    business: Business
    people: People
    story: Story
    systems: dict[str, System] = field(default_factory=dict)
    things: dict[str, Element] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)


@transaction.atomic
def fill_sample(*, business: Business, people: People, actor: User, today: date, story: Story = MARLOW) -> AuditRow:
    """Put the whole story into an empty business, up to the last complete week before `today`."""
    made = Made(business, people, story)
    write_systems(made)
    write_elements(made)
    write_links(made)
    write_metrics(made, today)
    write_around(made, today)
    goal = made.things[story.goal]
    business.goal = goal
    Business.objects.filter(pk=business.pk).update(goal=goal)
    Adoption.objects.update_or_create(
        business=business, defaults={"version": built_in(), "trade": story.trade, "outcome": goal.text}
    )
    return record(
        business=business, actor=actor, what="sample_load", row=business, label=story.name,
        after={"systems": len(made.systems), "elements": len(made.things), "metrics": len(made.metrics)},
        map_changed=True, readings_changed=True,
    )  # fmt: skip


@transaction.atomic
def empty_sample(*, business: Business) -> None:
    """Take everything out again; the log of what was done stays. Only ever a sample."""
    if not business.is_sample:
        raise ValueError("only a sample business is emptied")
    Business.objects.filter(pk=business.pk).update(goal=None)
    said = (Review, Thread)
    counted = (Action, Finding, Report, Event, Reading, Plan, Metric)
    for model in (*said, *counted, Flow, Serves, Contribution, MapVersion):
        model.objects.filter(business=business).delete()
    Element.objects.filter(business=business).delete()
    System.objects.filter(business=business).delete()


def write_systems(made: Made) -> None:
    """The systems, in the order of the story within their kind."""
    positions: dict[str, int] = {}
    for told in made.story.systems:
        positions[told.kind] = positions.get(told.kind, -1) + 1
        made.systems[told.name] = System(
            business=made.business,
            name=told.name,
            kind=told.kind,
            position=positions[told.kind],
            purpose=told.purpose,
            owner=made.people[told.owner],
            slot=told.slot,
        )
    System.objects.bulk_create(made.systems.values())


def write_elements(made: Made) -> None:
    """Everything inside the systems."""
    for told in made.story.systems:
        system, kind = made.systems[told.name], Element.Kind
        for position, thing in enumerate(told.inputs):
            add_element(made, system, kind.INPUT, position, thing)
        for position, thing in enumerate(told.steps):
            add_element(made, system, kind.STEP, position, thing)
        for facet, texts in told.resources.items():
            for text in texts:
                add_element(
                    made, system, kind.RESOURCE, 0, Thing(f"{told.name} {text}", text, columns={"facet": facet})
                )
        add_element(made, system, kind.OUTPUT, 0, told.output)
        add_element(made, system, kind.OUTCOME, 0, told.outcome)
    Element.objects.bulk_create(made.things.values())


def add_element(made: Made, system: System, kind: str, position: int, thing: Thing) -> None:
    """Remember an element by its key; bulk_create writes it."""
    if thing.key in made.things:
        raise ValueError(f"two things called {thing.key!r}")
    made.things[thing.key] = Element(
        business=made.business, system=system, kind=kind, text=thing.text, position=position, **thing.columns
    )


def every_thing(told: SampleSystem) -> list[Thing]:
    """All of a system that other things may refer to."""
    return [*told.inputs, *told.steps, told.output, told.outcome]


def write_links(made: Made) -> None:
    """Contributions, what steps serve, and flows."""
    claims, serves, flows = [], [], []
    for told in made.story.systems:
        for thing in every_thing(told):
            own = made.things[thing.key]
            for target, (why, delay) in thing.leads_to.items():
                claims.append(
                    Contribution(
                        business=made.business, source=own, target=made.things[target], why=why, delay_days=delay
                    )
                )
            serves += [Serves(business=made.business, step=own, target=made.things[t]) for t in thing.serves]
            if thing.fed_by:
                flows.append(Flow(business=made.business, output=made.things[thing.fed_by], input=own))
    Contribution.objects.bulk_create(claims)
    Serves.objects.bulk_create(serves)
    Flow.objects.bulk_create(flows)


def write_metrics(made: Made, today: date) -> None:
    """Metrics, their plans from before the first reading, their readings, and which of them count a system's volume."""
    told_things = [(told, thing) for told in made.story.systems for thing in every_thing(told)]
    series_of = {thing.key: (told.owner, thing.series) for told, thing in told_things if thing.series}
    readings: list[Reading] = []
    plans: list[Plan] = []
    for key, (owner, series) in series_of.items():
        last = last_complete(today, series.cadence, made.business.first_day)
        values = values_of(series, made.story.key)
        first = last.shift(1 - series.silent - len(values))
        made.metrics[key] = metric_of(made, key, series, owner, values, first)
        if series.plan:
            plans.append(Plan(metric=made.metrics[key], since=first.start, value=Decimal(series.plan), made_by=None))
        readings += readings_of(made.metrics[key], series, values, first)
    Metric.objects.bulk_create(made.metrics.values())
    for row in [*plans, *readings]:
        row.business = made.business
    Plan.objects.bulk_create(plans)
    Reading.objects.bulk_create(readings)
    set_limits(made)
    for told in made.story.systems:
        if told.volume:
            system = made.systems[told.name]
            system.volume_metric = made.metrics[told.volume]
    System.objects.bulk_update([s for s in made.systems.values() if s.volume_metric_id], ["volume_metric"])


def set_limits(made: Made) -> None:
    """What a hand-off limits, where the story says it."""
    limits = {t.key: t.limits for told in made.story.systems for t in told.inputs if t.limits}
    by_input = {made.things[key].pk: made.metrics[limited] for key, limited in limits.items()}
    flows = list(Flow.objects.filter(business=made.business, input__in=by_input))
    for flow in flows:
        flow.limits = by_input[flow.input_id]
    Flow.objects.bulk_update(flows, ["limits"])


def metric_of(made: Made, key: str, series: Series, owner: str, values: list[Decimal], first: Period) -> Metric:
    """The metric as pages show it, with its newest value."""
    return Metric(
        business=made.business,
        element=made.things[key],
        name=series.name,
        unit=series.unit,
        direction=series.direction,
        cadence=series.cadence,
        combine=series.combine,
        owner=made.people[series.owner or owner],
        last_value=values[-1],
        last_period=first.shift(len(values) - 1).start,
    )


def values_of(series: Series, seed: str) -> list[Decimal]:
    """The year, oldest first: the usual ups and downs, always the same ones, then what happened lately."""
    chance = random.Random(f"{seed}:{series.name}")  # noqa: S311 (a story, no secret)
    usual = PERIODS[series.cadence] - len(series.lately) - series.silent
    step = Decimal(1).scaleb(-series.digits)
    before = [
        usual_at(series, i / max(usual - 1, 1)) + chance.uniform(-series.spread, series.spread) for i in range(usual)
    ]
    return [*(Decimal(str(value)).quantize(step) for value in before), *series.lately]


def usual_at(series: Series, part: float) -> float:
    """The level at this part (0 to 1) of the usual weeks."""
    if len(series.path) < 2:
        return series.usual
    place = part * (len(series.path) - 1)
    at = min(int(place), len(series.path) - 2)
    return series.path[at] + (series.path[at + 1] - series.path[at]) * (place - at)


def readings_of(metric: Metric, series: Series, values: list[Decimal], first: Period) -> list[Reading]:
    """One reading a period, each recorded on the morning after it ended."""
    made = []
    for i, value in enumerate(values):
        period = first.shift(i)
        recorded_at = datetime.combine(period.end + timedelta(days=1), time(14, 10), UTC)
        note = series.notes.get(len(values) - 1 - i, "")
        row: dict[str, Any] = {"recorded_at": recorded_at, "source": "sample", "note": note}
        made.append(
            Reading(
                metric=metric,
                period=period.start,
                value=value,
                recorded_by=metric.owner.user if metric.owner else None,
                **row,
            )
        )
    return made


def write_around(made: Made, today: date) -> None:
    """Events on the charts, and the actions people have taken on."""
    last = last_complete(today, made.business.main_cadence, made.business.first_day)
    Event.objects.bulk_create(
        Event(business=made.business, metric=made.metrics[m.thing], day=last.shift(-m.weeks_ago).start, text=m.text)
        for m in made.story.moments
    )
    Action.objects.bulk_create(
        Action(
            business=made.business,
            text=task.text,
            outcome=made.things[task.outcome],
            person=made.people[task.person],
            due=today + timedelta(days=(task.due_weekday - today.weekday()) % 7),
            made_by=made.people[made.story.owner].user,
        )
        for task in made.story.tasks
    )
