"""The clocks that durable work obeys: the database's for leases, the local calendar's for timetables."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone


def database_now() -> datetime:
    """What time it is for leases: workers whose own clocks differ must not steal from each other."""
    if connection.vendor != "postgresql":
        return timezone.now()  # SQLite is on this machine
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now.astimezone(UTC)


def instant(day: date, at: time, zone: str) -> datetime:
    """The moment that local time names on that day.

    A time that the clocks skip is the first moment after the gap; a time that comes twice is its first occurrence.
    """
    place = ZoneInfo(zone)
    naive = datetime.combine(day, at.replace(fold=0, tzinfo=None))
    moment = naive.replace(tzinfo=place).astimezone(UTC)
    if moment.astimezone(place).replace(tzinfo=None) == naive:
        return moment
    # In a gap the two readings of the same local time stand before and after the change; find the change itself.
    early = naive.replace(tzinfo=place, fold=1).astimezone(UTC)
    after = moment.astimezone(place).utcoffset()
    seconds_low, seconds_high = 0, int((moment - early).total_seconds())
    while seconds_low < seconds_high:
        middle = (seconds_low + seconds_high) // 2
        if (early + timedelta(seconds=middle)).astimezone(place).utcoffset() == after:
            seconds_high = middle
        else:
            seconds_low = middle + 1
    return early + timedelta(seconds=seconds_low)


def next_instant(after: date, at: time, zone: str) -> datetime:
    """The moment of the first local date after this one; a date that the calendar of the zone leaves out has none."""
    day = after
    while True:
        day += timedelta(days=1)
        moment = instant(day, at, zone)
        if moment.astimezone(ZoneInfo(zone)).date() == day:
            return moment


def next_hour(after: datetime, zone: str) -> datetime:
    """The next moment at which a clock there shows a full hour; offsets of parts of an hour have hours of their own."""
    place, moment = ZoneInfo(zone), after.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    while minute := moment.astimezone(place).minute:
        moment += timedelta(minutes=60 - minute)
    return moment


def latest_date(now: datetime, at: time, zone: str) -> date:
    """The newest local date whose moment has come: after a long stop that one is served, not each missed one."""
    day = now.astimezone(ZoneInfo(zone)).date()
    return day if instant(day, at, zone) <= now else day - timedelta(days=1)
