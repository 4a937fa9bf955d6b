"""`manage.py up`: the whole site on this machine, for `./run`. Needs no server; stops as one."""

import http.client
import io
import os
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from core.supervisor import Parts, first_ended, running, stop_on_signals, wait_for_end

HOST = "127.0.0.1"
PORTS_TRIED = 50
# Commands of the apps above this one; each may be run again and again.
# The samples are loaded once: what somebody changed in them is not lost by the next start.
CONTENT: tuple[tuple[str, list[str]], ...] = (("load_frameworks", []), ("demo", ["--keep"]))
# Whoever tries the product as root in a container need not be told by Celery, each time, above the address.
NO_ROOT_WARNING = "ignore:You're running the worker with superuser privileges"


class Command(BaseCommand):
    help = "Migrates, loads the sample, and runs the site with a worker on SQLite until Ctrl-C."
    # The checks run with `migrate`; once is enough.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("`up` is the embedded mode: unset DATABASE_URL, or set OUTCOMES_MODE=embedded.")
        wanted = int(os.environ.get("PORT") or 8000)
        port = first_free_port(wanted)
        if port != wanted:
            self.say(f"Port {wanted} is taken; using {port}.")
        stopping = stop_on_signals()
        # Mails written while the sample is loaded already point to the port that is served.
        settings.SITE_URL = f"http://localhost:{port}"
        sign_ins = self.prepare()
        if stopping.is_set():
            return
        environment = {**os.environ, "OUTCOMES_MODE": "embedded", "PORT": str(port), "PYTHONWARNINGS": NO_ROOT_WARNING}
        with running(commands(port, settings.VAR_DIR), settings.BASE_DIR, environment) as parts:
            if answers(port, parts, stopping):
                self.welcome(port, sign_ins)
            ended = wait_for_end(parts, stopping)
            self.say("Stopping ...")
        if ended:
            raise CommandError(f"The {ended} ended with status {parts[ended].returncode}, so everything was stopped.")

    def prepare(self) -> str:
        """The database, the static files and the sample; returns what the sample says of its sign-ins."""
        self.say("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        said = io.StringIO()
        for command, arguments in CONTENT:
            if command in get_commands():
                call_command(command, *arguments, stdout=said)
        return said.getvalue().strip()

    def welcome(self, port: int, sign_ins: str) -> None:
        self.say(f"\nOutcomes is at http://localhost:{port}/")
        self.say(f"The mail it sends is at http://localhost:{port}/dev/mail/")
        if sign_ins:
            self.say(f"\n{sign_ins}")
        self.say("\nCtrl-C stops it.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def commands(port: int, var: Path) -> dict[str, list[str]]:
    """The web server and the worker with its beat; neither opens another port or a control socket."""
    schedule = var / "beat-schedule"
    # The record of what is due is in the database; a shelf left by another version would only break the start.
    for file in var.glob(f"{schedule.name}*"):
        file.unlink()
    python = [sys.executable, "-m"]
    return {
        "web server": [
            *python, "gunicorn", "outcomes_site.wsgi", "--bind", f"{HOST}:{port}",
            "--worker-class", "gthread", "--workers", "1", "--threads", "8",
            "--timeout", "60", "--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket",
        ],
        "worker": [
            *python, "celery", "--quiet", "-A", "outcomes_site", "worker", "--pool", "threads", "-c", "2",
            "-B", "--schedule", str(schedule), "--loglevel", "WARNING",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ],
    }  # fmt: skip


def first_free_port(wanted: int) -> int:
    for port in range(wanted, min(wanted + PORTS_TRIED, 65_536)):
        with socket.socket() as probe:
            # As gunicorn binds: a port whose last connections are still closing is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise CommandError(f"No port from {wanted} on is free: set PORT to one that is.")


def answers(port: int, parts: Parts, stopping: threading.Event) -> bool:
    """Wait until the server answers a request; False when a part ended or the end was asked for before."""
    while not stopping.wait(0.1) and first_ended(parts) is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
        return True
    return False
