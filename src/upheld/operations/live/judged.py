"""Judged: what a turn of keeping judges anew, for what changed and what time has moved."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.agreement.cause import Subject
from upheld.agreement.conduct import ChannelEntitlement
from upheld.agreement.control import Control, Coverage
from upheld.agreement.coverage import services_of
from upheld.agreement.exclusion import acting_on
from upheld.agreement.objective import Availability, Objective
from upheld.chrono.instant import MINUTE, Instant
from upheld.operations.live.docket import Party, whose_of
from upheld.operations.live.judging import (
    JudgedClock,
    JudgedFinding,
    Sitting,
    clocks_of,
    findings_of,
)
from upheld.operations.live.rows import Change
from upheld.operations.live.writing import named, named_clock
from upheld.store.live_rows import ClockKey, FindingKey, Standing, Telling

_OBSERVING = (Availability, Coverage, Control, ChannelEntitlement)
"""Kinds of promises that what is seen of points decides."""


class Judged:
    """What was judged at a turn: what changed, what time moves, and nothing else."""

    def __init__(self, sitting: Sitting, stood: Standing, change: Change, now: Instant) -> None:
        self._stood = stood
        self._now = now
        self.findings: list[JudgedFinding] = []
        self.clocks: list[JudgedClock] = []
        self._heard: set[tuple[str, str, str, str]] = set()
        """Parties and objectives that were judged."""
        self._all_clocks = False
        """Whether what changed may move anybody's clocks, as a ticket may that excuses others."""
        self._clocks_heard: dict[tuple[str, str, str], frozenset[str] | None] = {}
        """By party which of its tickets; all of them where absent."""
        due = _due(stood, now)
        tickets_due = _tickets_due(stood, now)
        points = _points_of(sitting, change.points)
        seated = sitting.seated()
        self._parties = seated.places
        parties: Iterable[Party] = seated.parties
        agreement = sitting.docket.grounds.agreement
        excused = any(
            acting_on(Subject.CLOCKS, agreement.exclusions, each.excluding) for each in agreement.objectives
        )
        self._all_clocks = change.everything or change.concerns_all or (change.of_nobody and excused)
        if not (change.is_for_all or change.points or points):
            # of many thousands mostly a few: everybody else's promises come to what they did
            parties = seated.some((None, *change.customers), (*due, *tickets_due))
        for party in parties:
            whose = whose_of(party)
            names = _names_to_judge(sitting, party, change, points, due.get(whose, frozenset()))
            self._heard |= {(*whose, name) for name in names}
            self.findings += findings_of(sitting, party, names)
            self._hear_clocks(sitting, party, change, tickets_due.get(whose, frozenset()))

    def _hear_clocks(self, sitting: Sitting, party: Party, change: Change, due: frozenset[str]) -> None:
        whose = whose_of(party)
        if self._all_clocks:
            self._clocks_heard[whose] = None
            self.clocks += clocks_of(sitting, party)
            return
        wanted = change.tickets | due
        is_concerned = party.customer is None or party.customer in change.customers or due
        if wanted and is_concerned:
            self._clocks_heard[whose] = wanted
            self.clocks += clocks_of(sitting, party, lambda ticket: ticket.number in wanted)

    def gone_findings(self) -> tuple[FindingKey, ...]:
        """Rows that were judged and are no more, and those of whom nothing is judged any more."""
        told = {named(each.key) for each in self.findings}
        return tuple(
            key
            for key in self._stood.findings
            if key[:3] not in self._parties or (key[:4] in self._heard and key not in told)
        )

    def gone_clocks(self) -> tuple[ClockKey, ...]:
        """Clocks that were heard and do not go on."""
        told = {named_clock(each.key) for each in self.clocks}
        return tuple(key for key in self._stood.clocks if key not in told and self._is_heard(key))

    def _is_heard(self, key: ClockKey) -> bool:
        if key[:3] not in self._parties:
            return True
        if key[:3] not in self._clocks_heard:
            return False
        wanted = self._clocks_heard[key[:3]]
        return wanted is None or key[4] in wanted

    def looks_at(self, telling: Telling) -> Instant:
        """From when on time alone changes any of it."""
        judged: dict[FindingKey, int | None] = {each.key: each.look_at for each in telling.findings}
        clocks: dict[ClockKey, int | None] = {each.key: each.look_at for each in telling.clocks}
        judged |= dict.fromkeys(telling.gone_findings)
        clocks |= dict.fromkeys(telling.gone_clocks)
        kept = (each.look_at for key, each in self._stood.findings.items() if key not in judged)
        going = (each.look_at for key, each in self._stood.clocks.items() if key not in clocks)
        instants = [*judged.values(), *clocks.values(), *kept, *going]
        return Instant(min((each for each in instants if each is not None), default=self._now + MINUTE))


def _due(stood: Standing, now: Instant) -> dict[tuple[str, str, str], frozenset[str]]:
    """By party the objectives that time has moved."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for key, stands in stood.findings.items():
        if stands.look_at is not None and stands.look_at <= now:
            found.setdefault(key[:3], set()).add(key[3])
    return {whose: frozenset(names) for whose, names in found.items()}


def _tickets_due(stood: Standing, now: Instant) -> dict[tuple[str, str, str], frozenset[str]]:
    """By party the tickets whose clocks time has moved."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for key, stands in stood.clocks.items():
        if stands.look_at is not None and stands.look_at <= now:
            found.setdefault(key[:3], set()).add(key[4])
    return {whose: frozenset(names) for whose, names in found.items()}


def _points_of(sitting: Sitting, sites: frozenset[str]) -> frozenset[str]:
    """The points that some sites feed."""
    if not sites:
        return frozenset()
    return frozenset(each.point for each in sitting.evidence.observations if each.site in sites)


def _names_to_judge(
    sitting: Sitting, party: Party, change: Change, points: frozenset[str], due: frozenset[str]
) -> tuple[str, ...]:
    """Which of a party's promises may come to something else than before."""
    mine = party.customer in change.customers or (party.customer is None and _is_of_all(party, change))
    if change.is_for_all or mine:
        return party.objectives
    if not (points or change.points or due):
        return ()
    by_name = {each.name: each for each in sitting.docket.grounds.agreement.objectives}
    return tuple(
        name
        for name in party.objectives
        if name in due
        or party.in_parts
        or ((points or change.points) and _observes(sitting, by_name.get(name), points))
    )


def _is_of_all(party: Party, change: Change) -> bool:
    """Whether records of customers are judged for this party, which is nobody in particular."""
    return party.subscription.customer is None and bool(change.tickets or change.customers)


def _observes(sitting: Sitting, objective: Objective | None, points: frozenset[str]) -> bool:
    """Whether what is seen of some points may decide a promise."""
    if objective is None:
        return True
    if not isinstance(objective.indicator, _OBSERVING):
        return False
    agreement = sitting.docket.grounds.agreement
    about = services_of(objective, agreement)
    named = [each for each in agreement.services if each.name in about]
    if not isinstance(objective.indicator, Availability) or not named:
        return True
    if any(each.as_recorded or not each.points for each in named):
        return True
    return not points.isdisjoint(point.name for each in named for point in each.points)
