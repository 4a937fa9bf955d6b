"""Things that a module's tests only look at or change in passing: made once, found by each test as they were made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction
from pytest_django import DjangoDbBlocker

Made = TypeVar("Made")


@contextmanager
def kept(blocker: DjangoDbBlocker, make: Callable[[], Made]) -> Iterator[Made]:
    """For fixtures of a module whose tests are `django_db`, none of them with `transaction=True`.

    The rows are in a transaction around those of the tests and go with it. Python's own objects are the same for all:
    a test that may change one takes a copy.
    """
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # as in TestCase: a durable block may be inside
    with blocker.unblock():
        around.__enter__()
    try:
        with blocker.unblock():
            made = make()
        yield made
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
