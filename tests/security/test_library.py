"""The addresses of libraries: every method, signed out and in, is answered and writes nothing it should not."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tests.security.matrix import METHODS, WRITES, Cell, World, ask
from tests.security.routes import LIBRARY, LIBRARY_ARGS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_answers_every_method(name: str, world: World) -> None:
    address = reverse(name, kwargs=LIBRARY_ARGS.get(name))
    for actor in ("anonymous", "outsider"):
        for method in METHODS:
            for htmx in (False, True):
                answer = ask(world, Cell(name, method, actor, "own", htmx, address))
                assert answer.response.status_code < 500, (actor, method)
                assert world.ours.name not in answer.response.content.decode(), (actor, method)
                if method in ("GET", "HEAD", "OPTIONS"):
                    # The library keeps its own copy of a person's address, once, and what it knows of a visit.
                    kept = ("django_session", "account_emailaddress")
                    written = [sql for sql in answer.queries if WRITES.match(sql) and not any(k in sql for k in kept)]
                    assert not written, (actor, method)


@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_a_form_of_another_site_is_refused(name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    address = reverse(name, kwargs=LIBRARY_ARGS.get(name))
    assert client.post(address, {"email": "a@example.com"}).status_code in (403, 405)
