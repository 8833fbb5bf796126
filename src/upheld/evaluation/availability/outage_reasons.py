"""Which outages count, and which failures don't: too few checks in a row, or too short."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from operator import attrgetter

from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.availability.account import Account
from upheld.evaluation.availability.confirmation import ShortRun
from upheld.evaluation.availability.sighting import SHOWN
from upheld.evaluation.availability.track import Track
from upheld.evaluation.reason import Count, Length, Reason, Stretch
from upheld.evaluation.statement import Outage
from upheld.evaluation.wording import counted, listed, spoken_interval
from upheld.evidence.observation import Grain
from upheld.quantity import write_length

_TOLD = 20
"""So many of each are told in the reasons of a finding; the record has all outages."""


def outages_reason(account: Account) -> Reason | None:
    """Tell the outages, the costliest of them one by one; nothing where there was none."""
    found = account.record.outages
    if not found:
        return None
    total = sum(outage.counted for outage in found)
    return Reason(
        rule="availability.outages",
        says=f"{counted(len(found), 'outage')}, of which {write_length(total)} count as downtime",
        figure=Count(len(found), "outages"),
        because=tuple(_outage(account, outage) for outage in _costliest(found)),
        evidence_count=sum(outage.evidence_count for outage in found),
    )


def _costliest(found: Sequence[Outage]) -> list[Outage]:
    """The outages that cost most, in order of time."""
    return sorted(nlargest(_TOLD, found, key=attrgetter("counted")), key=attrgetter("interval"))


def _outage(account: Account, outage: Outage) -> Reason:
    says = (
        f"{outage.state.name.lower()} for {write_length(outage.interval.length)}, "
        f"{spoken_interval(outage.interval, account.zone)}, "
        f"{_witnessed(account, outage)}"
    )
    if outage.counted != outage.interval.length:
        says += f"; {write_length(outage.counted)} of it count"
    says += "".join(f"; {why}" for why in outage.why)
    if outage.excluded_by:
        verb = "covers" if len(outage.excluded_by) == 1 else "cover"
        says += f"; {listed(outage.excluded_by)} {verb} some of it"
    if not outage.confirmed:
        says += "; only one full check failed, its retries apart: never confirmed by a further one"
    return Reason(
        rule="availability.outage",
        says=says,
        figure=Length(outage.counted, "counted as down"),
        evidence=outage.evidence,
        evidence_count=outage.evidence_count,
    )


def _witnessed(account: Account, outage: Outage) -> str:
    if account.measurement.requested is not None:
        return "by the error rates of its slices"
    return f"at {listed(outage.points)}" if outage.points else "when no point stood for the service"


def confirmation_reason(account: Account) -> Reason | None:
    """Tell the runs of failing checks too short to make an outage; nothing where one check makes one."""
    measurement = account.measurement
    needed = measurement.service.confirmed_by
    if needed <= 1 or measurement.requested is not None:
        return None
    short = [
        (track, run)
        for track in measurement.panel.tracks
        for run in track.short_runs
        if _time_of(track, run).overlaps(measurement.window)
    ]
    runs = counted(len(short), "shorter run")
    says = f"{counted(needed, 'failing check')} in a row make an outage; {runs} made none"
    if any(track.observations.grain is Grain.STATE for track in measurement.panel.tracks):
        says += "; recorded changes of state are no checks, and stand as their source reported them"
    return Reason(
        rule="availability.confirmation",
        says=says,
        figure=Count(len(short), "runs too short to make an outage"),
        because=tuple(_short_run(account, track, run) for track, run in short[:_TOLD]),
        evidence_count=sum(run.last - run.first + 1 for _, run in short),
    )


def _short_run(account: Account, track: Track, run: ShortRun) -> Reason:
    needed = account.measurement.service.confirmed_by
    seen = track.observations
    where = f"{seen.point} from {seen.location}" if seen.location else seen.point
    when = spoken_interval(_time_of(track, run), account.zone)
    stands = "no outage, the state before it stands"
    if not run.is_decided:
        stands = "undecided for want of the checks around it, so unknown"
    rows = range(run.first, run.last + 1)
    return Reason(
        rule="availability.unconfirmed",
        says=f"{where}, {when}: {counted(run.checks, 'failing check')}, {needed} needed: {stands}",
        figure=Count(run.checks, "failing checks"),
        evidence=tuple(seen.identity(row) for row in rows[:SHOWN]),
        evidence_count=len(rows),
    )


def _time_of(track: Track, run: ShortRun) -> Interval:
    return Interval(Instant(int(track.times[run.first])), Instant(int(track.until[run.last])))


def minimum_reason(account: Account) -> Reason | None:
    """Tell the outages too short to count; nothing where there was none."""
    minimum, window = account.measurement.service.minimum_outage, account.measurement.window
    spared = [each for member in account.reckoned for each in member.counted.spared.within(window)]
    undecided = [each for member in account.reckoned for each in member.counted.undecided.within(window)]
    if not spared and not undecided:
        return None
    aside = counted(len(spared), "outage")
    says = f"outages shorter than {write_length(minimum)} don't count: {aside} set aside"
    if undecided:
        says += f"; {len(undecided)} may have been longer than was seen, and count as unknown"
    return Reason(
        rule="availability.minimum_outage",
        says=says,
        figure=Length(Micros(sum(each.length for each in (*spared, *undecided))), "set aside"),
        because=tuple(
            Reason(
                rule="availability.short_outage",
                says=f"{write_length(each.length)}, {spoken_interval(each, account.zone)}",
                figure=Stretch(each),
            )
            for each in (*spared, *undecided)[:_TOLD]
        ),
    )
