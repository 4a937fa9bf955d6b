"""The site as the browser visits it: a thread of the test's process that knows when it has nothing more to do."""

import http.client
import threading
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread

LIMIT = 60.0


class CountingServer(ThreadedWSGIServer):
    """Counts the connections it has taken on and not finished."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.serving, self.changed = 0, threading.Condition()
        super().__init__(*args, **kwargs)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.changed:
            self.serving += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.changed:
                self.serving -= 1
                self.changed.notify_all()


class Site(LiveServerThread):
    """Not pytest-django's live server, which ties the rows of every test that is served to that test."""

    server_class = CountingServer
    httpd: CountingServer

    def __init__(self) -> None:
        super().__init__("localhost", StaticFilesHandler)
        self.daemon = True

    def begin(self) -> None:
        self.start()
        self.is_ready.wait()
        if self.error:
            raise self.error

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def settle(self, limit: float = LIMIT) -> None:
        """Wait for the end of every request that was sent before, also where nobody waits for its answer any more."""
        # Connections are taken on in order: with this one answered, none that was made before is unknown.
        connection = http.client.HTTPConnection(self.host, self.port, timeout=LIMIT)
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        connection.close()
        with self.httpd.changed:
            assert self.httpd.changed.wait_for(lambda: self.httpd.serving == 0, limit), "a page is still open"
