"""Retain: samples that were kept long enough removed, unless claims, months to close or holds need them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import orjson
from msgspec import Struct

from upheld.chrono.instant import DAY, Instant
from upheld.chrono.interval import EVER, Interval
from upheld.chrono.period import CalendarMonth, Period, parse_period, period_containing
from upheld.chrono.zone import Zone
from upheld.errors import TimeError, UpheldError
from upheld.evidence.account import ClaimCase
from upheld.operations.compacting import telemetry_of
from upheld.operations.month_end.carrying import Turn, turns_of
from upheld.operations.standing import claims_in_store, grounds_in_store
from upheld.operations.work.duties import Duty
from upheld.settlement.claim_bound import claimable_until
from upheld.store.agreements import Agreement
from upheld.store.closings import Closing, Stage
from upheld.store.dossiers import Dossier
from upheld.store.retention import holds_of, record_removal
from upheld.telemetry.manifest import MANIFEST
from upheld.telemetry.retention import Keep, Removal, removable, remove

RETAIN = "retention"
LOOK_BACK = 366 * DAY
"""So long before a month may lie what a promise of more than a month is judged by."""
log = logging.getLogger("upheld.retention")


class Supposed(Struct, frozen=True, kw_only=True):
    """What is looked at before anything is changed."""

    days: Mapping[int, int | None] = {}
    """For how long agreements would be kept, by number; for ever where a value is absent."""
    lifted: int | None = None
    """A hold that would be lifted."""


AS_IT_STANDS = Supposed()


def retain(duty: Duty, data: Path) -> None:
    """Remove, of every dossier, the days that were kept long enough, as work that comes round by the day."""
    for dossier in Dossier.objects.order_by("pk"):
        try:
            removed = remove_old_days(dossier, data, duty.now)
        except UpheldError as error:  # it is tried again tomorrow; the other dossiers go on
            log.error("days can't be removed", extra={"dossier": dossier.slug, "why": str(error)})
            continue
        if removed is not None and removed.files:
            said = {"dossier": dossier.slug, "rows": removed.rows, "bytes": removed.size}
            log.info("days removed", extra=said)


def limit_of(dossier: Dossier, now: Instant, supposed: Supposed = AS_IT_STANDS) -> Instant | None:
    """Days that had ended before this were kept long enough; absent where they are kept for ever."""
    kept = dossier.agreements.values_list("pk", "retention_days")
    days = [supposed.days.get(number, known) for number, known in kept]
    known = [each for each in days if each is not None]
    return None if not known or len(known) < len(days) else Instant(now - max(known) * DAY)


def what_would_go(dossier: Dossier, data: Path, now: Instant, supposed: Supposed = AS_IT_STANDS) -> Removal:
    """Tell which files would be removed now, and which days stay although they are old enough, and why."""
    folder, before = telemetry_of(data, dossier.slug), limit_of(dossier, now, supposed)
    if before is None or not (folder / MANIFEST).exists():
        return Removal(files=())
    return removable(folder, before, list(keeps_of(dossier, before, now, supposed)), now)


def remove_old_days(dossier: Dossier, data: Path, now: Instant) -> Removal | None:
    """Remove them: the ledger has the files before they are gone. None while others sort, or none are old."""
    folder, before = telemetry_of(data, dossier.slug), limit_of(dossier, now)
    if before is None or not (folder / MANIFEST).exists():
        return None
    keeps = list(keeps_of(dossier, before, now))
    return remove(folder, before, keeps, now, partial(_write_down, dossier, before, now), wait=False)


def keeps_of(
    dossier: Dossier, before: Instant, now: Instant, supposed: Supposed = AS_IT_STANDS
) -> Iterator[Keep]:
    """Everything that keeps days from before an instant: holds, months not out, claims made or possible."""
    for held in holds_of(dossier):
        if held.pk == supposed.lifted:
            continue
        whose = f"of {held.customer}" if held.customer else "of everybody"
        yield Keep(
            during=Interval(Instant(held.since), Instant(held.until)), why=f"legal hold {held.pk} {whose}"
        )
    claims = claims_in_store(dossier)
    if claims is None:
        yield Keep(during=EVER, why="its claims can't be read as they stand")
    unsettled = [each for each in claims or () if each.settled_at is None and each.rejected_at is None]
    for agreement in Agreement.objects.filter(dossier=dossier):
        for turn in turns_of(agreement.pk):
            yield from _of_version(turn, unsettled, before, now)


def _of_version(turn: Turn, unsettled: Sequence[ClaimCase], before: Instant, now: Instant) -> Iterator[Keep]:
    version = turn.version
    grounds = grounds_in_store(version)
    name = version.agreement.slug
    rules = (objective.period for objective in grounds.agreement.objectives)
    reach = 0 if all(isinstance(rule, CalendarMonth) for rule in rules) else LOOK_BACK
    closings = Closing.objects.filter(version__agreement=version.agreement, stage=Stage.RELEASED)
    closings = closings.order_by("revision")
    released = dict(closings.values_list("period", "released_at"))
    until = min(Instant(before + LOOK_BACK), now)
    for month in _months(turn.closes_from, until, grounds.zone):
        if turn.is_over(month.interval):
            break
        during = Interval(Instant(month.interval.start - reach), month.interval.end)
        if month.label not in released:
            yield Keep(during=during, why=f"{month.label} of {name} is not out")
            continue
        out = Instant(released[month.label] or now)
        last = claimable_until(grounds.agreement.claims, month.interval.end, out)
        yield Keep(during=during, until=last, why=f"credits of {name} for {month.label} can be claimed")
    for claim in unsettled:
        yield Keep(during=_claimed(claim, grounds.zone, reach), why=f"claim {claim.number} is open")


def _claimed(claim: ClaimCase, zone: Zone, reach: int) -> Interval:
    """The time that a claim is for; where it does not say, all until it was made."""
    if claim.period is not None:
        try:
            named = parse_period(claim.period, zone).interval
            return Interval(Instant(named.start - reach), named.end)
        except TimeError:
            pass
    start = claim.submitted_at - LOOK_BACK if claim.failure_at is None else claim.failure_at - reach
    return Interval(Instant(start - 31 * DAY), Instant(claim.submitted_at + 31 * DAY))


def _months(since: Instant, until: Instant, zone: Zone) -> Iterator[Period]:
    at = since
    while at < until:
        month = period_containing(CalendarMonth(), at, zone)
        yield month
        at = month.interval.end


def _write_down(dossier: Dossier, before: Instant, now: Instant, removal: Removal) -> None:
    files = [{"file": each.file, "rows": each.rows, "sha256": each.sha256} for each in removal.files]
    said = orjson.dumps({"before": before // DAY, "files": files}, option=orjson.OPT_SORT_KEYS)
    record_removal(dossier, said, removal.rows, now)
