"""The Dockerfile's own steps, each as it stands there, in a bare Debian root: what a build does without its engine.

BARE_ROOT=/somewhere/root ./test tests/operations/test_bare_root.py

Needs root, `debootstrap`, and packages from the network, so it is run when asked for. The root is made where there is
none; it stays, and the next run copies it.
"""

import http.client
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from packaging.markers import Marker

from tests.operations.test_image import ROOT, SECRET, dockerfile, kept
from tests.processes import free_port

BARE = os.environ.get("BARE_ROOT", "")
SUITE = "bookworm"  # what the base image is made of
pytestmark = pytest.mark.skipif(not BARE, reason="asked for with BARE_ROOT=/where/it/is/or/goes")
LIMIT = 120.0
# A new mount space, which goes with the process: what programs expect to be there.
ENTER = 'mount --rbind /dev "$0/dev" && mount -t proc proc "$0/proc" && exec chroot "$@"'
ANYBODY = "--userspec=10001:10001"


@dataclass
class Stage:
    """A part of the Dockerfile: its instructions in order, each as (word, the rest)."""

    root: Path
    steps: list[tuple[str, str]]
    environment: dict[str, str] = field(
        default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
    )
    folder: str = "/"

    def command(self, *words: str, user: str = "--userspec=0:0") -> list[str]:
        """These words, run inside."""
        inside = ["env", "-i", *(f"{k}={v}" for k, v in self.environment.items()), *words]
        enter = ["sh", "-c", f'cd {shlex.quote(self.folder)} && exec "$@"', "sh", *inside]
        return ["unshare", "--mount", "sh", "-ec", ENTER, str(self.root), user, str(self.root), *enter]

    def run(self, *words: str, user: str = "--userspec=0:0") -> str:
        done = subprocess.run(self.command(*words, user=user), capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, f"{words}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout


def stages() -> list[list[tuple[str, str]]]:
    """The instructions after each FROM."""
    text = re.sub(r"^#.*\n", "", dockerfile(), flags=re.MULTILINE).replace("\\\n", " ")
    found: list[list[tuple[str, str]]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        word, rest = line.split(None, 1)
        if word == "FROM":
            found.append([])
        elif found:
            found[-1].append((word, rest))
    return found


@pytest.fixture(scope="module")
def base() -> Path:
    """Debian with the Python of the base image, and nothing else."""
    root = Path(BARE)
    if not (root / "usr" / "bin" / "python3").exists():
        packages = "--include=python3,python3-venv,ca-certificates"
        made = ["debootstrap", "--variant=minbase", packages, SUITE, str(root)]
        subprocess.run(made, check=True, capture_output=True, timeout=1800)
    return root


@pytest.fixture(scope="module")
def wheels(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the lock names for the Python inside, fetched as this machine fetches packages: the root knows no index."""
    folder = tmp_path_factory.mktemp("wheels")
    inside = Stage(base, []).run("python3", "-c", "import platform; print(platform.python_version())").strip()
    lock = folder.with_name("run.txt")
    lock.write_text(locked_for(inside))
    fetch = ["download", "--quiet", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(lock)]
    subprocess.run([sys.executable, "-m", "pip", *fetch, "-d", str(folder)], check=True, timeout=600)
    return folder


def locked_for(python: str) -> str:
    """The lock with what is meant for this Python, whichever it is."""
    found = []
    for entry in re.split(r"(?<!\\)\n(?=\S)", (ROOT / "requirements" / "run.txt").read_text()):
        _, _, marker = entry.split("\\\n", 1)[0].partition(" ; ")
        meant = {"python_full_version": python, "python_version": ".".join(python.split(".")[:2])}
        if marker and not Marker(marker.strip()).evaluate(meant):
            continue
        found.append(entry.replace(f" ; {marker}", " ", 1) if marker else entry)
    return "\n".join(found)


@pytest.fixture(scope="module")
def image(base: Path, wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Both stages, one after the other, each in a copy of the bare root."""
    work = tmp_path_factory.mktemp("bare")
    built: list[Stage] = []
    for number, steps in enumerate(stages()):
        root = work / str(number)
        subprocess.run(["cp", "--archive", str(base), str(root)], check=True)
        stage = Stage(root, steps)
        # The base image's name for it.
        (root / "usr" / "local" / "bin" / "python").symlink_to("/usr/bin/python3")
        for word, rest in steps:
            follow(stage, word, rest, built, wheels)
        built.append(stage)
    yield built[-1]
    shutil.rmtree(work, ignore_errors=True)


def follow(stage: Stage, word: str, rest: str, built: list[Stage], wheels: Path) -> None:
    """One instruction. What says nothing about the files is for the tests below."""
    if word == "RUN":
        if "pip install" in rest:
            shutil.copytree(wheels, stage.root / "wheels")
            stage.environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/wheels"}
        stage.run("sh", "-ec", rest)
    elif word == "ENV":
        for name, value in (pair.split("=", 1) for pair in shlex.split(rest)):
            stage.environment[name] = value.replace("$PATH", stage.environment["PATH"])
    elif word == "WORKDIR":
        stage.folder = rest
        (stage.root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
    elif word == "COPY" and rest.startswith("--from="):
        _, source, target = rest.split()
        shutil.copytree(built[0].root / source.lstrip("/"), stage.root / target.lstrip("/"), symlinks=True)
    elif word == "COPY":
        source, target = rest.split()
        copy(ROOT, stage.root / stage.folder.lstrip("/"), kept()) if source == "." else copy(
            ROOT / Path(source).parent, (stage.root / target.lstrip("/")).parent, [Path(source).name]
        )


def copy(source: Path, target: Path, names: list[str]) -> None:
    """These files and folders, as a build would see them."""
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source / name, target / name)


def production(port: int) -> dict[str, str]:
    return {
        "SECRET_KEY": SECRET, "ALLOWED_HOSTS": "localhost", "SITE_URL": "https://localhost", "EMAIL_URL": "smtp://x:1",
        "DEFAULT_FROM_EMAIL": "o@example.com", "DATABASE_URL": "postgresql://outcomes_app:x@127.0.0.1:1/outcomes",
        "REDIS_URL": "redis://127.0.0.1:1/0", "LISTEN": f"127.0.0.1:{port}", "WEB_PROCESSES": "1", "TMPDIR": "/tmp",
        "OUTCOMES_VAR": "/var/lib/outcomes",
    }  # fmt: skip


def test_every_step_runs_and_leaves_what_it_says(image: Stage) -> None:
    assert ("USER", "10001:10001") in image.steps
    app = image.root / "app"
    assert (app / "staticfiles" / "staticfiles.json").exists()
    assert list(app.glob("outcomes_site/__pycache__/*.pyc")), "compiled while it was built"
    assert not (image.root / "tmp" / "build").exists(), "the embedded secret stays in no layer"
    assert "outcomes:x:10001:10001" in (image.root / "etc" / "passwd").read_text()
    owned = image.run("find", "/", "-xdev", "-uid", "10001", "-not", "-path", "/proc/*").split()
    assert owned == ["/var/lib/outcomes"], "of all files it owns the folder of the senders"
    image.run("python", "-m", "pip", "check")


def test_it_starts_as_nobody_in_particular_and_is_refused_without_settings(image: Stage) -> None:
    refused = subprocess.run(image.command("docker/start", user=ANYBODY), capture_output=True, text=True, timeout=LIMIT)
    assert refused.returncode != 0
    assert "SECRET_KEY" in refused.stderr
    port = free_port()
    whole = Stage(image.root, [], {**image.environment, **production(port)}, image.folder)
    with pytest.raises(AssertionError, match="Permission denied"):
        whole.run("touch", "/app/written", user=ANYBODY)
    web = subprocess.Popen(whole.command("docker/start", "web", user=ANYBODY), start_new_session=True)
    try:
        assert answered(port) == 200
    finally:
        with suppress(ProcessLookupError):
            os.killpg(web.pid, signal.SIGKILL)
        web.wait()


def answered(port: int) -> int:
    """What /healthz says once somebody listens."""
    end, pause = time.monotonic() + LIMIT, threading.Event()
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        except OSError:
            assert time.monotonic() < end, "nobody listens"
            pause.wait(0.2)
        finally:
            connection.close()
