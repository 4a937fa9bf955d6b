"""A mail server that takes everything and keeps nothing, as a process of its own: `python -m benchmarks.sink PORT`.

Says 0 when it listens; then, at each newline on standard input, how many connections there were so far.
"""

import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.inbox import Greeter


class Taker(Greeter):
    """Keeps nothing but the number of connections."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """A whole mail."""
        return "250 taken"


if __name__ == "__main__":
    taker = Taker()
    controller = Controller(taker, hostname="127.0.0.1", port=int(sys.argv[1]))
    controller.start()
    print(taker.connections, flush=True)
    for _ in sys.stdin:
        print(taker.connections, flush=True)
    controller.stop()
