"""Signs of life of the worker and the timetable, and whether the broker answers.

The tick is done by a worker when beat says so. So an old "tick" beside a fresh "worker" means that beat is gone, and
two old ones mean that no worker runs.
"""

from datetime import timedelta
from functools import cache

import redis
from django.conf import settings
from django.db.models import Q

from core.health import NotReady
from jobs import epoch
from jobs.clock import database_now
from jobs.models import Beat

OLD = timedelta(seconds=60)  # six ticks
OFTEN = timedelta(seconds=5)  # thousands of jobs in a row need not write the same row each time


def touch(*names: str) -> None:
    """Note a sign of life, unless a very fresh one stands."""
    now = database_now()
    for name in names:
        stale = Q(at__lt=now - OFTEN) | Q(at__gt=now)
        if not Beat.objects.filter(stale, name=name).update(at=now):
            Beat.objects.get_or_create(name=name, defaults={"at": now})


def age_of(name: str, what: str) -> float:
    """Seconds since that sign of life; too many are not ready."""
    beat = Beat.objects.filter(name=name).first()
    if beat is None:
        raise NotReady(f"{what} has not been seen yet")
    age = max(database_now() - beat.at, timedelta())
    if age > OLD:
        raise NotReady(f"{what} was not seen for over a minute", age.total_seconds())
    return age.total_seconds()


def tick() -> float:
    """The timetable is served."""
    return age_of("tick", "the tick")


def worker() -> float:
    """A worker does what it is given."""
    return age_of("worker", "a worker")


def mail() -> None:
    """No mail is held back."""
    beat = Beat.objects.filter(name__startswith=epoch.HELD).first()
    if beat is not None:
        raise NotReady(f"all mail waits: {epoch.WHY[beat.name.removeprefix(epoch.HELD)]}; see manage.py release_mail")


def broker() -> None:
    """Redis answers; the broker of files of `./run` is a folder and always does."""
    if not settings.REDIS_URL:
        return
    try:
        client().ping()
    except (redis.RedisError, OSError):
        raise NotReady("the broker does not answer") from None


@cache
def client() -> redis.Redis:
    """One client with short limits, for this question only."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
