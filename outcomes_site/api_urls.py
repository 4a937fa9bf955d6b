"""The API's addresses, and what is said below /api/ where there is nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from businesses.api.description import document
from core.problems import NOT_FOUND, problem
from metrics.api import views

app_name = "api"


@csrf_exempt
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API. Open to everybody: it says nothing of any business."""
    return HttpResponse(document(), content_type="application/json")


@csrf_exempt
def nothing(request: HttpRequest, **parts: Any) -> HttpResponse:
    """No such address: as JSON, and without sending anybody on to one with a slash, which would lose a body."""
    return problem(404, "not_found", NOT_FOUND)


urlpatterns = [
    path("v1/metrics/", views.metric_list, name="metric_list"),
    path("v1/metrics/<int:metric_id>/readings/", views.reading_list, name="reading_list"),
    path("v1/readings/", views.reading_record, name="reading_record"),
    path("openapi.json", openapi, name="openapi"),
    path("", nothing, name="nothing"),
    path("<path:rest>", nothing, name="nothing_below"),
]
