"""The top: settings, addresses, Celery. Imported by nothing below."""

from outcomes_site.celery import app as celery_app

__all__ = ["celery_app"]
