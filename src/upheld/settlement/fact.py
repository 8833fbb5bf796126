"""Facts: what the accounts say of a customer at an instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from upheld.chrono.instant import EARLIEST, Instant
from upheld.evaluation.reason import NoData
from upheld.evidence.account import AccountCase
from upheld.settlement.books import Books

T = TypeVar("T")

Known = tuple[T, tuple[str, ...]]
"""A fact, and the keys of the records that say it."""


def fact_at(
    books: Books,
    at: Instant,
    what: str,
    of: Callable[[AccountCase], T | None],
    services: tuple[str, ...] = (),
) -> Known[T] | NoData:
    """Give a fact as it was at an instant from the newest record in force that says it, or why there is none.

    A record about one of the services counts before one about everything; of records as new that differ,
    nobody can say which is right.
    """
    found: list[tuple[bool, Instant, T, str]] = []
    for case in books.facts:
        value = of(case)
        if value is not None and _holds(case, at) and (case.service is None or case.service in services):
            found.append((case.service is not None, case.since or EARLIEST, value, case.identity))
    if not found:
        return NoData(f"the accounts do not say {what}")
    newest = max(each[:2] for each in found)
    told = [each for each in found if each[:2] == newest]
    if any(each[2] != told[0][2] for each in told):
        return NoData(f"the accounts say two things about {what}")
    return told[0][2], tuple(each[3] for each in told)


def contract_date(books: Books, at: Instant) -> date | None:
    """The day on which the customer's contract was made, where the accounts say it."""
    found = fact_at(books, at, "when the contract was made", lambda case: case.contract_from)
    return None if isinstance(found, NoData) or books.zone is None else books.zone.date(found[0])


def contract_end(books: Books, at: Instant) -> date | None:
    """The day on which the customer's contract ends, where the accounts say it."""
    found = fact_at(books, at, "when the contract ends", lambda case: case.contract_until)
    return None if isinstance(found, NoData) or books.zone is None else books.zone.date(found[0])


def _holds(case: AccountCase, at: Instant) -> bool:
    return (case.since is None or case.since <= at) and (case.until is None or at < case.until)
