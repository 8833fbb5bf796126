"""Belonging: which records concern a hearing, and in which period an occasion counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from upheld.agreement.convention import BelongsTo
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.duties.lapse import start_of_date
from upheld.evaluation.hearing import Hearing
from upheld.evidence.evidence import Table


def judged_window(hearing: Hearing) -> Interval:
    """Give the part of the period in force that has passed."""
    return Interval(hearing.interval.start, min(hearing.interval.end, hearing.as_of))


def promised_from(hearing: Hearing) -> Instant:
    """Give when the agreement came into force, by the calendar of its zone."""
    agreement = hearing.agreement
    begins = start_of_date(agreement.in_force.since, hearing.calendars.zone(agreement.time_zone))
    return min(begins, hearing.interval.start)


def is_open(hearing: Hearing) -> bool:
    """Tell whether some of the period is still to come."""
    return hearing.as_of < hearing.interval.end


def is_for_customer(hearing: Hearing, customer: str | None) -> bool:
    """Tell whether a record concerns the subscription's customer; one that names none concerns everybody."""
    own = hearing.subscription.customer
    return own is None or customer is None or customer == own


def is_for_services(hearing: Hearing, services: Sequence[str]) -> bool:
    """Tell whether a record concerns services that are meant; one that names none concerns all of them."""
    meant = hearing.objective.services
    return not meant or not services or not set(meant).isdisjoint(services)


class Occasion(Protocol):
    """Something that was due."""

    @property
    def placed_at(self) -> Instant:
        """When it began, as far as is known."""

    @property
    def falls_at(self) -> Instant | None:
        """When its verdict fell; nothing while it is open."""


def belongs(hearing: Hearing, occasion: Occasion) -> bool:
    """Tell whether an occasion counts in the period: by its start or its verdict, as declared.

    One whose verdict has not fallen belongs by its verdict to a period that is not over.
    """
    if hearing.objective.conventions.belongs_to is BelongsTo.OPENING:
        return hearing.holds(occasion.placed_at)
    if occasion.placed_at >= hearing.interval.end:
        return False
    falls_at = occasion.falls_at
    return is_open(hearing) if falls_at is None else hearing.holds(falls_at)


def missing_table(hearing: Hearing, table: Table, rows: Sequence[object], about: str) -> str:
    """Say that a table is missing, so that nothing is known; empty where it is there, or there are rows."""
    if rows or table in hearing.evidence.tables:
        return ""
    return f"no table `{table.value}` in the evidence: nothing is known about {about}"
