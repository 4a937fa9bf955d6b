"""How the suite finds its servers and tells the roles apart."""

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.chromium import find_chromium
from tests.postgres import APPLICATION, maintenance, version_in, with_account


def test_the_account_in_an_address_is_replaced() -> None:
    given = "postgresql://someone:secret@db.example:5433/outcomes"
    assert with_account(given, APPLICATION) == "postgresql://outcomes_app:outcomes-tests@db.example:5433/outcomes"
    assert maintenance(given) == "postgresql://someone:secret@db.example:5433/postgres"


def test_the_newest_version_comes_first() -> None:
    folders = ["/usr/lib/postgresql/9/bin", "/usr/lib/postgresql/18/bin", "/usr/lib/postgresql/15/bin"]
    assert sorted(folders, key=version_in, reverse=True)[0] == "/usr/lib/postgresql/18/bin"


def test_a_named_chromium_is_used_and_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "missing"))
    assert find_chromium() is None
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert find_chromium() == sys.executable


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_the_bundled_servers_start_and_are_gone_after_a_signal(end: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "TEST_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TEST_POSTGRES", "bundled")
    monkeypatch.setenv("TEST_REDIS", "bundled")
    root = Path(__file__).resolve().parents[2]
    keeper = subprocess.Popen([sys.executable, "-m", "tests.servers"], cwd=root, stdout=subprocess.PIPE, text=True)
    assert keeper.stdout is not None
    said = ""
    for line in keeper.stdout:
        said += line
        if line.startswith("export REDIS_URL"):
            break
    servers = psutil.Process(keeper.pid).children(recursive=True)
    assert len(servers) >= 2, said

    keeper.send_signal(end)

    keeper.communicate(timeout=30)
    _, alive = psutil.wait_procs(servers, timeout=10)
    assert alive == []
