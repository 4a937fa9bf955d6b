"""The API's operations on metrics and readings: parse, ask queries and actions, nothing else."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer
from drf_spectacular.utils import extend_schema as described
from rest_framework.exceptions import ValidationError

from businesses.api.answers import answered, once
from businesses.api.description import refusals
from businesses.api.door import ApiRequest, operation
from businesses.api.errors import Problem
from businesses.roles import Can
from core.numbers import plain
from core.periods import local_today
from metrics.api import examples, readings, shapes
from metrics.api.fields import ReadingIn, ReadingsIn
from metrics.api.rows import metric_rows, reading_rows

# One of each for all requests: validating leaves nothing in them, and making them costs more than using them.
METRIC_PARAMETERS = shapes.MetricParameters()
READING_PARAMETERS = shapes.ReadingParameters()


def parameters(request: ApiRequest, shape: shapes.Parameters) -> dict[str, Any]:
    """The parameters of the address. Raises Problem with what is wrong in each."""
    try:
        found: dict[str, Any] = shape.run_validation(request.query_params.dict())
    except ValidationError as error:
        errors = [{"field": name, "message": " ".join(map(str, said))} for name, said in error.detail.items()]
        raise Problem(400, "invalid", "A parameter of the address cannot be read.", errors) from error
    return found


def exact(text: str | None) -> str | None:
    """`36.500000` as `36.5`; SQLite may write `1.0e-06`."""
    if text is None or "." not in text:
        return text
    return plain(Decimal(text)) if "e" in text else text.rstrip("0").rstrip(".")


def told_metric(row: tuple[Any, ...]) -> dict[str, Any]:
    """A row of `metric_rows` as it is answered."""
    pk, name, system, element, unit, direction, cadence, last_period, last_value, since, value, low, high = row
    plan: dict[str, Any] | None = None
    if since is not None:
        amount = {"value": exact(value)} if value is not None else {"low": exact(low), "high": exact(high)}
        plan = {"since": str(since), **amount}
    return {
        "id": pk,
        "name": name,
        "system": system,
        "element": element,
        "unit": unit,
        "direction": direction,
        "cadence": cadence,
        "last_period": None if last_period is None else str(last_period),
        "last_value": exact(last_value),
        "plan": plan,
    }


def shown(name: str, value: Any, status: int) -> OpenApiExample:
    """An example of an answer."""
    return OpenApiExample(name, value, response_only=True, status_codes=[status])


@described(
    operation_id="list_metrics",
    summary="The metrics of the business",
    description="Those on the map that are not retired, by id.",
    parameters=[shapes.MetricParameters],
    responses={200: OpenApiResponse(shapes.MetricsOut, "Metrics."), **refusals()},
    examples=[shown("One metric", examples.METRICS, 200)],
    tags=["metrics"],
)
@operation("GET", Can.READ)
def metric_list(request: ApiRequest) -> HttpResponse:
    """A page of metrics: two queries with the one that let the token in."""
    asked, business = parameters(request, METRIC_PARAMETERS), request.auth.business
    today = local_today(timezone.now(), business.time_zone)
    rows = metric_rows(business, today, asked["after"], asked["limit"] + 1)
    page = rows[: asked["limit"]]
    following = page[-1][0] if len(rows) > len(page) else None
    return answered({"metrics": [told_metric(row) for row in page], "next": following})


@described(
    operation_id="list_readings",
    summary="The readings of a metric",
    description="Oldest first. A period is named by its first day.",
    parameters=[shapes.ReadingParameters],
    responses={200: OpenApiResponse(shapes.ReadingsOut, "Readings."), **refusals(404)},
    examples=[shown("One reading", examples.READINGS, 200)],
    tags=["readings"],
)
@operation("GET", Can.READ)
def reading_list(request: ApiRequest, metric_id: int) -> HttpResponse:
    """A page of readings: two queries with the one that let the token in."""
    asked = parameters(request, READING_PARAMETERS)
    between = (asked["from"], asked["until"], asked["after"])
    rows = reading_rows(request.auth.business, metric_id, *between, asked["limit"] + 1)
    if rows is None:
        raise Http404
    page = rows[: asked["limit"]]
    told = [
        {"period": str(period), "value": exact(value), "note": note, "version": version}
        for period, value, note, version in page
    ]
    following = told[-1]["period"] if len(rows) > len(page) else None
    return answered({"metric": metric_id, "readings": told, "next": following})


RECORDING = """
One reading, or up to 1,000 under `readings`: all are recorded, or none. A reading is set, not added: the same one sent
again changes nothing, and another value than the stored one is refused unless it says `replace` or names the `version`
it corrects. What was stored before stays in the history. With an Idempotency-Key the answer is kept for 24 hours, and
the same call gets it again.
"""
KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="A new one for each call, 1 to 255 characters."
)


@described(
    operation_id="record_readings",
    summary="Record readings",
    description=RECORDING.strip().replace("\n", " "),
    parameters=[KEY],
    request=PolymorphicProxySerializer("RecordIn", [ReadingIn, ReadingsIn], resource_type_field_name=None),
    responses={
        200: OpenApiResponse(shapes.RecordedListOut, "All of them are stored now."),
        **refusals(410, 413, 415, 422),
        400: OpenApiResponse(shapes.RowsProblem, "Something is wrong with the body or with rows of it."),
        404: OpenApiResponse(shapes.RowsProblem, "Nothing is wrong but that there are no such metrics."),
        409: OpenApiResponse(shapes.RowsProblem, "Something else is stored, or this Idempotency-Key is still at work."),
    },
    examples=[
        OpenApiExample("One reading", examples.SENT, request_only=True),
        OpenApiExample("Several, one of them a correction", examples.SEVERAL, request_only=True),
        shown("Recorded", examples.RECORDED, 200),
        shown("Another value is stored", examples.CLASH, 409),
    ],
    tags=["readings"],
)
@operation("POST", Can.RECORD)
def reading_record(request: ApiRequest) -> HttpResponse:
    """Record what was sent, once for each Idempotency-Key."""
    body = request.data
    return once(request, lambda: readings.record(request.auth, body))
