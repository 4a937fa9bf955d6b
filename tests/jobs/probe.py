"""Work for a real worker: says when it starts, waits to be let on, and leaves one row as its result."""

import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from jobs.models import OutboxMail


def compute(business_id: int) -> Callable[[], object]:
    """Opening a named pipe waits for the other end: the test knows exactly where the worker stands when it kills it."""
    folder = Path(os.environ["PROBE_FOLDER"])
    (folder / "started").write_text("yes")
    (folder / "gate").read_text()
    return lambda: OutboxMail.objects.create(key=f"{business_id} {uuid4()}", kind="probe", state="sent")
