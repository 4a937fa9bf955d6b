"""The largest business there may be (model.md §2): 50 systems, 2,000 entries, 5,000 links and 500 numbers of a year."""

from datetime import timedelta
from itertools import islice, pairwise, product
from typing import Any

SYSTEMS = 50
EACH = {"input": 6, "step": 10, "resource": 4, "output": 12, "outcome": 8}  # of one system: 40
NUMBERS = 500
WEEKS = 52


def largest(owner: Any) -> Any:
    """That business, without a report. Needs Django."""
    from businesses.models import Business
    from tests.factories import make_business

    business = make_business(owner, "Largest of all")
    from businesses.context import tenant

    with tenant(business.pk):
        made = entries(business)
        links(business, made)
        numbers(business, made)
        goal = made[-1]["outcome"][0]
        Business.objects.filter(pk=business.pk).update(goal=goal, map_revision=1, readings_revision=1)
    business.refresh_from_db()
    return business


def entries(business: Any) -> list[dict[str, list[Any]]]:
    """What is in each system, by kind."""
    from systems.models import Element, System

    made = []
    for n in range(SYSTEMS):
        system = System.objects.create(business=business, name=f"System {n + 1}", position=n)
        kinds: dict[str, list[Any]] = {}
        for kind, count in EACH.items():
            facet = {"facet": "people"} if kind == "resource" else {}
            kinds[kind] = Element.objects.bulk_create(
                Element(
                    business=business, system=system, kind=kind, position=i, **facet,
                    text=f"{kind.title()} {i + 1} of system {n + 1}: what the people there would call it",
                )
                for i in range(count)
            )  # fmt: skip
        made.append(kinds)
    return made


def links(business: Any, made: list[dict[str, list[Any]]]) -> None:
    """Every output to every outcome of its system, some of those to ones of the next; hand-offs; what steps are for."""
    from systems.models import MAX_CONTRIBUTIONS, Contribution, Element, Flow, Serves

    pairs = [pair for kinds in made for pair in product(kinds["output"], kinds["outcome"])]
    onward = (pair for a, b in pairwise(made) for pair in product(a["outcome"], b["outcome"]))
    pairs += islice(onward, MAX_CONTRIBUTIONS - len(pairs))
    Contribution.objects.bulk_create(Contribution(business=business, source=a, target=b) for a, b in pairs)
    Serves.objects.bulk_create(
        Serves(business=business, step=step, target=output)
        for kinds in made
        for step, output in zip(kinds["step"], kinds["output"], strict=False)
    )
    handed = [pair for a, b in pairwise(made) for pair in zip(a["output"], b["input"], strict=False)]
    Flow.objects.bulk_create(Flow(business=business, output=output, input=entry) for output, entry in handed)
    Element.objects.filter(pk__in=[entry.pk for _, entry in handed]).update(source="flow")


def numbers(business: Any, made: list[dict[str, list[Any]]]) -> None:
    """Weekly numbers, as many of outputs as of outcomes, with a plan and a year of readings each."""
    from django.utils import timezone

    from core.periods import period_of
    from metrics.models import Metric, Plan, Reading

    half = NUMBERS // 2
    measured = [
        *islice((e for kinds in made for e in kinds["output"][: half // SYSTEMS]), half),
        *islice((e for kinds in made for e in kinds["outcome"][: half // SYSTEMS]), half),
    ]
    newest = period_of(timezone.now().date(), "weekly").shift(-2)
    weeks = [newest.shift(-n).start for n in range(WEEKS)]
    metrics = Metric.objects.bulk_create(
        Metric(
            business=business, element=element, name=f"Number {n + 1}", last_value=50 + n % 13,
            last_period=newest.start,
        )
        for n, element in enumerate(measured)
    )  # fmt: skip
    Plan.objects.bulk_create(
        Plan(business=business, metric=metric, since=weeks[-1] - timedelta(weeks=1), value=60) for metric in metrics
    )
    Reading.objects.bulk_create(
        (
            Reading(business=business, metric=metric, period=week, value=50 + (n + i * 3) % 13)
            for n, metric in enumerate(metrics)
            for i, week in enumerate(weeks)
        ),
        batch_size=5_000,
    )
