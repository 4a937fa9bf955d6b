"""How many calls a token may make: so many a minute, counted in the cache by atomic additions."""

import logging
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

MINUTE = 60
log = logging.getLogger(__name__)


def count_call(token_id: int, now: float) -> int:
    """Calls of this token in this minute, the present one included. 0 when the cache is away: nobody is held up."""
    key = f"api-calls:{token_id}:{int(now) // MINUTE}"
    try:
        try:
            return int(cache.incr(key))
        except ValueError:  # the first of its minute; of several first ones, one puts the nought there
            cache.add(key, 0, timeout=2 * MINUTE)
            return int(cache.incr(key))
    except (RedisError, ValueError):  # away, or emptied in between
        log.warning("calls of the API could not be counted")
        return 0


class CallsAMinute(BaseThrottle):  # type: ignore[misc]
    """At most settings.API_CALLS_A_MINUTE calls of one token in each minute by the clock."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Raises Throttled with the seconds until there is room again."""
        now = time.time()
        if count_call(request.auth.token.pk, now) > settings.API_CALLS_A_MINUTE:
            raise Throttled(wait=MINUTE - int(now) % MINUTE)
        return True
