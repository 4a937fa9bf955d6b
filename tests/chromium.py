"""Finds a Chromium for the browser tests, or installs one where that is allowed."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

BROWSER_REQUIRED = "REQUIRE_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Without these Chromium calls home, on its own, while the tests measure.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Chromium's own sandbox refuses to start as root.
AS_ROOT = ("--no-sandbox", "--disable-dev-shm-usage")


def flags() -> list[str]:
    return [*FLAGS, *(AS_ROOT if os.geteuid() == 0 else ())]


@cache
def find_or_install_chromium() -> str | None:
    return find_chromium() or (find_chromium() if install_chromium() else None)


def find_chromium() -> str | None:
    """The one named in CHROMIUM and no other; else the system's; else Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    return next((path for path in (*MAC_PATHS, playwrights_own()) if os.access(path, os.X_OK)), None)


def playwrights_own() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install_chromium() -> bool:
    """Debian's package, as root only; Ubuntu's is a door to snap, which needs more than a test run may change."""
    os_release = Path("/etc/os-release")
    debian = os_release.exists() and "\nID=debian" in "\n" + os_release.read_text()
    if os.environ.get("CHROMIUM") or not debian or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("Installing Debian's chromium for the browser tests ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *command], stdout=subprocess.DEVNULL, env=environment, check=False)
    return shutil.which("chromium") is not None
