"""docker-compose.yml as it is written: by Debian's client where one is installed, and by what must hold in any case."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
OURS = ["web", "worker", "beat", "migrate"]
NEEDED = re.compile(r"\$\{(\w+):\?")
SECRETS = {
    "SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL",
    "POSTGRES_PASSWORD", "OWNER_DATABASE_PASSWORD", "APP_DATABASE_PASSWORD",
}  # fmt: skip


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return found


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = compose["services"]
    return found


def test_the_client_accepts_it_and_refuses_it_without_a_secret() -> None:
    client = shutil.which("docker-compose")
    if client is None:
        pytest.skip("no docker-compose client here; the other tests of this file still judge it")
    environment = {"PATH": os.environ["PATH"], **dict.fromkeys(SECRETS, "x")}
    command = [client, "-f", str(COMPOSE), "config", "-q"]
    assert subprocess.run(command, env=environment, cwd=ROOT).returncode == 0
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        without = {key: value for key, value in environment.items() if key != name}
        assert subprocess.run(command, env=without, cwd=ROOT, capture_output=True).returncode != 0, name


def test_it_has_every_part_of_production(services: dict[str, Any]) -> None:
    assert list(services) == [*OURS, "postgres", "redis"]


def test_every_secret_must_be_given_and_none_has_a_default() -> None:
    text = COMPOSE.read_text()
    assert set(NEEDED.findall(text)) == SECRETS
    for name in SECRETS:
        assert not re.search(rf"\${{{name}\b(?!:\?)", text), name
    assert not re.search(r"(?im)^\s*\w*(password|_key): *[^$\s]", text)


def test_the_example_names_every_variable_and_gives_no_secret() -> None:
    example = (ROOT / ".env.example").read_text()
    given = dict(re.findall(r"^(\w+)=(.*)$", example, re.MULTILINE))
    assert set(given) == {*SECRETS, "SECRET_KEY_FALLBACKS"}
    assert not any(given.values())
    optional = set(re.findall(r"\$\{(\w+):-", COMPOSE.read_text()))
    unnamed = {name for name in optional - set(given) if f"{name}=" not in example}
    assert unnamed == {"SITE_URL_INSECURE", "POSTGRES_IMAGE", "REDIS_IMAGE"}, "in docs/operating.md instead"
    for name in ("SITE_URL_INSECURE", "POSTGRES_IMAGE", "REDIS_IMAGE"):
        assert name in (ROOT / "docs" / "operating.md").read_text()


@pytest.mark.parametrize("name", [*OURS, "postgres", "redis"])
def test_nothing_runs_as_root_or_can_become_it(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["user"] not in ("", "root", "0", "0:0")
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")
    assert all("docker.sock" not in str(volume) for volume in service.get("volumes", []))


@pytest.mark.parametrize("name", ["web", "worker", "beat", "postgres", "redis"])
def test_what_runs_on_is_restarted_watched_and_given_time_to_stop(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"]
    assert int(service["stop_grace_period"].removesuffix("s")) >= 30


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_tables_are_made(services: dict[str, Any], name: str) -> None:
    assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_only_migrate_knows_the_owner_of_the_tables(services: dict[str, Any]) -> None:
    """Row-level security holds for whoever is not the owner."""
    assert services["migrate"]["restart"] == "no"
    assert "outcomes_owner:" in services["migrate"]["environment"]["DATABASE_URL"]
    for name in ("web", "worker", "beat"):
        assert "outcomes_app:" in services[name]["environment"]["DATABASE_URL"]
        assert "OWNER" not in str(services[name]["environment"])
        assert "POSTGRES_PASSWORD" not in str(services[name]["environment"])


def test_data_outlives_the_containers_and_redis_drops_nothing(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["postgres"]["volumes"][0] == "database:/var/lib/postgresql/data"
    assert services["redis"]["volumes"] == ["broker:/data"]
    assert set(compose["volumes"]) == {"database", "broker", "sending"}
    command = " ".join(services["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_what_sends_mail_keeps_which_one_was_the_last_outside_the_database(compose: dict[str, Any]) -> None:
    """One volume for all that may send: a second one would not know of the first one's mail."""
    for name in ("web", "worker"):
        service = compose["services"][name]
        folder = service["environment"]["OUTCOMES_VAR"]
        assert service["volumes"] == [f"sending:{folder}"]
    owned = r"install --directory --owner 10001 --group 10001 --mode 700 (\S+)"
    assert re.findall(owned, (ROOT / "Dockerfile").read_text()) == [folder]


def test_only_the_web_service_is_reachable_and_only_from_this_machine(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert [name for name, service in services.items() if service.get("ports")] == ["web"]
    assert services["web"]["ports"] == ["${LISTEN:-127.0.0.1:8000}:8000"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert services["postgres"]["networks"] == services["redis"]["networks"] == ["inside"]


def test_the_web_process_pools_and_the_worker_does_not(services: dict[str, Any]) -> None:
    web = services["web"]["environment"]
    assert web["DATABASE_POOL"] == "${DATABASE_POOL:-8}"
    assert web["WEB_THREADS"] == "${WEB_THREADS:-8}"
    assert services["worker"]["environment"]["DATABASE_POOL"] == 0
