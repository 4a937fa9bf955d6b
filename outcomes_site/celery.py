"""The Celery application: it only wakes up work that the tables of jobs/ remember."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcomes_site.settings")

app = Celery("outcomes_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
