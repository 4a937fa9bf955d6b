"""The bare page that pages are compared with: session, person and 100 rows through a Django template; and bare JSON,
the same rows without one.
"""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

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


def page(request: HttpRequest) -> HttpResponse:
    """The page itself."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    template = engines["django"].from_string(PAGE) if not CACHE else CACHE[0]
    CACHE[:] = [template]
    return HttpResponse(template.render({"rows": read_rows(), "user": request.user}, request))


def read_rows() -> list[dict[str, object]]:
    """A hundred rows of one tenant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name, owner, active, note FROM bench_rows WHERE tenant = 3 ORDER BY id LIMIT 100")
        names = [c[0] for c in cursor.description]
        return [dict(zip(names, r, strict=True)) for r in cursor.fetchall()]


def bare_json(request: HttpRequest) -> HttpResponse:
    """The rows as JSON."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    return JsonResponse({"rows": read_rows()})


def own_addresses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: these addresses and no others, whatever the settings say at the time."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return middleware


CACHE: list = []  # type: ignore[type-arg]
urlpatterns = [path("bare/", page), path("bare/json/", bare_json)]


def prepare() -> None:
    """The table of the bare page, with rows of 50 tenants."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_rows (id bigint PRIMARY KEY, tenant int, name text, owner text, active bool, note text)"
        )
        cursor.execute("CREATE INDEX bench_rows_tenant ON bench_rows (tenant, id)")
        cursor.executemany(
            "INSERT INTO bench_rows VALUES (%s, %s, %s, %s, %s, %s)",
            [(i, i % 50, f"System {i}", f"Owner {i % 7}", bool(i % 3), "note " * 5) for i in range(10_000)],
        )
