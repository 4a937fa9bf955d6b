"""The Celery application: it only wakes up work that the tables of jobs/ remember."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcomes_site.settings")

# `./run` has a broker of files: one whose messages are whole when they are seen.
TRANSPORT_ALIASES["filesystem"] = "jobs.files:Transport"

app = Celery("outcomes_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**options: Any) -> None:
    """Celery leaves the logs alone when somebody answers this: settings.LOGGING is what counts, in workers too."""
