"""The web server of production under more clients than it has threads: how many connections to PostgreSQL it makes
(performance.md goal 5).

gunicorn with the settings of the image on the production settings; four times as many clients as threads, each with a
connection kept alive; PostgreSQL itself says how many sessions began.
"""

import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.database import real_database
from benchmarks.table import Row, row

CLIENTS_A_THREAD = 4
WARM_UP, REQUESTS = 400, {True: 1_000, False: 3_000}
SHAPE = {True: (1, 4), False: (2, 8)}  # processes, threads of each; the pool has as many connections as threads
PATIENCE = 60.0


@dataclass
class Load:
    """What the clients saw."""

    left: int
    addresses: Iterator[str]
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> str | None:
        """The next address, or None when enough was asked."""
        with self.lock:
            self.left -= 1
            return next(self.addresses) if self.left >= 0 else None


def run(quick: bool = False) -> list[Row]:
    """The table of goal 5."""
    with real_database():
        return measure(*SHAPE[quick], REQUESTS[quick])


def measure(processes: int, threads: int, requests: int) -> list[Row]:
    """Needs Django; see `real_database`."""
    from tests.processes import free_port

    addresses, user_id = sample()
    port, bound, clients = free_port(), processes * threads, processes * threads * CLIENTS_A_THREAD
    with tempfile.TemporaryDirectory() as folder, monitor() as watch:
        environment = production(port, processes, threads, Path(folder))
        call = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
        subprocess.run(call, env=environment, check=True)
        call = [sys.executable, "-m", "benchmarks.connections", str(user_id)]
        key = subprocess.run(call, env=environment, check=True, capture_output=True, text=True).stdout.strip()
        with served(port, environment):
            warm = ask(port, key, addresses, WARM_UP, clients)
            before = watch.sessions()
            watch.most = 0
            load = ask(port, key, addresses, requests, clients)
            begun, most = watch.sessions() - before, watch.most
    for words in [*warm.failed, *load.failed][:5]:
        print(words, file=sys.stderr)
    what = f"{clients} clients, {processes} × {threads} threads"
    return [
        row("5", f"new connections per 1,000 requests, {what}", begun * 1e3 / requests, "", None, 0),
        row("5", "connections at once, never more than the pools hold", most, "", None, bound),
        row("5", f"failed of {requests:,} requests", len(load.failed) + len(warm.failed), "", None, 0),
    ]


def sample() -> tuple[list[str], int]:
    """Pages of the sample business, and who may read them."""
    from datetime import UTC, datetime

    from accounts.models import User
    from tests.conftest import connect_as
    from workspace.sample.actions import compute_now, reset_demo

    connect_as("DATABASE_URL")
    now = datetime.now(UTC)
    business = reset_demo(password="bench", at=now)
    compute_now(business=business, at=now)
    pages = ("", "actions/", "history/", "reviews/", "check-in/")
    return [f"/b/{business.slug}/{page}" for page in pages], User.objects.get(email="nadia@example.com").pk


def production(port: int, processes: int, threads: int, folder: Path) -> dict[str, str]:
    """The environment of the web service (docker-compose.yml) with our database."""
    from django.db import connection

    base, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    return {
        **os.environ,
        "OUTCOMES_MODE": "production",
        "DATABASE_URL": f"{base}/{connection.settings_dict['NAME']}",
        "SECRET_KEY": os.urandom(40).hex(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SITE_URL_INSECURE": "1",
        "EMAIL_URL": "smtp://127.0.0.1:2525",
        "DEFAULT_FROM_EMAIL": "Bench <bench@example.com>",
        "OUTCOMES_VAR": str(folder / "var"),
        "STATIC_ROOT": str(folder / "static"),
        "LISTEN": f"127.0.0.1:{port}",
        "WEB_PROCESSES": str(processes),
        "WEB_THREADS": str(threads),
        "DATABASE_POOL": str(threads),
        "LOG_LEVEL": "WARNING",
    }


def session_of(user_id: int) -> str:
    """The key of a session of this person; in a process with the server's own secret."""
    import django

    django.setup()
    from accounts.models import User
    from tests.browser.looks import new_session

    return new_session(User.objects.get(pk=user_id))


@contextmanager
def served(port: int, environment: dict[str, str]) -> Iterator[None]:
    """The server, from its first answer on."""
    call = [sys.executable, "-m", "gunicorn", "outcomes_site.wsgi", "--config", "docker/gunicorn.py"]
    server = subprocess.Popen(call, env=environment)
    try:
        until = time.monotonic() + PATIENCE
        while not answers(port):
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the web server did not start")
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(PATIENCE)


def answers(port: int) -> bool:
    """Whether somebody answers there."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        client.request("GET", "/healthz")
        return client.getresponse().status == 200
    except OSError:
        return False
    finally:
        client.close()


def ask(port: int, key: str, addresses: list[str], requests: int, clients: int) -> Load:
    """So many requests by so many clients at once."""
    load = Load(requests, cycle(addresses))
    workers = [threading.Thread(target=client, args=(port, key, load)) for _ in range(clients)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return load


def client(port: int, key: str, load: Load) -> None:
    """One browser: asks the next page when the last was answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    while (address := load.take()) is not None:
        try:
            connection.request("GET", address, headers={"Cookie": f"sessionid={key}"})
            answer = connection.getresponse()
            answer.read()
            said = "" if answer.status == 200 else f"{address}: {answer.status}"
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            said = f"{address}: {error!r}"
        if said:
            with load.lock:
                load.failed.append(said)
    connection.close()


@dataclass
class Watch:
    """A connection of its own that counts the others of this database."""

    connection: Any
    most: int = 0

    def sessions(self) -> int:
        """How many sessions began so far, those of before included; a second later, when each has said so."""
        time.sleep(1.5)
        sql = "SELECT sessions FROM pg_stat_database WHERE datname = current_database()"
        return int(self.connection.execute(sql).fetchone()[0])


@contextmanager
def monitor() -> Iterator[Watch]:
    """Looks at the number of connections twenty times a second."""
    import psycopg
    from django.db import connection

    here = connection.settings_dict
    connection.close()
    place = {"host": here["HOST"], "port": here["PORT"], "dbname": here["NAME"]}
    with psycopg.connect(**place, user=here["USER"], password=here["PASSWORD"], autocommit=True) as own:
        watch, done = Watch(own), threading.Event()

        def look() -> None:
            sql = (
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            while not done.wait(0.05):
                found = own.execute(sql).fetchone()
                watch.most = max(watch.most, int(found[0]) if found else 0)

        looking = threading.Thread(target=look)
        looking.start()
        try:
            yield watch
        finally:
            done.set()
            looking.join()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "outcomes_site.settings"
    print(session_of(int(sys.argv[1])))
