"""Downtime and slices against a walk through every step, also where the evidence leaves something open."""

from __future__ import annotations

from fractions import Fraction

from downtime_oracle import STEP, Terms, Told, downtime, runs, truths
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from uptime_court import HERE, agreement, changes, evidence, heard, objective, record, service, work

from upheld.agreement.downtime import (
    BeginsAt,
    CountedPart,
    Downtime,
    Impact,
    PartialMinutes,
    Weighting,
)
from upheld.agreement.exclusion import MaintenanceExclusion, MaintenanceKind
from upheld.agreement.objective import Availability
from upheld.agreement.slices import BadWhen, DownFor, DownShare, Slices
from upheld.chrono.instant import SECOND, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.availability.downtime import most_to_nearest
from upheld.evaluation.statement import AvailabilityRecord
from upheld.evidence.incident import Outage
from upheld.evidence.observation import State
from upheld.quantity import Operator, Target

SHARES = st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1)])


def at(step: int) -> Instant:
    return Instant(step * STEP * SECOND)


@st.composite
def seen_steps(draw: st.DrawFn, *, unknown: bool) -> list[bool | None]:
    """What was seen of each step: bad, good, or nothing; good at both ends."""
    kinds = [True, False, None] if unknown else [True, False]
    found: list[bool | None] = [False]
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(kinds))
        found += [kind] * draw(st.integers(1, 3 if kind is None else 12))
    return [*found, False]


@st.composite
def records(draw: st.DrawFn, seen: list[bool | None], *, missing: bool) -> list[Told]:
    """A record for each stretch that may have been one outage."""
    told = []
    for run in runs([state is not False for state in seen]):
        since, until = run[0], run[-1] + 1
        known = st.integers(since, until + 2), SHARES, st.booleans()
        begins, affected, holds = (draw(st.none() | each) if missing else draw(each) for each in known)
        told.append(Told(since, until, begins, affected, holds))
    return told


@st.composite
def all_terms(draw: st.DrawFn) -> Terms:
    lasting = draw(st.none() | st.tuples(st.integers(1, 12), st.booleans()))
    beyond = lasting is not None and draw(st.booleans())
    return Terms(
        lasting=lasting,
        beyond=beyond,
        grace=0 if beyond else draw(st.integers(0, 8)),
        partial=draw(st.sampled_from([each.value for each in PartialMinutes])),
        from_event=draw(st.booleans()),
        affecting=draw(st.none() | st.tuples(SHARES, st.booleans())),
        weighted=draw(st.booleans()),
        provided=draw(st.booleans()),
    )


def declared(terms: Terms) -> Downtime:
    def target(bound: tuple[int, bool]) -> Target[Micros]:
        operator = Operator.MORE if bound[1] else Operator.AT_LEAST
        return Target(operator, Micros(bound[0] * STEP * SECOND))

    impact = None
    if terms.affecting is not None:
        share, is_strict = terms.affecting
        impact = Impact(Target(Operator.MORE if is_strict else Operator.AT_LEAST, share), "users")
    return Downtime(
        lasting=None if terms.lasting is None else target(terms.lasting),
        counted=CountedPart.BEYOND if terms.beyond else CountedPart.WHOLE,
        grace=Micros(terms.grace * STEP * SECOND),
        partial_minutes=PartialMinutes(terms.partial),
        begins_at=BeginsAt.REPORT if terms.from_event else BeginsAt.OCCURRENCE,
        affecting=impact,
        weighted_by=Weighting.AFFECTED if terms.weighted else Weighting.NOTHING,
        provided=("the customer retries",) if terms.provided else (),
    )


def judged(
    seen: list[bool | None],
    told: list[Told],
    excluded: tuple[int, int] | None,
    downtime_terms: Downtime | None,
    slices: Slices | None = None,
) -> AvailabilityRecord:
    states = {True: State.DOWN, False: State.UP, None: State.UNKNOWN}
    steps = [(int(at(step)), states[state]) for step, state in enumerate(seen)]
    outages = [
        Outage(
            source="desk",
            number=str(number),
            since=at(each.since),
            until=at(each.until),
            reported_at=None if each.begins is None else at(each.begins),
            affected=each.affected,
            holds=("the customer retries",) if each.holds is True else (),
            fails=("the customer retries",) if each.holds is False else (),
        )
        for number, each in enumerate(told)
    ]
    works = () if excluded is None else (work(Interval(at(excluded[0]), at(excluded[1])), notice=None),)
    known = evidence(changes(*steps, point="p"), maintenance=works, outages=tuple(outages))
    exclusion = MaintenanceExclusion(name="works", kinds=(MaintenanceKind.PLANNED,), notice=None, place=HERE)
    promised = objective(
        indicator=Availability(of="app", excluding=("works",), downtime=downtime_terms, slices=slices)
    )
    agreed = agreement(promised, services=(service(sampled_every=SECOND),), exclusions=(exclusion,))
    return record(heard(agreed, known, Interval(at(0), at(len(seen)))))


@st.composite
def excluded_steps(draw: st.DrawFn, size: int) -> tuple[int, int] | None:
    if draw(st.booleans()):
        return None
    start = draw(st.integers(0, size - 1))
    return start, draw(st.integers(start + 1, size))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_downtime_that_is_known_is_that_of_the_walk(data: st.DataObject) -> None:
    seen = data.draw(seen_steps(unknown=False))
    told = data.draw(records(seen, missing=False))
    terms = data.draw(all_terms())
    excluded = data.draw(excluded_steps(len(seen)))
    countable = [excluded is None or not excluded[0] <= step < excluded[1] for step in range(len(seen))]
    right = downtime([bool(state) for state in seen], countable, told, terms)
    # More whole minutes than there is time are no more than all of it.
    assume(right <= sum(countable))
    figures = judged(seen, told, excluded, declared(terms))
    assert figures.measured == sum(countable) * STEP * SECOND
    assert figures.unknown == 0
    assert figures.down == right * STEP * SECOND // 1
    assert sum(outage.counted for outage in figures.outages) <= figures.down


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_bounds_hold_whatever_was_so(data: st.DataObject) -> None:
    seen = data.draw(seen_steps(unknown=True))
    told = data.draw(records(seen, missing=True))
    terms = data.draw(all_terms())
    excluded = data.draw(excluded_steps(len(seen)))
    countable = [excluded is None or not excluded[0] <= step < excluded[1] for step in range(len(seen))]
    possible = {downtime(bad, countable, facts, terms) for bad, facts in truths(seen, told, terms)}
    assume(sum(countable))
    figures = judged(seen, told, excluded, declared(terms))
    size = sum(countable)
    least, most = figures.down, figures.down + figures.unknown
    assert least <= min(possible) * STEP * SECOND
    assert min(max(possible), size) * STEP * SECOND <= most + 1


@st.composite
def conditions(draw: st.DrawFn) -> BadWhen:
    share = st.sampled_from([Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(9, 10)])
    operator = st.sampled_from([Operator.MORE, Operator.AT_LEAST])
    found: BadWhen = draw(
        st.sampled_from(list(DownFor)) | st.builds(DownShare, st.builds(Target, operator, share))
    )
    return found


def _is_bad(down: int, whole: int, condition: BadWhen) -> bool:
    match condition:
        case DownFor.THROUGHOUT:
            return down == whole
        case DownFor.AT_ALL:
            return down > 0
        case DownShare(share):
            return share.kept_by(Fraction(down, whole))
        case _:
            raise AssertionError(condition)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_slices_are_those_of_the_walk(data: st.DataObject) -> None:
    seen = data.draw(seen_steps(unknown=True))
    excluded = data.draw(excluded_steps(len(seen)))
    length, condition = data.draw(st.integers(1, 8)), data.draw(conditions())
    figures = judged(seen, [], excluded, None, Slices(of=Micros(length * STEP * SECOND), down_when=condition))
    good = bad = 0
    open_slices = 0
    for first in range(0, len(seen), length):
        steps = [
            seen[step]
            for step in range(first, min(first + length, len(seen)))
            if excluded is None or not excluded[0] <= step < excluded[1]
        ]
        if not steps:
            continue
        down, unknown = sum(step is True for step in steps), sum(step is None for step in steps)
        if _is_bad(down, len(steps), condition):
            bad += 1
        elif _is_bad(down + unknown, len(steps), condition):
            open_slices += 1
        else:
            good += 1
    size = length * STEP * SECOND
    assert (figures.up, figures.down, figures.unknown) == (good * size, bad * size, open_slices * size)


def test_outages_in_doubt_beside_time_that_nobody_saw_may_be_two() -> None:
    # 30 s and 10 s of outage, 10 s between them that nobody saw, of 70 s; whether they count is not known. If
    # they do, and it worked between them, each is a whole minute: more than there is time.
    seen = [False, True, True, True, None, True, False]
    told = [Told(1, 6, None, None, None)]
    terms = Terms(
        lasting=None,
        beyond=False,
        grace=0,
        partial=PartialMinutes.WHOLE.value,
        from_event=False,
        affecting=None,
        weighted=False,
        provided=True,
    )
    figures = judged(seen, told, None, declared(terms))
    assert (figures.down, figures.unknown) == (0, 70 * SECOND)


def test_an_outage_in_doubt_may_round_up_together_with_time_that_nobody_saw() -> None:
    # 10 s of outage of which nobody knows whether they count, 10 s excluded, and 20 s that nobody saw: apart
    # they are no minute, together 30 s, which are nearer to a whole one. There are 50 s of time.
    seen = [False, True, None, None, None, False]
    terms = Terms(partial=PartialMinutes.NEAREST.value, affecting=(Fraction(1, 4), False))
    figures = judged(seen, [Told(1, 5, None, None, None)], (2, 3), declared(terms))
    assert (figures.measured, figures.down, figures.unknown) == (50 * SECOND, 0, 50 * SECOND)


@given(st.lists(st.integers(0, 12), max_size=7), st.integers(1, 7))
def test_the_most_that_rounding_to_the_nearest_adds_is_that_of_the_best_cut(
    lengths: list[int], together: int
) -> None:
    def most(parts: list[int]) -> int:
        """In steps of ten seconds, over all ways to cut the parts."""
        if not parts:
            return 0
        found = []
        for size in range(1, len(parts) + 1):
            rest = -sum(parts[:size]) % 6
            found.append((rest if rest <= 3 else 0) + most(parts[size:]))
        return max(found)

    exact = most(lengths) * STEP * SECOND
    micros = [each * STEP * SECOND for each in lengths]
    assert most_to_nearest(micros) == exact
    assert most_to_nearest(micros, together) >= exact
