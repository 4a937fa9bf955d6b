"""Addresses by name, each put together once: a page prints dozens, and their patterns cost more than its rows do."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, get_urlconf, reverse

MARK = "1987654321234567891"  # stands for a number or a slug while an address is put together
KEPT = 4096  # by name and arguments, so that no page ever gets another's; the least used are forgotten


@lru_cache(maxsize=KEPT)
def _made(urls: Any, prefix: str, name: str, args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, urls, args=args, kwargs=dict(named))


def address(name: str, *args: Any, **named: Any) -> str:
    """As Django's `reverse`; raises NoReverseMatch."""
    return _made(get_urlconf(), get_script_prefix(), name, args, tuple(named.items()))


def by_last(name: str, *args: Any) -> Callable[[int | str], str]:
    """The addresses that differ in their last argument alone, a number or a slug: for rows by the hundred."""
    head, _, tail = address(name, *args, MARK).rpartition(MARK)
    return lambda last: f"{head}{last}{tail}"
