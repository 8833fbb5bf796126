"""Holds: evidence that must stay until somebody says otherwise, and for how long samples are kept at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from upheld.chrono.instant import Instant, parse_instant
from upheld.errors import TimeError, UsageError
from upheld.operations.retaining import Supposed, limit_of, what_would_go
from upheld.store.agreements import Agreement
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.reach import reached
from upheld.store.retention import LegalHold, hold, lift
from upheld.store.viewer import Viewer
from upheld.telemetry.retention import Removal

FOR_EVER = "for-ever"
MOST_DAYS = 36_525
LONGEST_REASON = 300


def read_days(text: str) -> int | None:
    """Read for how many days samples are kept; absent where that is for ever. UsageError otherwise."""
    if text == FOR_EVER:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 7 and 0 < int(text) <= MOST_DAYS:
        return int(text)
    raise UsageError(f"{text!r} is no number of days: write 1 to {MOST_DAYS}, or {FOR_EVER}")


def keep_for(agreement: Agreement, days: int | None) -> None:
    """Keep the samples that an agreement is judged by for so many days, or for ever."""
    Agreement.objects.filter(pk=agreement.pk).update(retention_days=days)


class Prospect(Struct, frozen=True, kw_only=True):
    """What would become of the samples of a dossier."""

    before: Instant | None
    """Days that had ended before it were kept long enough; absent where they are kept for ever."""
    removal: Removal


def look_at(
    viewer: Viewer, slug: str, data: Path, now: Instant, supposed: Mapping[str, int | None]
) -> Prospect | None:
    """Tell what would go of a dossier if agreements, by slug, were kept for other times."""
    dossier = reached(viewer, Dossier).filter(slug=slug).first()
    if dossier is None:
        return None
    named = reached(viewer, Agreement).filter(dossier=dossier, slug__in=list(supposed))
    days = {each.pk: supposed[each.slug] for each in named}
    return _prospect(dossier, data, now, Supposed(days=days))


def look_without(viewer: Viewer, number: int, data: Path, now: Instant) -> Prospect | None:
    """Tell what would go if a hold were lifted; nothing where there is none."""
    held = _held(viewer, number)
    return None if held is None else _prospect(held.dossier, data, now, Supposed(lifted=held.pk))


def keep(viewer: Viewer, dossier: str, slug: str, days: int | None) -> bool:
    """Keep the samples of an agreement for so long; tell whether there is such an agreement."""
    found = reached(viewer, Agreement).filter(dossier__slug=dossier, slug=slug).first()
    if found is not None:
        keep_for(found, days)
    return found is not None


def hold_for(
    viewer: Viewer, slug: str, customer: str, days: tuple[str, str], why: str, now: Instant
) -> int | None:
    """As `set_hold`, on behalf of somebody who reaches the dossier; absent where there is none."""
    dossier = reached(viewer, Dossier).filter(slug=slug).first()
    return None if dossier is None else set_hold(dossier, customer, days, why, viewer.actor, now).pk


def lift_for(viewer: Viewer, number: int, now: Instant) -> str | None:
    """Lift a hold; give the slug of the dossier, absent where nothing was held."""
    held = _held(viewer, number)
    return held.dossier.slug if held is not None and lift(held, viewer.actor, now) else None


def set_hold(
    dossier: Dossier, customer: str, days: tuple[str, str], why: str, by: str, now: Instant
) -> LegalHold:
    """Hold the evidence of a time, from the first day until before another; of one customer, or of everybody.

    UsageError for days that are none, a customer whom nobody knows, or no reason.
    """
    since, until = (read_day(each) for each in days)
    if until <= since:
        raise UsageError("a hold begins before it ends: its first day lies before the day it is held until")
    if customer and not Customer.objects.filter(dossier=dossier, name=customer).exists():
        raise UsageError(
            f"there is no customer {customer!r} in {dossier.slug}: write the name as it is there"
        )
    if not 0 < len(why.strip()) <= LONGEST_REASON:
        raise UsageError(f"say why, in at most {LONGEST_REASON} characters")
    held = LegalHold(dossier=dossier, customer=customer, since=int(since), until=int(until))
    return hold(held, by, why.strip(), now)


def read_day(text: str) -> Instant:
    """Read a day, as the instant at which it begins in UTC; UsageError for what is none."""
    try:
        return parse_instant(f"{text}T00:00:00Z")
    except TimeError as error:
        raise UsageError(f"{text!r} is no day: write it like 2026-03-01") from error


def _held(viewer: Viewer, number: int) -> LegalHold | None:
    return reached(viewer, LegalHold).filter(pk=number, lifted=None).select_related("dossier").first()


def _prospect(dossier: Dossier, data: Path, now: Instant, supposed: Supposed) -> Prospect:
    return Prospect(
        before=limit_of(dossier, now, supposed), removal=what_would_go(dossier, data, now, supposed)
    )
