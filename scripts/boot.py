"""Makes .venv match the locks, then runs one command of the project inside it.

    python3 scripts/boot.py run|test|bench [arguments]
    python3 scripts/boot.py setup [--dev]

Standard library only, and written so that a Python that is too old still reads it far enough to say so.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "outcomes-lock"
BYTECODE = VENV / "bytecode"
LOCKS = ROOT / "requirements"

# What each command runs in the venv, and the lock it needs. The dev lock holds everything in the run lock.
COMMANDS = {
    "run": ("run", ["manage.py", "up"]),
    "test": ("dev", ["scripts/suite.py"]),
    "bench": ("dev", ["-m", "benchmarks"]),
}


def main(arguments: list[str]) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 -- this line is for the Python that should not be here
        found = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"Outcomes needs Python 3.11 or newer, with venv; this is Python {found}.")
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command == "setup":
        ensure_venv("dev" if "--dev" in rest else "run")
        return
    if command not in COMMANDS:
        sys.exit(__doc__)
    kind, program = COMMANDS[command]
    ensure_venv(kind)
    os.chdir(ROOT)
    if command == "run":
        # ./run needs no server and touches none, whatever addresses the shell happens to know.
        os.environ["OUTCOMES_MODE"] = "embedded"
        for name in ("DATABASE_URL", "REDIS_URL", "TEST_DB"):
            os.environ.pop(name, None)
    keep_bytecode()
    # Replacing this process keeps its id: whoever signals ./run or ./test reaches the program itself.
    os.execv(PYTHON, [str(PYTHON), *program, *rest])


def keep_bytecode() -> None:
    """Each command starts several processes, and the suite a hundred: without bytecode each compiles everything anew.

    Who asked Python to leave no files beside the sources still gets that: the files lie in .venv.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(BYTECODE))


def ensure_venv(kind: str) -> None:
    """Bring .venv to the lock `kind`; a venv with the dev lock serves both and is kept at dev."""
    if stamp_satisfies(read_stamp(), kind, LOCKS):
        return
    guard = os.open(LOCKS, os.O_RDONLY)
    fcntl.flock(guard, fcntl.LOCK_EX)  # ./run and ./test started together make one venv, not two halves
    try:
        stamp = read_stamp()
        if stamp_satisfies(stamp, kind, LOCKS):
            return
        started = time.monotonic()
        kind = kind_to_install(stamp, kind)
        print(f"Setting up .venv from requirements/{kind}.txt ...", flush=True)
        if stamp.get("python") != sys.version or not PYTHON.exists():
            make_venv()
        STAMP.unlink(missing_ok=True)  # interrupted from here on means: start afresh next time
        install(kind)
        write_stamp(kind)
        print(f"Ready in {time.monotonic() - started:.1f} s.", flush=True)
    finally:
        os.close(guard)


def lock_files(kind: str, locks: Path) -> list[Path]:
    return [locks / "uv.txt", locks / f"{kind}.txt"]


def digest(kind: str, locks: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in lock_files(kind, locks))).hexdigest()


def read_stamp() -> dict[str, str]:
    """What the venv was made from: kind, digest and Python; empty when it was never finished."""
    if not STAMP.exists() or not PYTHON.exists():
        return {}
    kind, made_from, python = [*STAMP.read_text().split("\n", 2), "", "", ""][:3]
    return {"kind": kind, "digest": made_from, "python": python}


def write_stamp(kind: str) -> None:
    STAMP.write_text(f"{kind}\n{digest(kind, LOCKS)}\n{sys.version}")


def stamp_satisfies(stamp: dict[str, str], kind: str, locks: Path) -> bool:
    if stamp.get("kind") not in (kind, "dev") or stamp.get("python") != sys.version:
        return False
    return stamp["digest"] == digest(stamp["kind"], locks)


def kind_to_install(stamp: dict[str, str], kind: str) -> str:
    return "dev" if stamp.get("kind") == "dev" else kind


def make_venv() -> None:
    if not can_make_venv():
        install_venv_support()
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True, cwd=ROOT)


def can_make_venv() -> bool:
    """Debian and Ubuntu leave ensurepip out of python3; asked of a fresh process, as apt may just have run."""
    return subprocess.run([sys.executable, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0


def install_venv_support() -> None:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    command = ["apt-get", "install", "-y", "--no-install-recommends", package]
    if not shutil.which("apt-get"):
        sys.exit("This Python has no venv support: install the venv and ensurepip modules for it.")
    if os.geteuid() != 0:
        sys.exit("This Python has no venv support. Run once: sudo " + " ".join(command))
    print(f"Installing {package} ...", flush=True)
    quiet_apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], stdout=subprocess.DEVNULL, env=quiet_apt)
    if subprocess.run(command, stdout=subprocess.DEVNULL, env=quiet_apt).returncode != 0 or not can_make_venv():
        sys.exit(f"{package} could not be installed; this Python cannot make a venv without it.")


def install(kind: str) -> None:
    uv_lock, lock = lock_files(kind, LOCKS)
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--require-hashes"]
    uv = [str(PYTHON), "-m", "uv", "pip", "sync", "-q", "--require-hashes", "--python", str(PYTHON)]
    try:
        subprocess.run([*pip, "-r", str(uv_lock)], check=True, env=environment, cwd=ROOT)
        subprocess.run([*uv, str(uv_lock), str(lock)], check=True, env=environment, cwd=ROOT)
    except (subprocess.CalledProcessError, OSError):
        # uv reads neither pip's mirrors nor its certificates; where those are needed, pip still serves.
        print("uv could not install the lock; trying pip ...", flush=True)
        fallback = subprocess.run([*pip, "--no-deps", "-r", str(lock)], env=environment, cwd=ROOT)
        if fallback.returncode != 0:
            sys.exit("The packages could not be installed: see the lines above.")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.cmd[0]} failed with status {error.returncode}.")
