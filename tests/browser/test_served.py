"""A request that nobody waits for any more is over before the next test begins."""

import http.client
import threading

import pytest

from tests.browser.served import Site
from workspace.sample.picture import sample_picture


def test_what_was_asked_for_and_left_is_waited_for(live: str, server: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, gate, drawn = threading.Event(), threading.Event(), threading.Event()

    def slow() -> object:
        asked.set()
        gate.wait(60)
        drawn.set()
        return sample_picture()

    monkeypatch.setattr("workspace.views.welcome.sample_picture", slow)
    left = http.client.HTTPConnection(server.host, server.port)
    left.request("GET", "/")
    assert asked.wait(60)
    left.close()
    with pytest.raises(AssertionError, match="still open"):
        server.settle(limit=0.1)
    assert not drawn.is_set()
    gate.set()
    server.settle()
    assert drawn.is_set()
