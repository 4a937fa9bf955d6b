"""The database of the suite: made by the owner of the tables, used as the application's role."""

import gc
import os
from collections.abc import Iterator
from unittest import mock

import environ
import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import post_save
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from businesses.models import AuditRow
from reports.models import Finding, Report
from tests import workers
from tests.archive.declared import check_finding, check_history, check_report
from tests.chromium import BROWSER_REQUIRED, find_chromium, find_or_install_chromium
from tests.servers import OWN_POSTGRES

# How long an example takes is the machine's load, and no finding.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

NO_BROWSER = "no Chromium was found"


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["tests.hashers.QuickHasher"]


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """TEST_REUSE=1 keeps the migrated database of a given server for the next run, like --reuse-db.

    A server of our own goes as a whole: dropping its database first would only wait for whoever still holds it.
    """
    return django_db_keepdb or "1" in (os.environ.get("TEST_REUSE"), os.environ.get(OWN_POSTGRES))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    connect_as("OWNER_DATABASE_URL")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The overridden fixture has created and migrated the database as the owner; the tests get less."""
    if connection.vendor != "postgresql":
        yield
        return
    role = environ.Env.db_url_config(os.environ["DATABASE_URL"])["USER"]
    with django_db_blocker.unblock():
        call_command("grant_app_role", role)
        with connection.cursor() as cursor:
            # Only tests flush whole tables, after those that really commit.
            cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {connection.ops.quote_name(role)}")
        connect_as("DATABASE_URL")
    # Content types and permissions, which nothing here reads, would take most of the time of emptying the database.
    with mock.patch("django.core.management.commands.flush.emit_post_migrate_signal"):
        yield
    with django_db_blocker.unblock():
        connect_as("OWNER_DATABASE_URL")


def connect_as(variable: str) -> None:
    """Later connections of every thread, the live server's too, are made as the account in that address."""
    if connection.vendor != "postgresql":
        return
    address = environ.Env.db_url_config(os.environ[variable])
    connection.close()
    connection.settings_dict.update(USER=address["USER"], PASSWORD=address["PASSWORD"])


@pytest.fixture(autouse=True, scope="session")
def watched_ids() -> None:
    """Whatever any test writes must be something that a file of the business can carry over (tests/archive)."""
    post_save.connect(check_history, sender=AuditRow)
    post_save.connect(check_report, sender=Report)
    post_save.connect(check_finding, sender=Finding)


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Rate limits count in the cache: without this, one test's attempts would be held against the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def own_sending_folder(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The file that names the last mail outlives a database; each test has a database, and so a file, of its own."""
    settings.SENDING_DIR = tmp_path_factory.mktemp("sending")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Everything that opens a page in a browser carries the mark; without a browser it is left out, and said so."""
    in_browser = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
    for item in in_browser:
        item.add_marker("browser")
    if not in_browser or config.option.collectonly or has_browser():
        return
    for item in in_browser:
        item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Before there are workers: one of them would install Chromium while the others look for it in vain."""
    has_browser()


def has_browser() -> bool:
    found = find_chromium() if workers.number() is not None else find_or_install_chromium()
    if not found and (os.environ.get(BROWSER_REQUIRED) == "1" or os.environ.get("CI") == "true"):
        raise pytest.UsageError("No Chromium was found, and this run requires one: set CHROMIUM to its path.")
    return bool(found)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    missing = sum(NO_BROWSER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", []))
    if missing:
        terminalreporter.section("NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{missing} tests in a real browser were NOT RUN: {NO_BROWSER}.", red=True)
        terminalreporter.line("Install one (Debian: apt-get install chromium) or set CHROMIUM to its path.", red=True)
