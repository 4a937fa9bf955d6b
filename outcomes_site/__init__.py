"""The top: settings, addresses, Celery. Imported by nothing below."""

import os

# The engine's products of small arrays are done sooner by one thread than by several that wait for each other; and a
# worker is one process of many. Read when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from outcomes_site.celery import app as celery_app

__all__ = ["celery_app"]
