"""The whole way from records to figures, against an oracle that asks every second."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from hypothesis import given, settings
from hypothesis import strategies as st
from uptime_court import HERE, agreement, evidence, heard, objective, observed, record, service, weekly, work
from uptime_oracle import Answer, Rec, Witness, Works, World, answer, rest

from upheld.agreement.convention import BeforeStart, ExclusionArithmetic, UnknownMembers
from upheld.agreement.exclusion import MaintenanceExclusion, MaintenanceKind
from upheld.agreement.service import AtLeast, Point, Quorum
from upheld.chrono.instant import SECOND, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.availability.reading import Reading
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.statement import AvailabilityRecord, Finding
from upheld.evidence.evidence import Evidence
from upheld.evidence.maintenance import WorkKind
from upheld.evidence.observation import Grain, State

END = 70
QUORUMS = st.sampled_from([Quorum.ANY, Quorum.HALF, Quorum.MAJORITY, Quorum.ALL, AtLeast(2)])
WEIGHTS = st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 3)])
STATES = st.sampled_from([State.UP, State.UP, State.DOWN, State.DOWN, State.DEGRADED, State.UNKNOWN])


@st.composite
def witnesses(draw: st.DrawFn, points: int) -> Witness:
    is_sample = draw(st.booleans())
    times = sorted(draw(st.sets(st.integers(8, END), max_size=14)))
    records = []
    for now in times:
        until = draw(st.none() | st.none() | st.integers(now + 1, now + 12))
        records.append(Rec(now, draw(STATES), until, is_sample and draw(st.booleans())))
    return Witness(draw(st.integers(0, points - 1)), is_sample, draw(st.integers(1, 30)), tuple(records))


@st.composite
def works(draw: st.DrawFn) -> Works:
    start = draw(st.integers(10, END))
    end = draw(st.integers(start + 1, start + 20))
    took = draw(st.none() | st.integers(start - 5, end + 5))
    return Works(
        start,
        end,
        draw(st.none() | st.integers(0, start + 5)),
        None if took is None else (took, took + draw(st.integers(1, 20))),
        draw(st.none() | st.none() | st.integers(start - 3, end + 3)),
        draw(st.integers(0, 4)) == 0,
    )


@st.composite
def open_hours(draw: st.DrawFn) -> tuple[int, int]:
    opens = draw(st.integers(0, END))
    return opens, draw(st.integers(opens + 1, END + 5))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    start = draw(st.integers(10, 40))
    end = draw(st.integers(start + 1, END))
    points = draw(st.integers(1, 3))
    lifetime = st.tuples(
        st.none() | st.none() | st.integers(5, END), st.none() | st.none() | st.integers(20, END)
    )
    return World(
        window=(start, end),
        as_of=draw(st.integers(start + 1, END + 5)),
        points=tuple(draw(lifetime) for _ in range(points)),
        witnesses=tuple(draw(witnesses(points)) for _ in range(draw(st.integers(0, 4)))),
        down_when=draw(QUORUMS),
        locations_down_when=draw(QUORUMS),
        unknown_members=draw(st.sampled_from(UnknownMembers)),
        before_start=draw(st.sampled_from(BeforeStart)),
        stale_after=draw(st.integers(1, 12)),
        every=draw(st.integers(1, 5)),
        confirmed_by=draw(st.integers(1, 3)),
        minimum=draw(st.sampled_from([0, 0, 3, 8])),
        works=tuple(draw(st.lists(works(), max_size=3))),
        notice=draw(st.none() | st.integers(0, 10)),
        exclusions=draw(st.sampled_from(ExclusionArithmetic)),
        degraded_counts=draw(WEIGHTS),
        open_hours=draw(st.none() | st.none() | open_hours()),
    )


def interval(start: int, end: int) -> Interval:
    return Interval(Instant(start * SECOND), Instant(end * SECOND))


def instant(at: int | None) -> Instant | None:
    return None if at is None else Instant(at * SECOND)


def known(world: World) -> Evidence:
    seen = [
        observed(
            [(record.at * SECOND, record.state) for record in witness.records],
            point=str(witness.point),
            location=str(number),
            grain=Grain.SAMPLE if witness.is_sample else Grain.STATE,
            hold=witness.hold * SECOND,
            retries=[record.at * SECOND for record in witness.records if record.retry],
            ends={
                record.at * SECOND: record.until * SECOND
                for record in witness.records
                if record.until is not None
            },
        )
        for number, witness in enumerate(world.witnesses)
    ]
    return evidence(
        *seen,
        maintenance=[
            work(
                interval(each.start, each.end),
                name=str(number),
                announced_at=instant(each.announced),
                took_place=None if each.took is None else interval(*each.took),
                cancelled_at=instant(each.cancelled),
                kind=WorkKind.EMERGENCY if each.emergency else WorkKind.PLANNED,
            )
            for number, each in enumerate(world.works)
        ],
    )


def judged(world: World, evidence_known: Evidence | None = None) -> Finding:
    excluded = MaintenanceExclusion(
        name="planned work",
        kinds=(MaintenanceKind.PLANNED,),
        notice=None if world.notice is None else Micros(world.notice * SECOND),
        place=HERE,
    )
    watched = service(
        points=tuple(
            Point(name=str(number), since=instant(since), until=instant(until))
            for number, (since, until) in enumerate(world.points)
        ),
        down_when=world.down_when,
        locations_down_when=world.locations_down_when,
        stale_after=Micros(world.stale_after * SECOND),
        sampled_every=Micros(world.every * SECOND),
        confirmed_by=world.confirmed_by,
        minimum_outage=Micros(world.minimum * SECOND),
    )
    promised = objective(
        target="0.9",
        excluding=("planned work",),
        during=None if world.open_hours is None else "hours",
        conventions={
            "unknown_members": world.unknown_members,
            "before_start": world.before_start,
            "exclusions": world.exclusions,
            "degraded_counts": world.degraded_counts,
        },
    )
    opens, closes = world.open_hours or (0, 1)
    hours = weekly("hours", "UTC", range(7), opens * SECOND, closes * SECOND)
    agreed = agreement(promised, services=(watched,), exclusions=(excluded,), hours=(hours,))
    return heard(agreed, evidence_known or known(world), interval(*world.window), instant(world.as_of))


def shares(got: Answer, weight: Fraction) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Observed, worst and best."""
    seen = got.up + got.degraded + got.down
    good = got.up + (1 - weight) * got.degraded
    return (
        good / seen if seen else None,
        good / (seen + got.unknown) if seen + got.unknown else None,
        (good + got.unknown) / (seen + got.unknown) if seen + got.unknown else None,
    )


def value(figure: Share | NoData) -> Fraction | None:
    return figure.value if isinstance(figure, Share) else None


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_every_figure_agrees_with_the_oracle(world: World) -> None:
    figures = record(judged(world))
    right = answer(world)
    weight = world.degraded_counts
    assert (figures.up, figures.degraded, figures.down, figures.unknown, figures.excluded) == tuple(
        seconds * SECOND for seconds in right[:5]
    )
    observed_share, worst, best = shares(right, weight)
    assert (value(figures.observed), value(figures.worst), value(figures.best)) == (
        observed_share,
        worst,
        best,
    )
    remaining, total = rest(world), sum(right[:4])
    if total + remaining:
        good = right.up + (1 - weight) * right.degraded + right.unknown + remaining
        assert value(figures.best_achievable) == good / (total + remaining)
    assert figures.allowance == floor(Fraction(total + remaining) * SECOND / 10)
    assert _unfolded(figures, world) == list(right.states)


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_sampling_error_agrees_with_the_oracle(world: World) -> None:
    figures = record(judged(world))
    worst, best, seen = (
        shares(answer(world, reading), world.degraded_counts)[0]
        for reading in (Reading.WORST, Reading.BEST, Reading.RECORDED)
    )
    known = [share for share in (worst, best, seen) if share is not None]
    assert figures.sampling.lowest == (0 if worst is None else min(known))
    assert figures.sampling.highest == (1 if best is None else max(known))


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_figures_lie_in_order_between_nothing_and_all(world: World) -> None:
    figures = record(judged(world))
    worst, seen, best = value(figures.worst), value(figures.observed), value(figures.best)
    if worst is not None and best is not None:
        middle = worst if seen is None else seen
        assert 0 <= worst <= middle <= best <= 1
        achievable = value(figures.best_achievable)
        assert achievable is not None
        assert best <= achievable <= 1
    if seen is not None:
        assert figures.sampling.lowest <= seen <= figures.sampling.highest
    counted = sum(outage.counted for outage in figures.outages)
    lost = figures.down + world.degraded_counts * figures.degraded
    assert lost - len(figures.outages) <= counted <= lost
    for outage in figures.outages:
        assert outage.earliest_start <= outage.interval.start <= outage.earliest_end <= outage.interval.end


@settings(max_examples=50, deadline=None)
@given(worlds(), st.data())
def test_two_parts_of_a_window_add_up_to_the_whole(world: World, data: st.DataObject) -> None:
    start, end = world.window
    if end - start < 2:
        return
    middle = data.draw(st.integers(start + 1, end - 1))
    closed = _replace(world, as_of=max(world.as_of, end))
    whole = record(judged(closed))
    parts = [record(judged(_replace(closed, window=part))) for part in ((start, middle), (middle, end))]
    for name in ("measured", "up", "degraded", "down", "unknown", "excluded"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts), name


@settings(max_examples=50, deadline=None)
@given(worlds(), worlds())
def test_what_was_recorded_later_changes_nothing(world: World, later: World) -> None:
    """Evidence of anything after `as_of` is left unseen, whichever table it stands in."""
    pairs = [
        (one, later.witnesses[number] if number < len(later.witnesses) else None)
        for number, one in enumerate(world.witnesses)
    ]
    witnessed = tuple(
        Witness(
            one.point,
            one.is_sample,
            one.hold,
            tuple(each for each in one.records if each.at <= world.as_of)
            + tuple(each for each in (two.records if two else ()) if each.at > world.as_of),
        )
        for one, two in pairs
    )
    announced = tuple(
        each
        for each in later.works
        if (each.start if each.announced is None else each.announced) > world.as_of
    )
    extended = _replace(world, witnesses=witnessed, works=world.works + announced)
    cut = _replace(
        world,
        witnesses=tuple(
            Witness(one.point, one.is_sample, one.hold, tuple(e for e in one.records if e.at <= world.as_of))
            for one in world.witnesses
        ),
    )
    assert judged(extended) == judged(cut)


@settings(max_examples=40, deadline=None)
@given(worlds(), worlds())
def test_a_point_of_another_service_changes_nothing(world: World, other: World) -> None:
    mine = known(world)
    elsewhere = [
        observed([(each.at * SECOND, each.state) for each in witness.records], point=f"other {number}")
        for number, witness in enumerate(other.witnesses)
    ]
    both = evidence(*elsewhere, *mine.observations, maintenance=mine.maintenance)
    assert judged(world, both) == judged(world, mine)


@settings(max_examples=40, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_evidence_changes_nothing(world: World, random: object) -> None:
    mine = known(world)
    observations, maintenance = list(mine.observations), list(mine.maintenance)
    random.shuffle(observations)  # type: ignore[attr-defined]
    random.shuffle(maintenance)  # type: ignore[attr-defined]
    assert judged(world, evidence(*observations, maintenance=maintenance)) == judged(world, mine)


def _unfolded(figures: AvailabilityRecord, world: World) -> list[State | None]:
    """The state of every second to date; `None` where the timeline has none."""
    seconds: list[State | None] = [None] * (min(world.window[1], world.as_of) - world.window[0])
    for stretch, state in figures.timeline:
        for t in range(stretch.start // SECOND, stretch.end // SECOND):
            seconds[t - world.window[0]] = state
    return seconds


def _replace(world: World, **changed: object) -> World:
    return World(**{**world.__dict__, **changed})  # type: ignore[arg-type]
