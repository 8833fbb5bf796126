"""Exclusions by cause held against the evidence: nothing is excluded until a cause is shown and approved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec import Struct

from upheld.agreement.exclusion import CauseExclusion
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.exclusions.case import (
    cases_for,
    grounds_of,
    lacks_of,
    named_changes,
    spoken_case,
    spoken_causes,
)
from upheld.evaluation.exclusions.occurrence import occurrence_of, outages_named, resources_named
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Excluded
from upheld.evidence.exclusion import ExclusionCase


class Ruled(Struct, frozen=True):
    """What an exclusion comes to: time, and things left out by their numbers, granted and refused."""

    times: tuple[Excluded, ...]
    numbers: tuple[tuple[str, Excluded], ...] = ()


def weigh_cause(hearing: Hearing, exclusion: CauseExclusion, services: Sequence[str]) -> Ruled:
    """Hold an exclusion against every case for it that is known at `as_of`.

    A case excludes the time it gives, or that of the outages it names, as far as it lies in the hearing's
    interval; a case that still lasts reaches to `as_of`. Without any, the exclusion is refused for the whole
    interval, saying what would do.
    """
    cases = [(case, _ruling(hearing, exclusion, case)) for case in cases_for(hearing, exclusion, services)]
    times = tuple(record for case, ruling in cases for record in _times(hearing, case, services, ruling))
    numbers = tuple(pair for case, ruling in cases for pair in _numbers(hearing, case, ruling))
    if not times and not any(record.interval.overlaps(hearing.interval) for _, record in numbers):
        times = (_unevidenced(hearing, exclusion),)
    return Ruled(times, numbers)


class _Ruling(Struct, frozen=True, kw_only=True):
    """What one case for an exclusion comes to."""

    exclusion: str
    what: str
    granted: bool
    why: str
    evidence: tuple[str, ...]
    resources: tuple[str, ...]

    def on(
        self,
        interval: Interval,
        what: str = "",
        evidence: tuple[str, ...] = (),
        resources: tuple[str, ...] = (),
    ) -> Excluded:
        """The ruling on some time, or on something that took it."""
        return Excluded(
            exclusion=self.exclusion,
            what=what or self.what,
            interval=interval,
            granted=self.granted,
            why=self.why,
            evidence=(*self.evidence, *evidence),
            resources=self.resources or resources,
        )


def _ruling(hearing: Hearing, exclusion: CauseExclusion, case: ExclusionCase) -> _Ruling:
    lacks = lacks_of(hearing, exclusion, case)
    changes = named_changes(hearing.evidence, case, hearing.as_of)
    return _Ruling(
        exclusion=exclusion.name,
        what=spoken_case(case),
        granted=not lacks,
        why="; it ".join(lacks) or grounds_of(exclusion, case, hearing.as_of),
        evidence=(case.identity, *(change.identity for change in changes)),
        resources=case.resources,
    )


def _times(
    hearing: Hearing, case: ExclusionCase, services: Sequence[str], ruling: _Ruling
) -> Iterator[Excluded]:
    if case.since is not None:
        confined = partial(ruling.on, resources=resources_named(hearing.evidence, case))
        yield from _within(hearing, case.since, case.until, confined)
        return
    if not case.about:
        yield ruling.on(hearing.interval)
    for outage in outages_named(hearing.evidence, case, services):
        about = partial(ruling.on, evidence=(outage.identity,), resources=outage.resources)
        yield from _within(hearing, outage.since, outage.until, about)


def _within(
    hearing: Hearing, since: Instant, until: Instant | None, ruled: Callable[[Interval], Excluded]
) -> Iterator[Excluded]:
    """The part of some time that has passed by `as_of` and lies in the hearing's interval."""
    start = max(since, hearing.interval.start)
    end = min(hearing.as_of if until is None else until, hearing.as_of, hearing.interval.end)
    if start < end:
        yield ruled(Interval(start, end))


def _numbers(hearing: Hearing, case: ExclusionCase, ruling: _Ruling) -> Iterator[tuple[str, Excluded]]:
    for number in case.about:
        found = occurrence_of(hearing, case, number)
        yield number, ruling.on(found.interval, f"{number}, {ruling.what}", found.evidence)


def _unevidenced(hearing: Hearing, exclusion: CauseExclusion) -> Excluded:
    return Excluded(
        exclusion=exclusion.name,
        what=spoken_causes(exclusion),
        interval=hearing.interval,
        granted=False,
        why=_lack_of_evidence(exclusion),
        evidence=(),
    )


def _lack_of_evidence(exclusion: CauseExclusion) -> str:
    """What is missing, as the rest of a sentence: the cause, and who would have to agree."""
    approved = f", approved by {exclusion.approved_by.value}," if exclusion.approved_by else ""
    return f"has no evidence: nothing{approved} says that this was the cause of anything in the period"
