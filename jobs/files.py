"""The broker of files of `./run`: Kombu's, except that a message is seen only when it is whole.

Kombu opens a message under its final name and then writes it. A worker that looks between the two takes an empty file,
cannot read it and ends, and `./run` with it.
"""

import logging
import os
import uuid
from pathlib import Path
from time import time_ns
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Writes aside, then renames; what cannot be read is left out."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # its bases differ
        whole = Path(self.data_folder_out) / f"{time_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        part = whole.with_name(f"{whole.name}.part")
        try:
            part.write_bytes(str_to_bytes(dumps(payload)))
            os.replace(part, whole)
        except OSError as error:
            raise ChannelError(f"Cannot add {whole}") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                # The tables of jobs/ remember the work; a message only wakes it.
                log.warning("a message that could not be read was left out")


class Transport(filesystem.Transport):
    """What `filesystem://` means here; see outcomes_site/celery.py."""

    Channel = Channel
