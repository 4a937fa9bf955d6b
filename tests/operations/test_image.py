"""The image's steps and its start, replayed without a container engine: in a folder that holds what the image would.

A new PostgreSQL gets its two accounts from the compose file's own script; then migrate, web, worker and beat are
started by `docker/start` with production settings, until /readyz says that everything is there.
"""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.postgres import maintenance, start_postgres
from tests.processes import free_port, stop
from tests.servers import start_redis

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 90.0
SECRET = "0f3a9c1b7d5e8f2a4c6b9d0e1f3a5c7b9d2e4f6a8c0b1d3e5f7a9b1c"
INSTRUCTIONS = {"ARG", "FROM", "ENV", "RUN", "COPY", "WORKDIR", "USER", "EXPOSE", "ENTRYPOINT", "CMD"}


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def run_steps() -> list[str]:
    return re.findall(r"^RUN (.+)$", dockerfile().replace("\\\n", " "), re.MULTILINE)


def kept() -> list[str]:
    return re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)


def test_the_dockerfile_installs_by_hash_and_runs_as_nobody_in_particular() -> None:
    lines = dockerfile().replace("\\\n", " ").splitlines()
    assert {line.split()[0] for line in lines if line and not line.startswith("#")} == INSTRUCTIONS
    assert any("--require-hashes" in step and "--only-binary :all:" in step for step in run_steps())
    users = [line for line in lines if line.startswith("USER")]
    assert users == ["USER 10001:10001"]
    assert lines.index(users[0]) > max(n for n, line in enumerate(lines) if line.startswith(("RUN", "COPY")))
    assert "slim" in lines[[line.startswith("ARG PYTHON") for line in lines].index(True)]


def test_the_dockerfile_holds_no_secret_and_names_no_registry() -> None:
    assert not re.search(r"(?i)secret_key|password|token", dockerfile())
    assert not re.search(r"https?://|[a-z0-9-]+\.(io|com|org)\b", dockerfile())


def test_the_image_holds_every_app_and_no_more() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    packages = {path.split("/")[0] for path in tracked if re.fullmatch(r"[a-z_]+/__init__\.py", path)}
    missing = packages - {"tests", "benchmarks"} - set(kept())
    assert not missing, "an app that .dockerignore leaves out"
    assert not {"tests", "benchmarks", ".env", "var", ".git"} & set(kept())


@dataclass
class Site:
    """What the image and the compose file would make."""

    folder: Path
    environment: dict[str, str]
    owner_url: str
    admin_url: str
    port: int
    migrated: bool = False

    def start(self, *command: str, **changed: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["docker/start", *command],
            cwd=self.folder, env={**self.environment, **changed}, capture_output=True, text=True, timeout=LIMIT,
        )  # fmt: skip

    @contextmanager
    def running(self, part: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
        with log.open("ab") as out:
            process = subprocess.Popen(
                ["docker/start", part], cwd=self.folder, env=self.environment, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            process.wait(LIMIT)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def ask(self, path: str) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except OSError:
            return 0, {}
        finally:
            connection.close()

    def until(self, path: str, status: int) -> dict[str, Any]:
        end, pause = time.monotonic() + LIMIT, threading.Event()
        while True:
            found, answer = self.ask(path)
            if found == status:
                return answer
            assert time.monotonic() < end, f"{path} last answered {found} {answer}"
            pause.wait(0.2)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if shutil.which("psql") is None or os.environ.get("TEST_DB") == "sqlite":
        pytest.skip("needs PostgreSQL and its psql")
    folder = tmp_path_factory.mktemp("image") / "app"
    for name in kept():
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    postgres, redis = start_postgres(), start_redis()
    port, address = free_port(), urlsplit(postgres.url)
    with psycopg.connect(maintenance(postgres.url), autocommit=True) as connection:
        connection.execute("CREATE DATABASE outcomes")
    database = f"{address.hostname}:{address.port}/outcomes"
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", str(folder.parent / "bytecode")),
        "HOME": "/nonexistent", "TMPDIR": str(folder.parent),
        "STATIC_ROOT": str(folder / "staticfiles"), "OUTCOMES_MODE": "production", "SECRET_KEY": SECRET,
        "SECRET_KEY_FALLBACKS": "", "ALLOWED_HOSTS": "outcomes.example", "SITE_URL": "https://outcomes.example",
        "SITE_URL_INSECURE": "0", "BEHIND_PROXY": "1", "TRUSTED_PROXY_COUNT": "1", "LOG_LEVEL": "INFO",
        "EMAIL_URL": "smtp://127.0.0.1:1", "DEFAULT_FROM_EMAIL": "outcomes@outcomes.example",
        "DATABASE_URL": f"postgresql://outcomes_app:app-word@{database}", "REDIS_URL": redis.url,
        "LISTEN": f"127.0.0.1:{port}", "WEB_PROCESSES": "1", "WORKER_PROCESSES": "1",
        # A container of the image is not root; the suite may be.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }  # fmt: skip
    yield Site(folder, environment, f"postgresql://outcomes_owner:owner-word@{database}", postgres.url, port)
    stop(redis)
    stop(postgres)


def make_roles(site: Site, owner_password: str = "owner-word") -> subprocess.CompletedProcess[str]:
    address = urlsplit(site.admin_url)
    names = {
        "PGHOST": str(address.hostname), "PGPORT": str(address.port), "POSTGRES_USER": "postgres",
        "POSTGRES_DB": "outcomes", "OWNER_DATABASE_PASSWORD": owner_password, "APP_DATABASE_PASSWORD": "app-word",
    }  # fmt: skip
    script = ROOT / "docker" / "postgres" / "10-roles.sh"
    return subprocess.run([script], env={"PATH": os.environ["PATH"], **names}, capture_output=True, text=True)


def migrate(site: Site) -> None:
    """Once for both tests, whichever of them needs it first."""
    if site.migrated:
        return
    made = make_roles(site)
    assert made.returncode == 0, made.stderr
    migrated = site.start("migrate", DATABASE_URL=site.owner_url, DATABASE_POOL="0")
    assert migrated.returncode == 0, migrated.stderr
    site.migrated = True


@pytest.mark.worker
def test_from_the_image_s_steps_to_a_ready_site_and_an_orderly_stop(site: Site, tmp_path: Path) -> None:
    collect = next(step for step in run_steps() if "collectstatic" in step)
    step = collect.replace("/tmp/build", str(tmp_path / "build"))
    subprocess.run(["sh", "-ec", step], cwd=site.folder, env=site.environment, check=True, capture_output=True)
    assert (site.folder / "staticfiles" / "staticfiles.json").exists()
    assert not (tmp_path / "build").exists(), "the embedded secret stays in no layer"

    refused = make_roles(site, owner_password="p@ss word")
    assert (refused.returncode, "letters, digits" in refused.stderr) == (1, True)
    migrate(site)

    logs = {part: tmp_path / part for part in ("web", "worker", "beat")}
    with site.running("web", logs["web"]) as web:
        assert site.until("/healthz", 200) == {"alive": True}
        assert not site.until("/readyz", 503)["checks"]["tick"]["ok"]
        with site.running("worker", logs["worker"]) as worker, site.running("beat", logs["beat"]) as beat:
            assert site.until("/readyz", 200)["ready"]
            assert site.start("ready", "tick", DATABASE_POOL="0").returncode == 0
    assert (web.returncode, worker.returncode, beat.returncode) == (0, 0, 0)
    for part, log in logs.items():
        # Celery says goodbye from its signal handler, where nothing can be logged.
        lines = [line for line in log.read_text().splitlines() if line and not line.startswith("worker: ")]
        assert all(json.loads(line)["level"] in ("info", "warning") for line in lines), (part, lines)
        assert "-word" not in log.read_text()


@pytest.mark.worker
def test_a_dump_by_the_superuser_holds_every_row_and_comes_back_with_its_walls(site: Site) -> None:
    """As docs/operating.md says it; the owner's own dump is stopped by row-level security."""
    migrate(site)
    demo = site.start("demo", "--yes", DATABASE_POOL="0")
    assert demo.returncode == 0, demo.stderr
    admin = f"{site.admin_url.rpartition('/')[0]}/outcomes"
    before = counts(admin)
    assert before["businesses_business"] == 5  # the sample clients
    assert before["metrics_reading"] > 100
    dump = subprocess.run(["pg_dump", "--format=custom", admin], capture_output=True)
    assert dump.returncode == 0, dump.stderr
    assert subprocess.run(["pg_dump", site.owner_url], capture_output=True).returncode != 0

    for command in deletions(admin):
        gone = site.start(*command, "--yes", DATABASE_URL=site.owner_url, DATABASE_POOL="0")
        assert gone.returncode == 0, gone.stderr
    kept = {name for name, rows in counts(admin).items() if rows and name in before and before[name]}
    assert not {name for name in kept if name.partition("_")[0] in ("businesses", "systems", "metrics", "reports")}

    restore = ["pg_restore", "--clean", "--if-exists", "--exit-on-error", "--single-transaction", "--dbname", admin]
    done = subprocess.run(restore, input=dump.stdout, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert counts(admin) == before
    with psycopg.connect(site.environment["DATABASE_URL"], autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM businesses_business").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM businesses_auditrow")


def deletions(url: str) -> list[tuple[str, str]]:
    """As docs/privacy.md gives them to operators: every business, then the practice's two people, the lead last."""
    with psycopg.connect(url, autocommit=True) as connection:
        slugs = connection.execute("SELECT slug FROM businesses_business").fetchall()
    people = ("amara@example.com", "ines@example.com")
    return [*(("delete_business", slug) for (slug,) in slugs), *(("delete_person", address) for address in people)]


def counts(url: str) -> dict[str, int]:
    """Rows of every table, as somebody sees them to whom row-level security does not apply."""
    with psycopg.connect(url, autocommit=True) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            name: int(connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()[0])  # type: ignore[index]
            for (name,) in names
        }
