"""Carrying: by which version of an agreement a month is closed, and which others judge a part of it.

A month in which one version follows another is closed once, by the later one; each judges its own days, and
what they come to is put together in one statement.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.store.agreements import AgreementVersion


class Turn(Struct, frozen=True):
    """A version, and when a later one takes its place."""

    version: AgreementVersion
    replaced_at: int | None
    closes_from: Instant
    """Months from the one this lies in are closed by themselves: no version was sealed before, or this one
    was not in force."""

    def is_over(self, month: Interval) -> bool:
        """Whether it closes a month no more: it ended before, or another is in force at the end of it."""
        until = self.version.in_force_until
        ended = until is not None and until <= month.start
        return ended or (self.replaced_at is not None and self.replaced_at < month.end)

    def is_of(self, month: Interval) -> bool:
        """Whether it is in force in some of a month."""
        ends = [each for each in (self.version.in_force_until, self.replaced_at) if each is not None]
        return self.version.in_force_from < month.end and min(ends, default=month.end) > month.start


def turns_of(agreement: int, known_at: int | None = None) -> tuple[Turn, ...]:
    """Give the versions of an agreement as they follow each other, those that were sealed by an entry.

    Of several that begin together the one that was sealed last stands.
    """
    found = AgreementVersion.objects.filter(agreement=agreement).select_related("agreement__dossier", "entry")
    if known_at is not None:
        found = found.filter(entry__lte=known_at)
    sealed = list(found.order_by("in_force_from", "entry"))
    versions = list({each.in_force_from: each for each in sealed}.values())
    ends = [*(each.in_force_from for each in versions[1:]), None]
    sealed_at = min((each.entry.recorded_at for each in sealed), default=0)
    return tuple(
        Turn(version, end, Instant(max(sealed_at, version.in_force_from)))
        for version, end in zip(versions, ends, strict=False)
    )


def carrier(turns: Sequence[Turn], month: Interval) -> AgreementVersion | None:
    """Give the version by which a month is closed: the last that is in force in it, or the first of all."""
    begun = [each.version for each in turns if each.version.in_force_from < month.end]
    return begun[-1] if begun else next((each.version for each in turns), None)
