"""A business with a metric, its owner, and a program that calls with a token."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.models import User
from businesses.actions import add_token
from businesses.context import tenant
from businesses.models import ApiToken, Business
from metrics.models import Metric
from tests.factories import make_business, make_element, make_metric, make_system, make_user, numbers, see
from tests.kept import kept

# A Saturday of week 48.
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@dataclass
class Program:
    """Something that calls the API with a token."""

    text: str
    token: ApiToken | None = None

    def __post_init__(self) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {self.text}"} if self.text else {})

    def get(self, path: str, **parameters: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", parameters)

    def post(self, body: Any, **headers: str) -> Any:
        return self.client.post("/api/v1/readings/", body, content_type="application/json", headers=headers)

    def raw(self, body: bytes, content_type: str = "application/json", **headers: str) -> Any:
        return self.client.generic("POST", "/api/v1/readings/", body, content_type=content_type, headers=headers)


def make_token(business: Business, maker: User, scope: str = "record", name: str = "") -> Program:
    name = name or f"Tool {next(numbers)}"
    with tenant(business.pk):
        token, text = add_token(business=business, actor=maker, name=name, scope=scope, days=365, at=timezone.now())
    return Program(text, token)


def errors_of(answer: HttpResponse) -> list[tuple[Any, Any]]:
    return [(e["index"], e["field"]) for e in answer.json()["errors"]]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def saturday(settings: Any) -> Any:
    """Everything here happens at one moment, so that periods have names, and nobody is held up."""
    settings.API_CALLS_A_MINUTE = 10**6
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass
class Place:
    """A business with one metric, its owner, and a program of the owner's."""

    owner: User
    business: Business
    metric: Metric
    text: str
    token: ApiToken | None


def make_place() -> Place:
    """The metric is weekly, with readings of weeks 44 to 47: 50, 55, 61, 58."""
    owner = make_user(name="Nadia")
    business = make_business(owner, "Marlow")
    output = make_element(make_system(business, "Delivery"), "output", "Lessons finished")
    metric = make_metric(output, "Lessons", plan=60, values=[50, 55, 61, 58], unit="lessons")
    program = make_token(business, owner, name="Sales sheet")
    return Place(owner, business, metric, program.text, program.token)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    with time_machine.travel(NOW, tick=False), kept(django_db_blocker, make_place) as place:
        yield place


@pytest.fixture
def place(made: Place, db: None) -> Place:
    """As it was made, for each test."""
    place = deepcopy(made)
    see(place.business)
    return place


@pytest.fixture
def owner(place: Place) -> User:
    return place.owner


@pytest.fixture
def business(place: Place) -> Business:
    return place.business


@pytest.fixture
def metric(place: Place) -> Metric:
    return place.metric


@pytest.fixture
def program(place: Place) -> Program:
    return Program(place.text, place.token)
