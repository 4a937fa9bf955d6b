"""Where the coach sees the main verb of a sentence, and what it takes for told in passing."""

from __future__ import annotations

import pytest

from alignment.coach import clauses, handing


@pytest.mark.parametrize(
    ("text", "subject", "aside", "verb", "about"),
    [
        ("every tenant receives a copy before august", "every tenant", "", "receives", "a copy"),
        ("customers who were sent a card buy again", "customers", "who were sent a card", "buy", "again"),
        ("every customer who buys again is sent a card", "every customer", "who buys again", "is sent", "a card"),
        ("people we placed stay for a year", "people", "we placed", "stay", "for a year"),
        ("children given a book read more", "children", "given a book", "read", "more"),
        ("patients over sixty keep their teeth", "patients over sixty", "", "keep", "their teeth"),
        ("all boilers have been looked at by may", "all boilers", "", "have been looked", "at"),
        ("by the end of june, members can swim", "members", "", "can swim", ""),
        ("40 farmers attended", "40 farmers", "", "attended", ""),
        ("more newsletters", "more newsletters", "", "", ""),
    ],
)
def test_a_sentence_is_cut_at_its_main_verb(text: str, subject: str, aside: str, verb: str, about: str) -> None:
    """A clause told in passing, an age, a leading date and an auxiliary do not mislead it."""
    found = clauses.read(text)
    assert [" ".join(part) for part in (found.subject, found.aside, found.verb, found.object)] == [
        subject, aside, verb, about,
    ]  # fmt: skip


def test_whom_a_share_is_taken_of_is_kept_apart() -> None:
    """ "Of the people we phoned, ..." is no part of the claim."""
    found = clauses.read("of the people we phoned, one in three comes back")
    assert found.about[:3] == ("of", "the", "people")
    assert "phoned" not in found.subject


@pytest.mark.parametrize(
    ("text", "handled"),
    [
        ("every tenant receives a copy before august", True),
        ("every tenant receives his deposit back before august", False),
        ("all members are shown the machines by june", True),
        ("all members are shown the machines without asking by june", False),
        ("90% of drivers have completed the course by june", True),
        ("90% of drivers can explain the course by june", False),
        ("nobody is given a copy by june", False),
        ("seats are taken by families by june", False),
        ("clients get paid by june", False),
        ("40 buyers each month come with a problem we solve", False),
        ("35% of buyers each week bought from us within the year", False),
        ("clients are offered a job by june", False),
    ],
)
def test_what_is_handed_over_is_told_from_what_changes(text: str, handled: bool) -> None:
    """What is got, by whom it is done and a mark of quality decide, not the verb alone."""
    assert handing.extract(clauses.read(text), text, dated=True)["handled"] is handled


@pytest.mark.parametrize("text", ["", ",", ", , ,", "who", "who who who", "of ,", "is", "a - b", "-> + &"])
def test_scraps_are_read_without_an_error(text: str) -> None:
    """No verb, no subject: nothing is claimed."""
    assert not handing.extract(clauses.read(text), text, dated=True)["handled"]
