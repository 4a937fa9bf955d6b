"""A mail server that takes everything and keeps nothing, as a process of its own: `python -m benchmarks.sink PORT`.

Says 0 when it listens; then, at each newline on standard input, how many connections there were so far.
"""

import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Taker:
    """Counts the greetings."""

    connections = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Once a connection."""
        self.connections += 1
        session.host_name = hostname
        return responses

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
