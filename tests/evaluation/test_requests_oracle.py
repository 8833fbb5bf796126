"""Requests against a fold that goes through every slice and every record, and never takes two at once."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from uptime_court import at

from upheld.agreement.request_terms import RequestTerms
from upheld.agreement.slices import EmptySlices, ErrorRate, SliceFigure, Slices
from upheld.chrono.instant import MINUTE, Instant, Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.reason import Share
from upheld.evaluation.requests.bounded import Scope, mean_of_slices, pool, share_of_requests
from upheld.evaluation.requests.counted import Counted
from upheld.evaluation.requests.rated import Standing
from upheld.evaluation.requests.sliced import Sliced, slice_requests
from upheld.evidence.observation import State
from upheld.evidence.request import RequestCount
from upheld.quantity import Operator, Target

START = at("2026-06-01")
MINUTES = 120
PERIOD = Interval(START, Instant(START + MINUTES * MINUTE))


def instant(minute: int) -> Instant:
    return Instant(START + minute * MINUTE)


@st.composite
def records(draw: st.DrawFn) -> list[RequestCount]:
    """Records that follow each other, of two labels that overlap; lengths from a minute to half an hour."""
    found = []
    for label in ("read", "write"):
        now = draw(st.integers(-10, 10))
        while now < MINUTES:
            end = now + draw(st.integers(1, 30))
            total = draw(st.none() | st.integers(0, 50))
            failed = 0 if total is None else draw(st.sampled_from([0, total]) | st.integers(0, total))
            if draw(st.booleans()):
                found.append(
                    RequestCount(
                        source="s",
                        labels=(("type", label),),
                        interval=Interval(instant(now), instant(end)),
                        total=total,
                        failed=failed,
                        is_even=draw(st.booleans()),
                    )
                )
            now = end + draw(st.integers(0, 10))
    return found


@st.composite
def stretches(draw: st.DrawFn) -> IntervalSet:
    starts = draw(st.lists(st.integers(0, MINUTES - 1), max_size=3))
    return IntervalSet.from_iterable(
        Interval(instant(start), instant(min(start + draw(st.integers(1, 25)), MINUTES))) for start in starts
    )


terms = st.builds(
    Slices,
    of=st.sampled_from([1, 5, 7, 60]).map(lambda minutes: Micros(minutes * MINUTE)),
    down_when=st.builds(
        ErrorRate,
        st.builds(
            Target,
            st.sampled_from([Operator.MORE, Operator.AT_LEAST]),
            st.sampled_from([Fraction(1, 20), Fraction(1)]),
        ),
    ),
    empty=st.sampled_from(EmptySlices),
    figure=st.just(SliceFigure.SHARE),
    at_least=st.sampled_from([0, 3, 20]),
)


def sliced(found: list[RequestCount], slices: Slices, counted_time: IntervalSet) -> Sliced:
    counted = Counted(is_known=True, records=tuple(found), left_out=())
    return slice_requests(counted, slices, PERIOD, PERIOD.end, counted_time)


def each_slice(slices: Slices) -> list[Interval]:
    length = slices.of // MINUTE
    return [Interval(instant(first), instant(first + length)) for first in range(0, MINUTES, length)]


def slices_of(record: RequestCount, slices: Slices) -> int:
    """How many slices a record touches; one of them alone is told whatever it holds."""
    touched = {
        (minute - START) // slices.of for minute in range(record.interval.start, record.interval.end, MINUTE)
    }
    return len(touched) if len(touched) > 1 else 0


def rate_of(
    slice_: Interval, found: list[RequestCount], slices: Slices, counts: IntervalSet
) -> Fraction | str:
    """The error rate of one slice, `empty` or `unknown`, by the words of the agreement."""
    parts, at_least = [], slices.at_least
    for record in found:
        if not record.interval.overlaps(slice_):
            continue
        piece = Interval(max(record.interval.start, slice_.start), min(record.interval.end, slice_.end))
        length = counts.within(piece).length if counts.within(slice_) else piece.length
        if length:
            parts.append((record, Fraction(length, record.interval.length)))
    if any(record.total is None for record, _ in parts):
        return "unknown"
    loose = [record for record, part in parts if part != 1 and not record.is_even and record.total]
    if any(0 < record.failed < (record.total or 0) for record in loose):
        return "unknown"
    total = sum((record.total or 0) * part for record, part in parts)
    failed = sum(record.failed * part for record, part in parts)
    if any(record.failed == 0 for record in loose) and failed:
        return "unknown"
    if any(record.failed for record in loose) and failed < total:
        return "unknown"
    most = sum(record.total or 0 for record, _ in parts)
    is_sparse = any((record.total or 0) < slices_of(record, slices) * max(at_least, 1) for record in loose)
    if is_sparse and most >= at_least and (failed or slices.empty is not EmptySlices.GOOD):
        return "unknown"
    if not total or total < at_least:
        return "empty"
    return Fraction(failed, total)


def expected(found: list[RequestCount], slices: Slices, counts: IntervalSet) -> list[Fraction | str | None]:
    """For each slice its rate, `unknown`, or nothing where it is left out."""
    length = slices.of // MINUTE
    before: Fraction | str = Fraction(0)
    rates: list[Fraction | str | None] = []
    for first in range(-length * (60 // length + 1), MINUTES, length):
        whole = Interval(instant(first), instant(first + length))
        rate: Fraction | str | None = rate_of(whole, found, slices, counts)
        if rate == "empty":
            empty = {EmptySlices.GOOD: Fraction(0), EmptySlices.LEFT_OUT: None, EmptySlices.AS_BEFORE: before}
            rate = empty[slices.empty]
        elif rate is not None:
            before = rate
        if first >= 0:
            rates.append(rate)
    return rates


@settings(max_examples=80)
@given(records(), terms, stretches())
def test_every_slice_has_its_own_rate(found: list[RequestCount], slices: Slices, out: IntervalSet) -> None:
    counts = IntervalSet.of(PERIOD) - out
    rated = [each for each in sliced(found, slices, counts).rated if each.run.end > 0]
    rates: list[Fraction | str | None] = []
    for each in rated:
        rate = "unknown" if each.standing is Standing.UNKNOWN else each.rate
        rates += [rate] * (each.run.end - max(each.run.first, 0))
    assert rates == expected(found, slices, counts)


@settings(max_examples=40)
@given(records(), terms)
def test_states_follow_the_threshold(found: list[RequestCount], slices: Slices) -> None:
    counts = IntervalSet.of(PERIOD)
    conditions = sliced(found, slices, counts).conditions(PERIOD)
    assert isinstance(slices.down_when, ErrorRate)
    target = slices.down_when.share
    for slice_, rate in zip(each_slice(slices), expected(found, slices, counts), strict=True):
        state = conditions.at(slice_.start)
        match rate:
            case None:
                assert not isinstance(state, State)
            case Fraction():
                is_bad = rate > target.bound if target.operator is Operator.MORE else rate >= target.bound
                assert state is (State.DOWN if is_bad else State.UP)
            case _:
                assert state is State.UNKNOWN


@settings(max_examples=40)
@given(records(), terms, stretches())
def test_every_slice_of_which_some_counts_weighs_the_same_in_the_mean(
    found: list[RequestCount], slices: Slices, out: IntervalSet
) -> None:
    counts = IntervalSet.of(PERIOD) - out
    scope = Scope(counted=counts, forgiven=IntervalSet(), unknown_stays=False)
    bounds = mean_of_slices(sliced(found, slices, counts), scope)
    known, low, high, whole = 0, Fraction(0), Fraction(0), 0
    for slice_, rate in zip(each_slice(slices), expected(found, slices, counts), strict=True):
        weight = int(bool(counts.within(slice_)))
        if rate is None:
            continue
        whole += weight
        if isinstance(rate, Fraction):
            known += weight
            low, high = low + rate * weight, high + rate * weight
        else:
            high += weight
    if not whole:
        assert not isinstance(bounds.worst, Share)
        return
    assert isinstance(bounds.best, Share)
    assert isinstance(bounds.worst, Share)
    assert bounds.coverage == Share(Fraction(known, whole))
    if slices.empty is not EmptySlices.GOOD:
        assert bounds.best == Share(1 - low / whole)
        assert bounds.worst == Share(1 - high / whole)
    # What failed of longer records bounds the rest; see below.
    assert 1 - high / whole <= bounds.worst.value <= bounds.best.value <= 1 - low / whole
    if known and bounds.worst != bounds.best:
        assert bounds.observed == Share(1 - low / known)


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[list[RequestCount], list[RequestCount]]:
    """Records, and one way in which their requests may really have come, minute by minute."""
    found = [each for each in draw(records()) if each.total is not None and not each.is_even]
    really = []
    for record in found:
        minutes = range(record.interval.start, record.interval.end, MINUTE)
        for number in range(record.total or 0):
            start = draw(st.sampled_from(minutes))
            really.append(
                RequestCount(
                    source="s",
                    interval=Interval(Instant(start), Instant(start + MINUTE)),
                    total=1,
                    failed=int(number < record.failed),
                )
            )
    return found, really


@settings(max_examples=30)
@given(laid_out(), stretches(), st.sampled_from([1, 5, 60]))
def test_what_really_happened_lies_between_the_bounds(
    laid: tuple[list[RequestCount], list[RequestCount]], out: IntervalSet, minutes: int
) -> None:
    found, really = laid
    scope = Scope(counted=IntervalSet.of(PERIOD) - out, forgiven=IntervalSet(), unknown_stays=False)
    by_requests = RequestTerms(empty=EmptySlices.GOOD)
    told = share_of_requests(pool(found, scope), scope, True, by_requests)
    true = share_of_requests(pool(really, scope), scope, True, by_requests).observed
    assert isinstance(told.worst, Share) == isinstance(true, Share) == bool(scope.counted)
    if isinstance(true, Share) and isinstance(told.worst, Share) and isinstance(told.best, Share):
        assert told.worst.value <= true.value <= told.best.value
    every = Slices(of=Micros(minutes * MINUTE), empty=EmptySlices.GOOD)
    taken_as_full = (each for each in found if each.failed and each.failed == each.total)
    if any(slices_of(each, every) <= (each.total or 0) for each in taken_as_full if slices_of(each, every)):
        return  # each slice of such a record is taken to have had requests, which these need not
    mean = mean_of_slices(sliced(found, every, scope.counted), scope, found)
    exact = mean_of_slices(sliced(really, every, scope.counted), scope, really).observed
    if isinstance(exact, Share) and isinstance(mean.worst, Share) and isinstance(mean.best, Share):
        assert mean.worst.value <= exact.value <= mean.best.value
