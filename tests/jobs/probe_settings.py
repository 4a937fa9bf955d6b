"""Settings of the workers that tests/jobs/test_worker.py starts: a kind of work that can be stopped half way."""

from outcomes_site.settings import *  # noqa: F403

JOB_HANDLERS = {"probe": "tests.jobs.probe.compute"}
DUE_HANDLERS = {}
