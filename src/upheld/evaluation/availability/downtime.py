"""Downtime: what of each outage counts, as the agreement declares it.

In this order: time that affected too few, or for which a condition fails, is none. Each unbroken run of what
is left begins to count with the event declared; it must last long enough from there, whatever is excluded.
Then exclusions and closed hours take off their time, what is spared at the start is taken off the rest, and
after that the seconds that make no whole minute. Weights come last.

A run beside unknown time, or cut by the instant of judgement, may be longer than was seen. What counts
however long it was is down, what does not count in any case is up, and the rest is unknown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from msgspec import Struct, field

from upheld.agreement.downtime import Downtime, PartialMinutes, Weighting
from upheld.chrono.instant import MINUTE, Instant, Micros
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.evaluation.availability.counted import (
    Added,
    Counted,
    Note,
    Scaled,
    last_of,
    united,
    without_first,
)
from upheld.evaluation.availability.downtime_words import DowntimeWords
from upheld.evaluation.availability.impact import sift
from upheld.evaluation.availability.member import Conditions
from upheld.evaluation.availability.outage_facts import TOGETHER, OutageFacts, Piece
from upheld.evidence.observation import State

TRIED_TOGETHER = 64


class DowntimeRules(Struct, frozen=True, kw_only=True):
    """How downtime is counted, what is known of the outages, and which time can count at all."""

    terms: Downtime
    facts: OutageFacts
    hours: IntervalSet | None
    """The hours in which alone time is measured; always where absent."""
    excluded: IntervalSet
    words: DowntimeWords

    def countable(self, stretch: Interval) -> IntervalSet:
        """What can count of a stretch: in the hours, and not excluded."""
        return countable(stretch, self.hours, self.excluded)


def countable(stretch: Interval, hours: IntervalSet | None, excluded: IntervalSet) -> IntervalSet:
    """What can count of a stretch: in the hours where there are such, and not excluded."""
    time = IntervalSet.of(stretch) if hours is None else hours.within(stretch)
    return time - excluded.within(stretch) if excluded else time


class _Run(Struct, frozen=True, kw_only=True):
    """An unbroken run of bad time, and the longest that may have been it."""

    seen: Interval
    possible: Interval
    is_cut: bool
    """Whether it reaches to where nothing can be known, so that it may be of any length."""
    begins: tuple[Instant, Instant]
    """When it begins to count at the earliest and at the latest."""

    @property
    def is_certain(self) -> bool:
        """Whether its edges, and when it begins to count, are known."""
        return self.seen == self.possible and not self.is_cut and self.shortest == self.longest

    @property
    def shortest(self) -> Micros:
        """Its length at least, from where it begins to count."""
        return Micros(max(self.seen.end - max(self.seen.start, self.begins[1]), 0))

    @property
    def longest(self) -> Micros:
        """Its length at most, as far as it can be known."""
        return Micros(max(self.possible.end - max(self.possible.start, self.begins[0]), 0))


class _Outcome(Struct, kw_only=True):
    """What is gathered run by run."""

    up: list[IntervalSet] = field(default_factory=list)
    unknown: list[IntervalSet] = field(default_factory=list)
    scaled: list[Scaled] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def count_downtime(counted: Counted, bad: tuple[State, ...], rules: DowntimeRules) -> Counted:
    """Set aside what does not count of the outages of a member."""
    sifted = sift(counted.conditions, bad, rules.terms, rules.facts)
    conditions, outcome = sifted.conditions, _Outcome()
    possible = conditions.where(*bad, State.UNKNOWN)
    for stretch in conditions.where(*bad):
        index = bisect_right(possible.starts, stretch.start) - 1
        around = Interval(possible.starts[index], possible.ends[index])
        run = _Run(
            seen=stretch,
            possible=around,
            is_cut=around.start == conditions.bounds.start or around.end == conditions.bounds.end,
            begins=rules.facts.beginning(stretch, rules.terms.begins_at),
        )
        _count(run, rules, outcome)
    if rules.terms.partial_minutes in (PartialMinutes.WHOLE, PartialMinutes.NEAREST):
        outcome.added += _unknown_rest(conditions, counted.conditions.where(*bad), rules)
    notes = sorted((*counted.notes, *sifted.notes, *outcome.notes), key=lambda note: note.interval.start)
    return Counted(
        conditions=conditions.mask(united(outcome.up), State.UP).mask(united(outcome.unknown), State.UNKNOWN),
        spared=counted.spared,
        undecided=counted.undecided,
        scaled=tuple(outcome.scaled),
        added=tuple(sorted(outcome.added, key=lambda each: each.at)),
        notes=tuple(notes),
        reach=tuple(accumulate((note.interval.end for note in notes), max)),
    )


def _count(run: _Run, rules: DowntimeRules, outcome: _Outcome) -> None:
    """Tell of one run what certainly counts, what may, and by how much."""
    terms, says = rules.terms, list(rules.words.beginning(run.seen, run.begins))
    lacks = list(rules.words.unbegun(run.begins))
    lasting, whole = terms.lasting, IntervalSet.of(run.seen)
    if lasting is not None and not run.is_cut and not lasting.kept_by(run.longest):
        outcome.up.append(whole)
        says.append(rules.words.too_short(run.shortest))
        outcome.notes.append(Note(run.seen, tuple(says), tuple(lacks)))
        return
    certain = _after(run.seen, run.begins[1], rules, terms.spared)
    before = _before(run, rules).length
    maybe = _after(run.seen, run.begins[0], rules, terms.spared - before)
    if lasting is not None and not lasting.kept_by(run.shortest):
        certain = EMPTY
        says.append(rules.words.perhaps_too_short())
    if terms.spared and _after(run.seen, run.begins[0], rules, 0):
        says.append(rules.words.spared())
    certain, maybe = _in_minutes(run, rules, certain, maybe, outcome, says)
    outcome.up.append(whole - maybe)
    outcome.unknown.append(maybe - certain)
    if terms.weighted_by is Weighting.AFFECTED:
        for piece in rules.facts.pieces(run.seen):
            least, most = piece.affected
            outcome.scaled.append(Scaled(piece.interval, least, most))
            says.append(rules.words.weighted(least, most, is_told=piece.says_affected))
            lacks += [_lacked(piece)] if least < most else []
    if says:
        outcome.notes.append(Note(run.seen, tuple(dict.fromkeys(says)), tuple(dict.fromkeys(lacks))))


def _lacked(piece: Piece) -> str:
    return TOGETHER if piece.says_affected else "affected"


def _after(stretch: Interval, begins: Instant, rules: DowntimeRules, spared: int) -> IntervalSet:
    """What counts of a stretch from an instant on, less so much at its start."""
    start = max(stretch.start, begins)
    if start >= stretch.end:
        return EMPTY
    return without_first(rules.countable(Interval(start, stretch.end)), spared)


def _before(run: _Run, rules: DowntimeRules) -> IntervalSet:
    """What may have counted of the run before it was seen to begin."""
    start = max(run.possible.start, run.begins[0])
    return rules.countable(Interval(start, run.seen.start)) if start < run.seen.start else EMPTY


def _in_minutes(
    run: _Run,
    rules: DowntimeRules,
    certain: IntervalSet,
    maybe: IntervalSet,
    outcome: _Outcome,
    says: list[str],
) -> tuple[IntervalSet, IntervalSet]:
    """What certainly and what perhaps counts once the seconds that make no whole minute are dealt with."""
    if rules.terms.partial_minutes is PartialMinutes.NEAREST and not run.is_certain:
        if maybe:
            # with what nobody saw beside it, it may end half a minute short of a whole one
            outcome.added.append(Added(Instant(maybe.ends[-1] - 1), Fraction(0), Fraction(MINUTE, 2)))
        return certain - last_of(certain, _dropped(run, rules, certain)), maybe
    match _rounding(rules, maybe):
        case PartialMinutes.KEPT:
            return certain, maybe
        case PartialMinutes.DROPPED if run.is_certain:
            rest = certain.length % MINUTE
            if rest:
                says.append(rules.words.dropped(rest))
            certain = certain - last_of(certain, rest)
            return certain, certain
        case PartialMinutes.DROPPED:
            return certain - last_of(certain, _dropped(run, rules, certain)), maybe
        case PartialMinutes.WHOLE | PartialMinutes.NEAREST:
            rest = -maybe.length % MINUTE
            if rest:
                at = Instant(maybe.ends[-1] - 1)
                least, most = _weights(run, rules) if certain else (Fraction(0), Fraction(1))
                outcome.added.append(Added(at, rest * least if run.is_certain else Fraction(0), rest * most))
                if run.is_certain:
                    says.append(rules.words.completed(rest))
            return certain, maybe


def _rounding(rules: DowntimeRules, time: IntervalSet) -> PartialMinutes:
    """What becomes of the seconds of a time that make no whole minute: the nearest is up or down."""
    rounding = rules.terms.partial_minutes
    if rounding is not PartialMinutes.NEAREST:
        return rounding
    return PartialMinutes.WHOLE if time.length % MINUTE * 2 >= MINUTE else PartialMinutes.DROPPED


def _dropped(run: _Run, rules: DowntimeRules, certain: IntervalSet) -> int:
    """How much may be dropped of what certainly counts of a run that may have been longer.

    Whole minutes that were seen count, however long it was. An earlier start shifts them, so that the last of
    them may be one that counts by another weight.
    """
    begins_surely = run.seen.start == run.possible.start and run.begins[0] == run.begins[1]
    is_shifted = rules.terms.weighted_by is not Weighting.NOTHING and not begins_surely
    return MINUTE if is_shifted else certain.length % MINUTE


def _weights(run: _Run, rules: DowntimeRules) -> tuple[Fraction, Fraction]:
    """By what time added at the end of a run counts."""
    if rules.terms.weighted_by is Weighting.NOTHING:
        return Fraction(1), Fraction(1)
    *_, last = rules.facts.pieces(run.seen)
    return last.affected


def _unknown_rest(conditions: Conditions, seen: IntervalSet, rules: DowntimeRules) -> Iterator[Added]:
    """What unknown stretches may add, each taken as one outage at most.

    What was seen bad and is in doubt only as to whether it counts is an outage apart from the stretch beside
    it that nobody saw: that may have been good, and two outages are completed to more than one is. To the
    nearest minute two may make a whole one only together.
    """
    unknown = conditions.where(State.UNKNOWN)
    parts = sorted((*(unknown & seen), *(unknown - seen)), key=lambda each: each.start)
    if rules.terms.partial_minutes is PartialMinutes.WHOLE:
        for part in parts:
            time = rules.countable(part)
            if rest := -time.length % MINUTE:
                yield Added(Instant(time.ends[-1] - 1), Fraction(0), Fraction(rest))
        return
    for row in _rows(parts):
        times = [rules.countable(each) for each in row]
        if most := most_to_nearest([time.length for time in times]):
            *_, last = (time for time in times if time)
            yield Added(Instant(last.ends[-1] - 1), Fraction(0), Fraction(most))


def _rows(parts: Iterable[Interval]) -> Iterator[list[Interval]]:
    """Intervals in order, those together of which each begins where the one before it ends."""
    row: list[Interval] = []
    for part in parts:
        if row and row[-1].end != part.start:
            yield row
            row = []
        row.append(part)
    if row:
        yield row


def most_to_nearest(lengths: Sequence[int], together: int = TRIED_TOGETHER) -> int:
    """The most that rounding outages to the nearest minute may add, where any in a row may be one outage.

    More than so many together are not tried: they add half a minute at most.
    """
    most = [0]
    for end in range(1, len(lengths) + 1):
        found, length = most[-1], 0
        for start in range(end - 1, max(end - together, 0) - 1, -1):
            length += lengths[start]
            rest = -length % MINUTE
            if 2 * rest <= MINUTE:
                found = max(found, most[start] + rest)
        if end > together:
            found = max(found, most[end - together - 1] + MINUTE // 2)
        most.append(found)
    return most[-1]
