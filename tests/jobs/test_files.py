"""The broker of files: a worker never reads half a message, and one that is broken ends nobody."""

import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from jobs.files import Channel, Transport
from outcomes_site.celery import app

MESSAGES = 300


@pytest.fixture
def channel(tmp_path: Path) -> Channel:
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "control_folder")}
    made = Connection(transport=Transport, transport_options=folders).channel()
    assert isinstance(made, Channel)
    return made


def test_the_site_uses_it() -> None:
    assert Connection("filesystem://localhost").get_transport_cls() is Transport
    assert app.main == "outcomes_site"


def test_a_reader_beside_the_writer_reads_every_message_whole(channel: Channel) -> None:
    def write() -> None:
        for number in range(MESSAGES):
            channel._put("celery", {"number": number, "text": "x" * 5_000})

    writer = threading.Thread(target=write)
    writer.start()
    seen: set[int] = set()
    while len(seen) < MESSAGES:
        try:
            seen.add(channel._get("celery")["number"])
        except Empty:
            assert writer.is_alive() or list(Path(channel.data_folder_in).glob("*.msg")) or len(seen) == MESSAGES
    writer.join()
    assert seen == set(range(MESSAGES))


@pytest.mark.parametrize("broken", [b"", b'{"half', b"\xff\xfe"])
def test_a_broken_message_is_left_out(channel: Channel, broken: bytes) -> None:
    (Path(channel.data_folder_in) / "0_a.celery.msg").write_bytes(broken)
    channel._put("celery", {"number": 1})
    assert channel._get("celery") == {"number": 1}
    with pytest.raises(Empty):
        channel._get("celery")
