"""Everything that belongs to a business, table by table: what its file holds, and what stays out.

A new model, field or JSON column is declared here; tests fail until it is. Ids in JSON: archive/shapes.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field, ForeignKey, Model, Q

from archive import history
from archive.results import CASE, FINDING, RESULT, check_latest, check_report
from archive.shapes import COUNTS, NAMED, PICKED, SNAPSHOT, TYPED, Ids, Shape
from businesses.models import (
    ApiAnswer,
    ApiToken,
    AuditRow,
    Business,
    Engagement,
    EngagementPerson,
    Invitation,
    Membership,
)
from digests.models import SendLedger, Subscription
from frameworks.models import Adoption
from metrics.models import Event, Metric, Plan, Reading, ReadingChange, Skip
from reports.models import Action, Finding, Report, ReportParts
from reviews.models import Comment, Review, Suggestion, Thread
from systems.models import Contribution, Element, Flow, Label, MapVersion, Serves, System

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """One section of the file. Its rows carry `id`, counted from 1, and these fields; `business` is understood."""

    section: str
    model: type[Model]
    fields: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    exchange: Callable[[Row, Ids], Row] | None = None  # where the shape of a field depends on the row
    only: Q = field(default_factory=Q)
    check: Callable[[Row], None] | None = None  # what fields of the right shape owe each other

    def columns(self) -> "list[Field[Any, Any]]":
        """The model's fields, in the order of the file."""
        return [self.model._meta.get_field(name) for name in self.fields]  # type: ignore[misc]

    def links(self) -> "list[ForeignKey[Any, Any]]":
        """Those that point to other rows."""
        return [column for column in self.columns() if isinstance(column, ForeignKey)]


def table(section: str, model: type[Model], names: str, left_out: str = "", **shapes: Shape) -> Table:
    """A section whose fields are told in one line."""
    return Table(section, model, tuple(names.split()), tuple(left_out.split()), shapes)


TABLES = (
    table(
        "business", Business,
        "name slug sells time_zone first_day currency number_format main_cadence goal day_cost is_sample map_revision "
        "readings_revision start_step created_at version",
    ),
    table("members", Membership, "user role last_seen_on created_at"),
    table(
        "start", Adoption, "version trade outcome desired_for systems draft started_at", systems=PICKED, draft=TYPED
    ),
    table(
        "systems", System, "name kind position purpose owner capacity volume_metric slot removed_at version"
    ),
    table(
        "elements", Element,
        "system kind text position owner slot removed_at created_at source unit definition who hours cadence rate cost "
        "must_do facet desired_for why version",
    ),
    table("contributions", Contribution, "source target why sign delay_days strength version"),
    table("serves", Serves, "step target"),
    table("flows", Flow, "output input measured_by limits version"),
    table("coach_answers", Label, "statement said answer at"),
    table("map_versions", MapVersion, "number name made_by made_at content", content=SNAPSHOT),
    table(
        "metrics", Metric,
        "element is_main name unit direction zero tolerance cadence combine owner source_note state last_value "
        "last_period created_at version",
        # They tell a report what to read again; the first one of an imported business reads everything.
        left_out="readings_revision definition_revision",
    ),
    table("plans", Plan, "metric since value low high benchmark made_by made_at"),
    table("readings", Reading, "metric period value note recorded_by recorded_at source version"),
    table("corrections", ReadingChange, "reading value note why changed_by changed_at"),
    table("skips", Skip, "metric period skipped_by skipped_at"),
    table("events", Event, "metric day text made_by made_at"),
    Table(
        "reports", Report, ("as_of", "map_revision", "readings_revision", "engine", "case", "result", "computed_at"),
        # It is a hash of ids that are others elsewhere; an imported report is never taken for today's.
        left_out=("case_hash",), shapes={"case": CASE, "result": RESULT}, check=check_report,
    ),
    Table(
        "findings", Finding,
        ("key", "kind", "state", "reason", "dismissed_gap", "first_seen", "last_seen", "latest", "version"),
        shapes={"key": NAMED, "latest": FINDING}, check=check_latest,
    ),
    table(
        "actions", Action,
        "finding text outcome person due state level_before expected made_by made_at done_at version",
    ),
    table(
        "reviews", Review,
        "number map_version since report reviewer state verdict note map_revision started_at sent_at",
    ),
    table("threads", Thread, "system element created_at settled_at settled_by"),
    table("comments", Comment, "thread review author text created_at"),
    table("suggestions", Suggestion, "comment element base_version before text state decided_by decided_at"),
    Table(
        "digests", SendLedger,
        ("user", "period", "asked_by", "asked", "state", "reason", "subject", "totals", "report", "earlier", "at",
         "ended_at"),
        # One subscription a person; the key is that of a row in the outbox of this site; the rest is of practices.
        left_out=("subscription", "mail_key", "practice", "reports", "since"), shapes={"totals": COUNTS},
        only=~Q(state=SendLedger.State.QUEUED),
    ),
    Table(
        "history", AuditRow,
        ("actor", "at", "what", "object_type", "object_id", "label", "before", "after", "request_id"),
        exchange=history.exchanged,
    ),
)  # fmt: skip
BY_SECTION = {table.section: table for table in TABLES}
BY_MODEL = {table.model: table for table in TABLES}

# What is not in the file, and why (docs/decisions/100-what-a-file-holds.md).
NOT_IN_THE_FILE: dict[type[Model], str] = {
    ApiToken: "a way in; which there were is in the history",
    ApiAnswer: "kept for a day, and only for the program that asked",
    Invitation: "an open one is a way in; what became of each is in the history",
    Engagement: "told in words in `consultants`; access is given by people, not by a file",
    EngagementPerson: "as the engagement",
    Subscription: "whom to send mail to is asked anew where the file is read",
    ReportParts: "worked out anew",
}
