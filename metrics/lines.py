"""What a row of the check-in prints. A hundred may stand on one page, so nothing is left to the template to decide.

Where a field is saved to, and everything else that htmx needs, is hung on by `check-in.js`; without scripts the whole
form is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from businesses.models import Business
from core.addresses import by_last
from core.charts import Spark
from core.periods import Period
from metrics.rows import Row
from metrics.words import in_words

NOTHING = mark_safe("")
INVALID, FOCUS, OPEN = mark_safe('aria-invalid="true"'), mark_safe(" autofocus"), mark_safe("open")
WRONG, DONE = mark_safe("data-wrong"), mark_safe("data-done")
BEFORE, SHARE, BARE = mark_safe(" read__in--pre"), mark_safe(" read__in--pct"), mark_safe(" read__in--bare")

SAME = (
    '<button class="btn btn--quiet btn--sm" name="same" value="{}"><svg class="i" aria-hidden="true">'
    '<use href="#i-repeat"/></svg>Same<span class="vh"> as {}: {}</span></button>'
)
AGAIN = (
    ' <button class="btn btn--quiet btn--sm" name="unskip" value="{}">Ask again<span class="vh"> for {}</span></button>'
)
SPARK = (
    '<svg class="spark read__spark" viewBox="0 0 {:g} {:g}" preserveAspectRatio="none" aria-hidden="true">{}{}</svg>'
)
PLAN = '<path class="c-plan" d="M0 {:g}H{:g}"/>'
LINE = '<polyline class="c-line l-{}" points="{}"/>'


@dataclass(frozen=True)
class Page:
    """What the rows of a page share: whether they can be written, and where the addresses of each lead."""

    may_record: bool
    focus: int | None  # the metric whose field has the focus
    metric: Callable[[int], str]
    saves: dict[Period, str]  # by the period of a row, where it is not that of the page

    def line(self, row: Row) -> dict[str, str]:
        """What the row prints (`metrics/_lines.html`)."""
        pk, (words, tone) = str(row.metric.pk), row.say
        name = conditional_escape(row.metric.name)
        shared = {
            "pk": pk,
            "name": name,
            "save": format_html('data-save="{}"', self.saves[row.period]) if row.period in self.saves else NOTHING,
            "when": format_html(' <span class="chip">{}</span>', row.when) if row.when else NOTHING,
            "last": format_html("<span>{} {}</span>", row.last_words, read(row, "last")) if row.last_words else NOTHING,
            "plan": f"Plan {row.plan_words}" if row.plan else "No plan yet",
            "url": self.metric(row.metric.pk),
            "spark": drawn(row.spark, row),
            "tone": f" h-{tone}" if tone else NOTHING,
            "settled": WRONG if row.wrong else DONE if row.done else NOTHING,
            "words": words,
            "again": NOTHING,
        }
        if not self.may_record:
            note = format_html('<p class="read__note meta" dir="auto">{}</p>', row.note) if row.note else NOTHING
            return {**shared, "shown": read(row, "now"), "note": note}
        if row.skipped and not row.wrong:
            shared["again"] = format_html(AGAIN, pk, name)
        unit, sign, last = row.metric.unit, row.sign, row.last_shown
        return {
            **shared,
            "shape": shape_of(sign, unit),
            "shown": row.shown,
            "state": (INVALID if row.wrong else NOTHING) + (FOCUS if row.metric.pk == self.focus else NOTHING),
            "before": format_html(' data-last="{}"', last) if last else NOTHING,
            "unit": format_html('<span class="unit" aria-hidden="true">{}</span>', sign or unit) if unit else NOTHING,
            "version": str(row.version),
            "same": format_html(SAME, pk, row.last_words.lower(), name) if last else NOTHING,
            "open": OPEN if row.note else NOTHING,
            "note": row.note,
        }


def page_of(business: Business, period: Period, rows: list[Row], may_record: bool, focus: int | None) -> Page:
    """How the rows of this page are printed."""
    return Page(
        may_record,
        focus,
        metric=by_last("metrics:metric_detail", business.slug),
        saves={row.period: saves_to(business, row.period) for row in rows if row.period != period},
    )


def saves_to(business: Business, period: Period) -> str:
    """Where readings of a period are saved to, up to the id of the metric."""
    return reverse("metrics:reading_save", args=[business.slug, period.slug, 0]).removesuffix("0/")


def read(row: Row, which: str) -> str:
    """The reading of `now`, or the `last` before it, with its unit."""
    return in_words(row.last if which == "last" else row.value, row.metric.unit, row.number_format)


def drawn(spark: Spark, row: Row) -> SafeString:
    """The last periods as a line, with the plan."""
    if not spark.lines:
        return NOTHING
    health = row.standing.health
    plan = "" if spark.plan_y is None else PLAN.format(spark.plan_y, spark.width)
    lines = "".join([LINE.format(health, line) for line in spark.lines])
    drawing = SPARK.format(spark.width, spark.height, plan, lines)
    return mark_safe(drawing)  # noqa: S308 - numbers, and words of our own


def shape_of(sign: str, unit: str) -> SafeString:
    """Where the unit stands in the field."""
    return BEFORE if sign else SHARE if unit == "%" else NOTHING if unit else BARE
