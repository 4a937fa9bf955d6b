"""What must hold among the rows of a business and no constraint of the database says: checked after a file was read."""

from typing import Any

from django.db.models import F, Q, QuerySet

from archive.errors import Unreadable
from businesses.models import Business
from metrics.actions.metric import MEASURABLE
from metrics.models import MAX_METRICS, Metric
from reviews.actions import MOST_COMMENTS
from reviews.models import Comment, Suggestion, Thread
from systems.models import (
    MAX_CONTRIBUTIONS,
    MAX_ELEMENTS,
    MAX_SYSTEMS,
    Contribution,
    Element,
    Flow,
    Serves,
    System,
)

Kind = Element.Kind


def check_rules(business: Business) -> None:
    """Raises Unreadable for what no page would have let in."""
    for what, rows, most in limits(business):
        if rows.count() > most:
            raise Unreadable(f"a business holds at most {most:,}; these are {rows.count():,}", what)
    for what, words, rows in broken(business):
        if rows.exists():
            raise Unreadable(words, what)


def limits(business: Business) -> "list[tuple[str, QuerySet[Any], int]]":
    """The limits of model.md §2: section, rows, how many at most."""
    on_map: dict[str, Any] = {"business": business, "removed_at": None}
    return [
        ("systems", System.objects.filter(**on_map), MAX_SYSTEMS),
        ("elements", Element.objects.filter(**on_map), MAX_ELEMENTS),
        ("contributions", Contribution.objects.filter(business=business), MAX_CONTRIBUTIONS),
        ("metrics", Metric.objects.filter(business=business).exclude(state=Metric.State.RETIRED), MAX_METRICS),
        ("comments", Comment.objects.filter(business=business), MOST_COMMENTS),
    ]


def broken(business: Business) -> "list[tuple[str, str, QuerySet[Any]]]":
    """Rows that join what cannot be joined: section, the rule, the rows that break it."""
    changes = Q(target__kind=Kind.OUTCOME, source__kind__in=[Kind.OUTPUT, Kind.OUTCOME])
    served = Q(step__kind=Kind.STEP, target__kind__in=[Kind.OUTPUT, Kind.OUTCOME])
    handed = Q(output__kind=Kind.OUTPUT, input__kind=Kind.INPUT) & ~Q(output__system=F("input__system"))
    mine = {"business": business}
    return [
        (
            "business",
            "the goal must be an outcome",
            Element.objects.filter(pk=business.goal_id or 0).exclude(kind=Kind.OUTCOME),
        ),
        (
            "contributions",
            "must lead from an output or outcome to an outcome",
            Contribution.objects.filter(**mine).exclude(changes),
        ),
        ("serves", "must lead from a step to an output or outcome", Serves.objects.filter(**mine).exclude(served)),
        (
            "flows",
            "must lead from an output to another system's input",
            Flow.objects.filter(**mine).exclude(handed),
        ),
        (
            "metrics",
            "must be of an input, output or outcome",
            Metric.objects.filter(**mine).exclude(element__kind__in=MEASURABLE),
        ),
        (
            "threads",
            "must be about a system or something in it",
            Thread.objects.filter(**mine, element__isnull=False).exclude(element__system=F("system")),
        ),
        (
            "suggestions",
            "must be about what the comment is about",
            Suggestion.objects.filter(**mine).exclude(element=F("comment__thread__element")),
        ),
    ]
