"""Counting queries the way performance.md counts them: session and person included, transaction marks not."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# PREPARE comes once a connection (core/flat.py), and none is made for a request.
MARKS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT", "PREPARE")


@contextmanager
def count_queries(exactly: int) -> Iterator[None]:
    """Fails, listing them, unless the block makes exactly this many queries."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        yield
    made = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(MARKS)]
    assert len(made) == exactly, f"{len(made)} queries, not {exactly}:\n" + "\n".join(made)
