"""Bounded figures: an availability by requests, as observed, and what is unknown taken as bad and as good."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.convention import ExclusionArithmetic
from upheld.agreement.request_terms import RequestTerms
from upheld.agreement.slices import EmptySlices
from upheld.chrono.interval import IntervalSet
from upheld.evaluation.availability.measured_time import NOTHING_KNOWN, NOTHING_MEASURED, Bounds
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.requests.rated import Rated, Standing
from upheld.evaluation.requests.sliced import Sliced
from upheld.evaluation.requests.slicing import Number
from upheld.evaluation.requests.spread import rates_of_unknown
from upheld.evidence.request import RequestCount

_NO_REQUESTS = NoData("there were no requests")
_TOO_FEW = NoData("there were too few requests")
_NOT_ALL_KNOWN = NoData("it is not known whether there were requests enough")


class Scope(Struct, frozen=True, kw_only=True):
    """Which time counts: what is measured, and what of it exclusions forgive."""

    counted: IntervalSet
    forgiven: IntervalSet
    """Excluded time that is in the measurement all the same, by the declared arithmetic."""
    unknown_stays: bool
    """Whether what is unknown of that time stays so; otherwise it counts as good."""
    absent: IntervalSet = IntervalSet()
    """Time in which what is asked for did not stand, where that counts all the same."""
    absent_rate: Fraction = Fraction(0)
    """The error rate that such time counts with."""

    @property
    def time(self) -> IntervalSet:
        """All time that counts, in whatever way."""
        return self.counted | self.forgiven | self.absent


def scope_of(region: IntervalSet, granted: IntervalSet, arithmetic: ExclusionArithmetic) -> Scope:
    """Tell which time counts, and how, of all that is measured."""
    excluded = region & granted
    return Scope(
        counted=region - excluded,
        forgiven=IntervalSet() if arithmetic is ExclusionArithmetic.REMOVED else excluded,
        unknown_stays=arithmetic is ExclusionArithmetic.NOT_COUNTED_AS_DOWN,
    )


def weight_of(sliced: Sliced, scope: Scope) -> Fraction:
    """Give how many slices count in a scope, in whole or in part."""
    weight = Fraction(0)
    for each in sliced.rated:
        counts, forgiven, absent = _weights(sliced, each, scope)
        weight += absent if each.is_left_out else counts + forgiven + absent
    return weight


def mean_of_slices(sliced: Sliced, scope: Scope, records: Sequence[RequestCount] = ()) -> Bounds:
    """Give 1 less the mean error rate of the slices, each weighing the same, however much of it counts.

    An unknown slice has any error rate from 0 to 1, as far as the records that touch several slices leave
    that open. Excluded time that is counted has the rate 0.
    """
    known = unknown = failing = Fraction(0)
    for each in sliced.rated:
        counts, forgiven, absent = _weights(sliced, each, scope)
        known += absent
        failing += scope.absent_rate * absent
        if each.is_left_out:
            continue
        if each.standing is Standing.UNKNOWN:
            unknown += counts + (forgiven if scope.unknown_stays else 0)
            known += 0 if scope.unknown_stays else forgiven
        else:
            known += counts + forgiven
            failing += (each.rate or 0) * counts
    if not known + unknown:
        return _without(NOTHING_MEASURED)
    rates = rates_of_unknown(records, sliced.grid, sliced.terms, scope.counted, scope.forgiven | scope.absent)
    worst = 1 - (failing + unknown - rates.short_of_all) / (known + unknown)
    best = 1 - (failing + rates.least) / (known + unknown)
    return Bounds(
        observed=Share(max(min(1 - failing / known, best), worst)) if known else NOTHING_KNOWN,
        worst=Share(worst),
        best=Share(best),
        coverage=Share(known / (known + unknown)),
    )


def _weights(sliced: Sliced, each: Rated, scope: Scope) -> tuple[Fraction, Fraction, Fraction]:
    """How many of some slices count, are forgiven, and absent; of one that is several, its parts by time."""
    grid, whole = sliced.grid, sliced.grid.interval(each.run.first, each.run.end)
    times = [time.within(whole) for time in (scope.counted, scope.forgiven, scope.absent)]
    lengths = [Fraction(time.length) for time in times]
    weights = [Fraction(0)] * 3
    for place in {grid.place(at) for time in times for at in (*time.starts, *time.ends) if at in whole}:
        slice_ = grid.interval(place, place + 1)
        parts = [time.within(slice_).length for time in times]
        if sum(parts):
            lengths = [length - part for length, part in zip(lengths, parts, strict=True)]
            weights = [
                weight + Fraction(part, sum(parts)) for weight, part in zip(weights, parts, strict=True)
            ]
    counts, forgiven, absent = (
        weight + length / grid.length for weight, length in zip(weights, lengths, strict=True)
    )
    return counts, forgiven, absent


class Pooled(Struct, frozen=True, kw_only=True):
    """All requests of the time that counts, put together."""

    total: Fraction
    failed: Fraction
    doubtful: int
    """Requests of records that lie only in part in the time that counts."""
    doubtful_failed: int
    uncounted: IntervalSet
    """Time in which nobody counted."""
    records: tuple[RequestCount, ...]
    """Those that count, or may."""

    @property
    def good(self) -> Fraction:
        """Those that did not fail."""
        return self.total - self.failed


def pool(records: Sequence[RequestCount], scope: Scope) -> Pooled:
    """Add up the requests of the time that counts.

    Of a record that lies in it only in part, the part by time counts where its requests were spread evenly;
    otherwise any part of it may.
    """
    total: Number = 0
    failed: Number = 0
    doubtful = doubtful_failed = 0
    uncounted, told = [], []
    for record in records:
        interval = record.interval
        inside = scope.counted.within(interval)
        counts = inside.length
        forgiven = scope.forgiven.within(interval).length if scope.forgiven else 0
        if not counts + forgiven:
            continue
        told.append(record)
        if record.total is None:
            uncounted += list(inside)
        elif counts == interval.length:
            total, failed = total + record.total, failed + record.failed
        elif record.is_even or forgiven == interval.length:
            total += Fraction(record.total * (counts + forgiven), interval.length)
            failed += Fraction(record.failed * counts, interval.length)
        else:
            doubtful += record.total
            doubtful_failed += record.failed
    return Pooled(
        total=Fraction(total),
        failed=Fraction(failed),
        doubtful=doubtful,
        doubtful_failed=doubtful_failed,
        uncounted=IntervalSet.from_iterable(uncounted),
        records=tuple(told),
    )


def share_of_requests(pooled: Pooled, scope: Scope, is_known: bool, terms: RequestTerms) -> Bounds:
    """Give the share of requests that did not fail; as agreed where there were none, or fewer than it takes.

    Requests of which it is open whether they count are taken with and without, failed ones and others each by
    themselves. Where nobody counted some of them, any share is possible. Where none failed nothing was
    missed, however many of them count.
    """
    if not scope.counted and not scope.forgiven:
        return _without(NOTHING_MEASURED)
    if not is_known:
        return Bounds(observed=NOTHING_KNOWN, worst=_NONE, best=_ALL, coverage=_NONE)
    uncounted = Fraction(pooled.uncounted.length, (scope.counted | scope.forgiven).length)
    least = max(terms.at_least, 1)
    observed, is_enough = _share(pooled, terms), pooled.total >= least
    may_be_enough = not is_enough and pooled.total + pooled.doubtful >= least
    if may_be_enough and not uncounted and not pooled.failed + pooled.doubtful_failed:
        return Bounds(observed=_ALL, worst=_ALL, best=_ALL, coverage=_ALL)
    if uncounted or may_be_enough:
        observed, worst, best = observed if is_enough else _NOT_ALL_KNOWN, _NONE, _ALL
    elif is_enough:
        successes = pooled.doubtful - pooled.doubtful_failed
        worst = Share(pooled.good / (pooled.total + pooled.doubtful_failed))
        best = Share((pooled.good + successes) / (pooled.total + successes))
    else:
        return (
            _without(observed)
            if isinstance(observed, NoData)
            else Bounds(observed=observed, worst=observed, best=observed, coverage=_ALL)
        )
    return Bounds(observed=observed, worst=worst, best=best, coverage=Share(1 - uncounted))


_NONE, _ALL = Share(Fraction(0)), Share(Fraction(1))


def _share(pooled: Pooled, terms: RequestTerms) -> Share | NoData:
    if pooled.total >= max(terms.at_least, 1):
        return Share(pooled.good / pooled.total)
    if terms.empty is EmptySlices.GOOD:
        return _ALL
    return _TOO_FEW if pooled.total else _NO_REQUESTS


def _without(why: NoData) -> Bounds:
    return Bounds(observed=why, worst=why, best=why, coverage=why)
