"""A business with a metric, its owner, and a program that calls with a token."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from businesses.actions import add_token
from businesses.context import tenant
from businesses.models import ApiToken, Business
from metrics.models import Metric
from tests.factories import make_business, make_element, make_metric, make_system, make_user

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


Make = Callable[..., Program]


def make_token(business: Business, maker: User, scope: str = "record", name: str = "Sales sheet") -> Program:
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


@pytest.fixture
def owner(db: None) -> User:
    return make_user(name="Nadia")


@pytest.fixture
def business(owner: User) -> Business:
    return make_business(owner, "Marlow")


@pytest.fixture
def metric(business: Business) -> Metric:
    """Weekly, with readings of weeks 44 to 47: 50, 55, 61, 58."""
    output = make_element(make_system(business, "Delivery"), "output", "Lessons finished")
    return make_metric(output, "Lessons", plan=60, values=[50, 55, 61, 58], unit="lessons")


@pytest.fixture
def program(business: Business, owner: User) -> Program:
    return make_token(business, owner)
