"""Settings of the workers that tests/jobs/test_worker.py starts: a kind of work that can be stopped half way."""

from outcomes_site.settings import *  # noqa: F403

CELERY_BEAT_SCHEDULE["tick"]["schedule"] = 1.0  # noqa: F405
JOB_HANDLERS = {"probe": "tests.jobs.probe.compute"}
DUE_HANDLERS: dict[str, str] = {}
