"""The bare page that pages are compared with, a Django application in one file: session and person from the database,
100 rows through a Django template; and bare JSON, the same rows without one.

It runs on the product's settings and database, with the middleware that `startproject` writes and nothing of ours.
"""

from collections.abc import Callable
from typing import ClassVar

from django.db import connection, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can

ROWS = 100
PAGE = (
    "<!doctype html><html><head><title>Rows</title></head><body><p>{{ user.email }}</p><table>{% for r in rows %}"
    "<tr><td>{{ r.id }}</td><td><a href='/s/{{ r.id }}/'>{{ r.name }}</a></td><td>{{ r.owner }}</td>"
    "<td>{% if r.active %}active{% else %}retired{% endif %}</td><td>{{ r.note }}</td></tr>"
    "{% endfor %}</table></body></html>"
)
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


class BenchRow(models.Model):
    """One row of one of fifty tenants."""

    tenant = models.IntegerField()
    name = models.CharField(max_length=100)
    owner = models.CharField(max_length=100)
    active = models.BooleanField(default=True)
    note = models.CharField(max_length=200)

    objects: ClassVar[models.Manager["BenchRow"]] = models.Manager()

    class Meta:
        app_label = "benchmarks"
        db_table = "bench_rows"
        indexes: ClassVar = [models.Index(fields=["tenant", "id"], name="bench_rows_tenant")]

    def __str__(self) -> str:
        return self.name


def page(request: HttpRequest) -> HttpResponse:
    """The page itself."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    template = engines["django"].from_string(PAGE) if not CACHE else CACHE[0]
    CACHE[:] = [template]
    rows = BenchRow.objects.filter(tenant=3).order_by("id")[:ROWS]
    return HttpResponse(template.render({"rows": rows, "user": request.user}, request))


def bare_json(request: HttpRequest) -> HttpResponse:
    """The rows as JSON."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    rows = BenchRow.objects.filter(tenant=3).order_by("id").values("id", "name", "owner", "active", "note")
    return JsonResponse({"rows": list(rows[:ROWS])})


def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and nothing else."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    return HttpResponse(request.user.email)


@business_view(Can.READ)
def me_there(request: BusinessRequest) -> HttpResponse:
    """The same through the door of a business."""
    return HttpResponse(request.user.email)


def own_addresses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: these addresses and no others, whatever the settings say at the time."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return middleware


CACHE: list = []  # type: ignore[type-arg]
urlpatterns = [
    path("bare/", page),
    path("bare/json/", bare_json),
    path("bare/me/", me),
    path("b/<slug:slug>/me/", me_there),
]


def prepare() -> None:
    """The table of the bare page, with rows of 50 tenants."""
    with connection.schema_editor() as editor:
        editor.create_model(BenchRow)
    BenchRow.objects.bulk_create(
        BenchRow(tenant=i % 50, name=f"System {i}", owner=f"Owner {i % 7}", active=bool(i % 3), note="note " * 5)
        for i in range(10_000)
    )
