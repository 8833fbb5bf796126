"""The account of an availability: its explanation, from the verdict down to rows of evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from upheld.agreement.convention import BeforeStart, ExclusionArithmetic, MissingData
from upheld.agreement.service import AtLeast, DownWhen, Quorum
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.evaluation.measurement import Measurement, Reckoned
from upheld.evaluation.outage import SHOWN
from upheld.evaluation.prospect import Prospect
from upheld.evaluation.quorum import ABSENT
from upheld.evaluation.reason import Count, Figure, Length, NoData, Reason, Share, Stretch, Words
from upheld.evaluation.ruling import Ruling
from upheld.evaluation.statement import AvailabilityRecord, Outage, Verdict
from upheld.evaluation.track import Track
from upheld.evaluation.wording import counted, listed, spoken_interval, spoken_moment
from upheld.evidence.observation import Grain
from upheld.quantity import percent, write_length


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What was computed, to be explained."""

    measurement: Measurement
    reckoned: tuple[Reckoned, ...]
    ruling: Ruling
    prospect: Prospect
    record: AvailabilityRecord
    is_lost: bool
    gaps: tuple[str, ...]

    @property
    def zone(self) -> Zone:
        """The agreement's zone, in which moments are told."""
        hearing = self.measurement.hearing
        return hearing.calendars.zone(hearing.agreement.time_zone)

    @property
    def is_open(self) -> bool:
        """Whether the period is not over yet."""
        return self.measurement.window.end < self.measurement.hearing.interval.end


def explain(account: Account) -> Reason:
    """Give the tree of reasons: what happened and the verdict, then each step it rests on."""
    steps = (
        _measured(account),
        _exclusions(account),
        _quorum(account),
        _outages(account),
        _confirmation(account),
        _minimum(account),
        _bounds(account),
        _prospect(account),
        _allowance(account),
        _sampling(account),
    )
    return Reason(
        rule="availability.verdict",
        says=f"{_what_happened(account)}; {_what_follows(account)}",
        figure=account.record.observed,
        clause=account.measurement.hearing.objective.clause,
        because=tuple(step for step in steps if step is not None),
    )


def _what_happened(account: Account) -> str:
    record, service = account.record, account.measurement.service.name
    if isinstance(record.coverage, NoData):
        return "there was no time to measure"
    measured = write_length(record.measured)
    if isinstance(record.observed, NoData):
        return f"nothing is known of {service} for any of the {measured} measured"
    known = "" if not record.unknown else f", {write_length(record.unknown)} of them without evidence"
    if not record.down and not record.degraded:
        return f"{service} was up throughout the {measured} measured{known}"
    parts = []
    if record.down:
        parts.append(f"down for {write_length(record.down)}")
    if record.degraded:
        parts.append(f"degraded for {write_length(record.degraded)}")
    count = sum(outage.counted > 0 for outage in record.outages)
    in_outages = f", in {counted(count, 'outage')}" if count else ""
    return f"{service} was {listed(parts)} of {measured} measured{known}{in_outages}"


def _what_follows(account: Account) -> str:
    target = account.measurement.hearing.objective.target
    verdict, judged = account.ruling.verdict, account.ruling.judged
    so_far = " so far" if account.is_open else ""
    match verdict:
        case Verdict.NOT_APPLICABLE:
            return "so nothing could be kept or broken"
        case Verdict.TRACKED:
            return f"{_shown(judged)}, and nothing was promised"
        case Verdict.INDETERMINATE:
            low, high = _shown(account.record.worst), _shown(account.record.best)
            return f"between {low} and {high}, and {target} is promised: the evidence does not decide"
        case Verdict.MET:
            return f"{_shown(judged)}, and {target} is promised: met{so_far}"
        case _:
            lost = (
                ", and it can't be made good in the rest of the period" if account.is_lost and so_far else ""
            )
            return f"{_shown(judged)}, and {target} is promised: missed{so_far}{lost}"


def _measured(account: Account) -> Reason:
    measurement, record = account.measurement, account.record
    window = measurement.window
    says = (
        f"{write_length(record.measured)} are measured of the {write_length(window.length)} of period "
        f"{measurement.hearing.period.label}{' to date' if account.is_open else ''}"
    )
    if len(account.reckoned) > 1:
        says += f", over {len(account.reckoned)} members together"
    return Reason(
        rule="availability.measured",
        says=says,
        figure=Length(record.measured, "measured"),
        because=tuple(_left_out(account)),
    )


def _left_out(account: Account) -> Iterator[Reason]:
    measurement = account.measurement
    hearing = measurement.hearing
    whole, window = hearing.period.interval, measurement.window
    if hearing.interval != whole:
        length = Micros(whole.length - hearing.interval.length)
        yield Reason(
            rule="availability.in_force",
            says=f"the agreement was not in force for {write_length(length)} of the period",
            figure=Stretch(hearing.interval),
        )
    if account.is_open:
        yield Reason(
            rule="availability.to_date",
            says=f"the period is open: it ends {spoken_moment(hearing.interval.end, account.zone)}",
            figure=Stretch(window),
        )
    if measurement.availability.during is not None:
        yield Reason(
            rule="availability.hours",
            says=f"only {measurement.availability.during} are measured: {write_length(measurement.region.length)}",
            figure=Length(measurement.region.length, measurement.availability.during),
        )
    yield from _before_start(account)


def _before_start(account: Account) -> Iterator[Reason]:
    measurement = account.measurement
    rule = measurement.panel.before_start
    for each in account.reckoned:
        absent = each.member.conditions.where(ABSENT) & measurement.region
        if rule is BeforeStart.LEFT_OUT and absent:
            names = listed([f"`{name}`" for name, _ in each.member.points])
            yield Reason(
                rule="availability.before_start",
                says=f"{write_length(absent.length)} are left out: {names} did not stand for the service then",
                figure=Length(absent.length),
            )
    late = [point for point in measurement.service.points if point.since or point.until]
    if rule is not BeforeStart.LEFT_OUT and late:
        yield Reason(
            rule="availability.before_start",
            says=f"time at which no measurement point stood for the service {rule.value}",
            figure=Words(rule.value),
        )


_ARITHMETIC = {
    ExclusionArithmetic.REMOVED: "it is removed from both sides: neither measured nor counted",
    ExclusionArithmetic.COUNTED_AS_UP: "it is measured, and counts as up whatever happened",
    ExclusionArithmetic.NOT_COUNTED_AS_DOWN: "it is measured, and downtime in it does not count",
}


def _exclusions(account: Account) -> Reason | None:
    measurement, record = account.measurement, account.record
    if not measurement.availability.excluding:
        return None
    arithmetic = measurement.hearing.objective.conventions.exclusions
    says = f"{write_length(record.excluded)} are excluded"
    return Reason(
        rule="availability.exclusions",
        says=f"{says}; {_ARITHMETIC[arithmetic]}" if record.excluded else says,
        figure=Length(record.excluded, "excluded"),
        because=tuple(_weighed(account)),
    )


def _weighed(account: Account) -> Iterator[Reason]:
    for excluded, clause in account.measurement.exclusions.weighed:
        done = "excluded" if excluded.granted else "not excluded"
        when = spoken_interval(excluded.interval, account.zone)
        yield Reason(
            rule="exclusion.granted" if excluded.granted else "exclusion.refused",
            says=f"{excluded.what}, {when}: {done} by {excluded.exclusion}, because it {excluded.why}",
            figure=Stretch(excluded.interval),
            clause=clause,
            evidence=excluded.evidence,
            evidence_count=len(excluded.evidence),
        )


def _quorum(account: Account) -> Reason | None:
    service = account.measurement.service
    locations = max(
        (len(account.measurement.panel.of_point(point.name)) for point in service.points), default=0
    )
    rules = []
    if len(service.points) > 1:
        rules.append(_spoken_quorum(service.down_when, len(service.points), "points", "the service"))
    if locations > 1:
        rules.append(_spoken_quorum(service.locations_down_when, locations, "locations", "a point"))
    if not rules:
        return None
    unknown = account.measurement.panel.unknown_members.value
    return Reason(
        rule="availability.quorum",
        says=f"{'; '.join(rules)}; members without evidence: {unknown}",
        figure=Count(len(service.points), "measurement points"),
    )


def _spoken_quorum(down_when: DownWhen, members: int, noun: str, whole: str) -> str:
    match down_when:
        case AtLeast(count):
            return f"{whole} fails when at least {count} of {members} {noun} fail"
        case Quorum.MEAN:
            return f"{whole} has the mean of the availabilities of its {members} {noun}"
        case Quorum.ANY:
            return f"{whole} fails when any of {members} {noun} fails"
        case Quorum.ALL:
            return f"{whole} fails when all of {members} {noun} fail"
        case Quorum.HALF:
            return f"{whole} fails when at least half of {members} {noun} fail"
        case Quorum.MAJORITY:
            return f"{whole} fails when more than half of {members} {noun} fail"


def _outages(account: Account) -> Reason | None:
    found = account.record.outages
    if not found:
        return None
    total = sum(outage.counted for outage in found)
    return Reason(
        rule="availability.outages",
        says=f"{counted(len(found), 'outage')}, of which {write_length(total)} count as downtime",
        figure=Count(len(found), "outages"),
        because=tuple(_outage(account, outage) for outage in found),
        evidence_count=sum(outage.evidence_count for outage in found),
    )


def _outage(account: Account, outage: Outage) -> Reason:
    says = (
        f"{outage.state.name.lower()} for {write_length(outage.interval.length)}, "
        f"{spoken_interval(outage.interval, account.zone)}, at {listed(outage.points)}"
    )
    if outage.counted < outage.interval.length:
        says += f"; {write_length(outage.counted)} of it count"
    if outage.excluded_by:
        says += f"; {listed(outage.excluded_by)} {'covers' if len(outage.excluded_by) == 1 else 'cover'} some of it"
    if not outage.confirmed:
        says += "; only one full check failed, its retries apart: never confirmed by a further one"
    return Reason(
        rule="availability.outage",
        says=says,
        figure=Length(outage.counted, "counted as down"),
        evidence=outage.evidence,
        evidence_count=outage.evidence_count,
    )


def _confirmation(account: Account) -> Reason | None:
    measurement = account.measurement
    needed = measurement.service.confirmed_by
    if needed <= 1:
        return None
    short = list(_short_runs(account))
    says = f"{counted(needed, 'failing check')} in a row make an outage; {counted(len(short), 'shorter run')} made none"
    if any(track.observations.grain is Grain.STATE for track in measurement.panel.tracks):
        says += "; recorded changes of state are no checks, and stand as their source reported them"
    return Reason(
        rule="availability.confirmation",
        says=says,
        figure=Count(len(short), "runs too short to make an outage"),
        because=tuple(islice(short, SHOWN)),
        evidence_count=sum(run.evidence_count for run in short),
    )


def _short_runs(account: Account) -> Iterator[Reason]:
    needed = account.measurement.service.confirmed_by
    for track in account.measurement.panel.tracks:
        for run in track.short_runs:
            seen = Interval(Instant(int(track.times[run.first])), Instant(int(track.until[run.last])))
            if seen.overlaps(account.measurement.window):
                stands = (
                    "no outage, the state before it stands"
                    if run.is_decided
                    else "undecided for want of the checks around it, so unknown"
                )
                rows = range(run.first, run.last + 1)
                yield Reason(
                    rule="availability.unconfirmed",
                    says=f"{_at(track)}, {spoken_interval(seen, account.zone)}: "
                    f"{counted(run.checks, 'failing check')}, {needed} needed: {stands}",
                    figure=Count(run.checks, "failing checks"),
                    evidence=tuple(track.observations.identity(row) for row in islice(rows, SHOWN)),
                    evidence_count=len(rows),
                )


def _at(track: Track) -> str:
    seen = track.observations
    return f"{seen.point} from {seen.location}" if seen.location else seen.point


def _minimum(account: Account) -> Reason | None:
    minimum, window = account.measurement.service.minimum_outage, account.measurement.window
    spared = [each for member in account.reckoned for each in member.counted.spared.within(window)]
    undecided = [each for member in account.reckoned for each in member.counted.undecided.within(window)]
    if not spared and not undecided:
        return None
    says = f"outages shorter than {write_length(minimum)} don't count: {counted(len(spared), 'outage')} set aside"
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
            for each in islice((*spared, *undecided), SHOWN)
        ),
    )


def _bounds(account: Account) -> Reason | None:
    record = account.record
    if isinstance(record.coverage, NoData):
        return None
    if not record.unknown:
        says = "there is evidence for all of the time measured"
    else:
        says = (
            f"there is evidence for {_shown(record.coverage)} of the time measured: with the rest taken as bad "
            f"{_shown(record.worst)}, taken as good {_shown(record.best)}"
        )
    return Reason(
        rule="availability.bounds",
        says=says,
        figure=record.coverage,
        because=tuple(_degraded(account)) + tuple(_missing_data(account)),
    )


def _degraded(account: Account) -> Iterator[Reason]:
    if account.record.degraded:
        weight = account.measurement.hearing.objective.conventions.degraded_counts
        yield Reason(
            rule="availability.degraded",
            says=f"{percent(weight)} of degraded time counts as down",
            figure=Length(account.record.degraded, "degraded"),
        )


def _missing_data(account: Account) -> Iterator[Reason]:
    if not account.ruling.by_missing_data:
        return
    rule = account.measurement.hearing.objective.conventions.missing_data
    if rule is MissingData.INDETERMINATE:
        says = "the worst case misses the target and the best case meets it, so the evidence does not decide"
    else:
        says = f"worst and best case disagree; by the agreement, time without evidence {_spoken_rule(rule)}"
    yield Reason(
        rule="availability.missing_data",
        says=says,
        figure=account.ruling.judged,
        because=tuple(Reason(rule="availability.gap", says=gap) for gap in account.gaps),
    )


def _spoken_rule(rule: MissingData) -> str:
    return "is left out" if rule is MissingData.LEFT_OUT else rule.value


def _prospect(account: Account) -> Reason | None:
    if not account.is_open:
        return None
    record = account.record
    return Reason(
        rule="availability.prospect",
        says=f"{_shown(record.to_date)} to date; {_shown(record.best_achievable)} is the best the whole period can "
        f"still come to, {_shown(record.projected)} what it comes to if it goes on like this",
        figure=record.best_achievable,
    )


def _allowance(account: Account) -> Reason | None:
    target, record = account.measurement.hearing.objective.target, account.record
    if target is None or not account.prospect.measured:
        return None
    left = record.allowance_left
    rest = f"{write_length(left)} are left" if left >= 0 else f"overspent by {write_length(-left)}"
    return Reason(
        rule="availability.allowance",
        says=f"{target} of {write_length(account.prospect.measured)} leaves {write_length(record.allowance)} of "
        f"downtime; {rest}",
        figure=Length(left, "allowance left"),
    )


def _sampling(account: Account) -> Reason | None:
    sampling = account.record.sampling
    if isinstance(account.record.observed, NoData):
        return None
    low, high = percent(sampling.lowest), percent(sampling.highest)
    says = (
        f"checks every {write_length(sampling.every)} leave the edges of outages open: between {low} and {high}, "
        f"{'and the verdict holds across that' if sampling.verdict_holds else 'and the verdict does not hold across that'}"
    )
    figure: Figure = Share(Fraction(sampling.highest - sampling.lowest))
    return Reason(rule="availability.sampling", says=says, figure=figure)


def _shown(share: Share | NoData) -> str:
    return percent(share.value) if isinstance(share, Share) else share.why
