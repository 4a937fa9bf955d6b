"""Production refuses to start on what would be unsafe, and says what to do. Each case reads the settings afresh."""

import os
import runpy
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.processes import bare_environment

ROOT = Path(__file__).resolve().parents[2]
SECRET = "0f3a9c1b7d5e8f2a4c6b9d0e1f3a5c7b9d2e4f6a8c0b1d3e5f7a9b1c"
GOOD = {
    "OUTCOMES_MODE": "production",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "outcomes.example,www.outcomes.example",
    "SITE_URL": "https://outcomes.example",
    "DATABASE_URL": "postgresql://app:app@127.0.0.1:1/outcomes",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://user:word@127.0.0.1:1",
}
Settings = dict[str, Any]
Changed = Mapping[str, str | None]


def environment(changed: Changed) -> dict[str, str]:
    """Nothing but these variables; None leaves one out."""
    return {name: value for name, value in {**GOOD, **changed}.items() if value is not None}


def load(changed: Changed) -> Settings:
    """The settings as a new process would find them."""
    with mock.patch.dict(os.environ, environment(changed), clear=True):
        return runpy.run_path(str(ROOT / "outcomes_site" / "settings.py"))


def manage(*command: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env={**bare_environment(), **environment(changed)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + SECRET}, "SECRET_KEY"),
        ({"SECRET_KEY_FALLBACKS": "changeme"}, "SECRET_KEY_FALLBACKS"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ".outcomes.example"}, "ALLOWED_HOSTS"),
        ({"SITE_URL": None}, "SITE_URL"),
        ({"SITE_URL": "outcomes.example"}, "SITE_URL"),
        ({"SITE_URL": "http://outcomes.example"}, "SITE_URL_INSECURE"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///outcomes.sqlite3"}, "DATABASE_URL"),
        ({"REDIS_URL": None}, "REDIS_URL"),
        ({"EMAIL_URL": None}, "EMAIL_URL"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL"),
        ({"OUTCOMES_MODE": "develop"}, "OUTCOMES_MODE"),
    ],
    ids=lambda value: "=".join(f"{k}={v}"[:40] for k, v in value.items()) if isinstance(value, dict) else value,
)
def test_an_unsafe_start_is_refused(changed: Changed, named: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=named) as refused:
        load(changed)
    assert SECRET not in str(refused.value)


def test_the_commands_refuse_too() -> None:
    done = manage("check", SECRET_KEY=None)
    assert done.returncode != 0
    assert "ImproperlyConfigured: SECRET_KEY" in done.stderr


def test_a_complete_environment_starts_without_a_warning() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_a_complete_environment_is_a_safe_one() -> None:
    found = load({})
    assert found["SESSION_COOKIE_NAME"] == "__Host-session"
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] > 31_000_000
    assert found["DATABASES"]["default"]["OPTIONS"]["pool"]["max_size"] == 8
    assert found["LOGGING"]["root"]["level"] == "INFO"


def test_a_variable_of_the_tests_means_nothing_in_production() -> None:
    """TEST_DB=sqlite, left in a shell, must not give a site another database."""
    assert "postgresql" in load({"TEST_DB": "sqlite"})["DATABASES"]["default"]["ENGINE"]


def test_a_worker_has_no_pool() -> None:
    assert "pool" not in load({"DATABASE_POOL": "0"})["DATABASES"]["default"].get("OPTIONS", {})


def test_a_try_without_tls_must_be_asked_for_and_its_cookies_travel_over_http() -> None:
    found = load({"SITE_URL": "http://localhost:8000", "SITE_URL_INSECURE": "1"})
    assert not found["SECURE_SSL_REDIRECT"]
    assert not found["SESSION_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] == 0


def test_a_long_task_is_not_handed_out_twice() -> None:
    found = load({})
    longest = found["CELERY_TASK_TIME_LIMIT"] + found["CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT"]
    assert found["CELERY_BROKER_TRANSPORT_OPTIONS"]["visibility_timeout"] > longest
    assert found["CELERY_TASK_TIME_LIMIT"] > found["CELERY_TASK_SOFT_TIME_LIMIT"]
    assert found["CELERY_TASK_ACKS_LATE"] is found["CELERY_TASK_REJECT_ON_WORKER_LOST"] is True
    assert found["CELERY_WORKER_PREFETCH_MULTIPLIER"] == 1
