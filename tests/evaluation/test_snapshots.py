"""Snapshots: the gaps between copies, against a walk through time, and what listings can't know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from duty_court import MARCH, OCTOBER, duties, judged, local, only, says, states, steps, stretch, verdict
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.agreement.objective import Force
from upheld.agreement.snapshot import CountedIn, Snapshots
from upheld.chrono.instant import DAY, HOUR, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.duties.cadence import Cadence, Watch, gaps_of
from upheld.evaluation.statement import ClockState, Finding
from upheld.evidence.backup import Snapshot
from upheld.evidence.evidence import Table

DAILY = Snapshots(of="database", every=DAY)
BY_DATE = Snapshots(of="database", every=DAY, counted_in=CountedIn.CALENDAR_DAYS)
LISTED_FROM, LISTED_UNTIL = local("2025-12-01"), local("2026-12-01")


def copy(taken: str | Instant, **terms: Any) -> Snapshot:
    """A copy seen by listings all along, unless it says otherwise."""
    at = local(taken) if isinstance(taken, str) else taken
    defaults = {
        "source": "store",
        "name": f"copy-{at}",
        "of": "database",
        "taken_at": at,
        "first_seen": LISTED_FROM,
        "last_seen": LISTED_UNTIL,
    }
    return Snapshot(**(defaults | terms))


def nightly(first: str, last: str, at: str = "23:00", without: Sequence[str] = ()) -> list[Snapshot]:
    """A copy every night by the wall clock; dates such as `03-01`, all of 2026."""
    begins, ends = (date.fromisoformat(f"2026-{day}").toordinal() for day in (first, last))
    days = (date.fromordinal(day).isoformat()[5:] for day in range(begins, ends + 1))
    return [copy(f"{day} {at}") for day in days if day not in without]


def court(copies: Sequence[Snapshot], promise: Snapshots = DAILY, **terms: Any) -> Finding:
    return judged(promise, snapshots=copies, **terms)


def test_a_copy_every_night_keeps_the_promise_with_one_duty_for_each_gap() -> None:
    found = court(nightly("02-28", "03-27"), interval=stretch("03-01", "03-28"))
    assert (verdict(found), found.breaches) == ("MET", 0)
    assert states(found) == ["kept"] * 28
    assert duties(found)[0].reason.says == (
        "after the copy of database of 2026-02-28 23:00 Europe/Brussels, the next came "
        "2026-03-01 23:00 Europe/Brussels, due by 2026-03-01 23:00 Europe/Brussels; "
        "promised at most 24 h apart"
    )
    assert duties(found)[-1].reason.says.startswith(
        "after the copy of database of 2026-03-27 23:00 Europe/Brussels, the next is due by 2026-03-28 23:00"
    )


def test_a_night_without_a_copy_breaks_it_from_when_the_next_was_due() -> None:
    found = court(
        nightly("02-28", "03-31", without=["03-12"]), period=MARCH, interval=stretch("03-01", "03-28")
    )
    broken = next(duty for duty in duties(found) if duty.state is ClockState.BREACHED)
    assert (verdict(found), found.breaches) == ("MISSED", 1)
    assert (broken.began_at, broken.due, broken.done_at) == (
        local("03-11 23:00"),
        local("03-12 23:00"),
        local("03-13 23:00"),
    )
    assert broken.reason.says == (
        "no copy of database from 2026-03-11 23:00 Europe/Brussels to 2026-03-13 23:00 Europe/Brussels; "
        "it was due by 2026-03-12 23:00 Europe/Brussels; promised at most 24 h apart"
    )
    assert len(broken.evidence) == 2
    assert broken.reason.clause == found.objective.clause


def test_a_miss_of_a_target_is_no_breach() -> None:
    found = court([copy("03-02")], promised={"force": Force.TARGET})
    assert (verdict(found), found.breaches) == ("MISSED", 0)


@pytest.mark.parametrize(
    ("promise", "came_to"), [(DAILY, "MISSED"), (BY_DATE, "MET")], ids=["elapsed time", "calendar days"]
)
def test_the_long_night_of_autumn_breaks_a_count_of_hours_and_not_one_of_dates(
    promise: Snapshots, came_to: str
) -> None:
    found = court(nightly("09-30", "10-31"), promise, period=OCTOBER)
    assert verdict(found) == came_to
    late = [duty for duty in duties(found) if duty.state is ClockState.BREACHED]
    assert [duty.length.value for duty in late if duty.length] == ([25 * HOUR] if promise is DAILY else [])


def test_dates_count_whatever_the_hour() -> None:
    found = court([copy("02-28 00:05"), copy("03-01 23:55"), copy("03-02 00:05")], BY_DATE, as_of="03-03")
    assert states(found) == ["kept", "kept", "running"]
    found = court([copy("02-28 23:55"), copy("03-02 00:05")], BY_DATE, as_of="03-02 12:00")
    assert states(found) == ["breached", "running"]
    assert duties(found)[1].due == local("03-04") - 1
    assert [duty.reason.says for duty in duties(found)] == [
        "no copy of database from 2026-02-28 23:55 Europe/Brussels to 2026-03-02 00:05 Europe/Brussels; "
        "it was due by the end of 2026-03-01; promised one on each date",
        "the next copy of database is due by the end of 2026-03-03; promised one on each date",
    ]


def test_so_many_dates_may_pass_without_one() -> None:
    weekly = Snapshots(of="database", every=Micros(7 * DAY), counted_in=CountedIn.CALENDAR_DAYS)
    assert states(court([copy("02-26"), copy("03-05 23:59")], weekly, as_of="03-06")) == ["kept", "running"]
    late = court([copy("02-26"), copy("03-06 00:01")], weekly, as_of="03-06 01:00")
    assert states(late) == ["breached", "running"]
    assert "one within any 7 dates" in duties(late)[0].reason.says


def test_no_copy_in_the_date_that_ends_the_month_is_a_miss_of_that_month() -> None:
    copies = [copy(f"03-{day:02} 12:00") for day in range(1, 31)]
    found = court([copy("02-28 12:00"), *copies], BY_DATE)
    assert states(found)[-1] == "breached"


def test_a_date_without_a_copy_is_missed_in_its_own_month_alone() -> None:
    copies = [copy(f"03-{day:02} 12:00") for day in range(1, 31)] + [copy("04-01 12:00")]
    april = stretch("04-01", "04-02")
    assert states(court(copies, BY_DATE, interval=april)) == ["kept", "kept"]
    assert states(court(copies, interval=april)) == ["breached", "kept"]
    broken = duties(court(copies, interval=april))[0]
    assert (broken.due, broken.breached_at) == (local("03-31 12:00"), local("04-01"))


def test_a_copy_that_failed_is_none() -> None:
    copies = nightly("02-28", "03-10")
    copies[5] = copy(copies[5].taken_at, complete=False)
    assert verdict(court(copies, as_of="03-11")) == "MISSED"


def test_names_are_compared_without_case_and_spaces_and_other_things_play_no_part() -> None:
    copies = [copy("02-28 23:00", of="Product  Database"), copy("03-01 12:00", of="files")]
    found = court(copies, Snapshots(of="product database", every=DAY), as_of="03-01 13:00")
    assert only(found).began_at == local("02-28 23:00")


def test_a_gap_that_goes_on_is_open_until_the_next_is_due() -> None:
    copies = nightly("02-28", "03-10")
    running = court(copies, as_of="03-11 22:00")
    assert states(running)[-1] == "running"
    assert verdict(running) == "INDETERMINATE"
    assert running.gaps == (
        "the next copy of database is due by 2026-03-11 23:00 Europe/Brussels; promised at most 24 h apart",
    )
    assert states(court(copies, as_of="03-11 23:00"))[-1] == "running"
    assert states(court(copies, as_of=Instant(local("03-11 23:00") + 1)))[-1] == "breached"


def test_what_was_due_only_after_the_period_is_kept() -> None:
    copies = nightly("02-28", "03-31", at="12:00")
    assert states(court(copies, as_of="03-31 18:00"))[-1] == "kept"


def test_copies_after_the_instant_of_judgement_play_no_part() -> None:
    copies = nightly("02-28", "03-10")
    assert court(copies, as_of="03-05") == court(
        [each for each in copies if each.taken_at <= local("03-05")], as_of="03-05"
    )


def test_without_a_copy_before_the_period_the_first_gap_is_undecided() -> None:
    found = court(nightly("03-01", "03-27"), interval=stretch("03-01", "03-28"))
    assert states(found) == ["indeterminate"] + ["kept"] * 27
    assert verdict(found) == "INDETERMINATE"
    first = duties(found)[0]
    assert first.length is None
    assert "no copy of database is known from the start of the period until" in first.reason.says
    assert steps(first.reason) == ["cadence.due", "cadence.forgotten"]


def test_the_first_gap_is_broken_when_even_a_copy_just_before_would_be_too_old() -> None:
    assert states(court([copy("03-01 23:59")], as_of="03-02"))[0] == "indeterminate"
    assert states(court([copy("03-02 00:00")], as_of="03-02 01:00"))[0] == "breached"


def test_the_promise_begins_with_the_agreement() -> None:
    found = court([copy("03-02 00:00")], as_of="03-02 01:00", in_force=date(2026, 3, 1))
    assert states(found) == ["kept", "running"]
    assert duties(found)[0].reason.says.startswith("no copy of database was due before 2026-03-02 00:00")
    early = court([copy("02-28 12:00"), copy("03-02")], as_of="03-02 01:00", in_force=date(2026, 3, 1))
    assert states(early)[0] == "kept"


def test_copies_made_before_the_first_listing_may_have_gone_unseen() -> None:
    listed = {"first_seen": local("03-10 06:00")}
    copies = [copy("03-01 23:00", **listed), copy("03-08 23:00", **listed), copy("03-09 23:00", **listed)]
    found = court(copies, as_of="03-10 12:00")
    assert states(found) == ["indeterminate", "indeterminate", "kept", "running"]


def test_copies_made_after_the_last_listing_may_not_be_known_yet() -> None:
    copies = [copy(each.taken_at, last_seen=local("03-10 06:00")) for each in nightly("02-28", "03-09")]
    found = court(copies)
    assert states(found)[-1] == "indeterminate"
    assert steps(duties(found)[-1].reason) == ["cadence.due", "cadence.unseen"]
    known = [copy(each.taken_at, last_seen=local("03-12 06:00")) for each in nightly("02-28", "03-09")]
    assert states(court(known))[-1] == "breached"


def test_an_empty_table_says_that_no_copy_was_made_and_a_missing_one_says_nothing() -> None:
    found = court([])
    assert (verdict(found), states(found)) == ("MISSED", ["breached"])
    assert says(found).startswith("no copy of database from the start of the period to its end")
    unknown = court([], tables=[Table.TICKETS])
    assert verdict(unknown) == "INDETERMINATE"
    assert unknown.gaps == ("no table `snapshots` in the evidence: nothing is known about copies",)


HOURS = st.integers(0, 60)


@settings(max_examples=300)
@given(st.sets(HOURS), st.integers(1, 12), st.integers(0, 40), st.integers(1, 40), st.integers(0, 40))
def test_gaps_are_late_where_a_walk_through_time_finds_the_newest_copy_too_old(
    hours: set[int], every: int, start: int, length: int, ahead: int
) -> None:
    """Between any two whole hours the newest copy has one age; the walk looks in the middle of each."""
    window = Interval(Instant(start * HOUR), Instant((start + length) * HOUR))
    times = [Instant(hour * HOUR) for hour in sorted({0, *hours}) if hour <= start + length]
    watch = Watch(
        window=window,
        ends=Instant(window.end + ahead * HOUR),
        promised_from=Instant(-1000 * HOUR),
        seen_from=Instant(-1000 * HOUR),
        seen_until=window.end,
    )
    late = set()
    for half in range(2 * start + 1, 2 * (start + length), 2):
        newest = max(at for at in times if 2 * at < half * HOUR)
        if half * HOUR - 2 * newest > 2 * every * HOUR:
            late.add(newest)
    gaps = list(gaps_of(times, Cadence(lambda at: Instant(at + every * HOUR)), watch))
    assert {gap.began for gap in gaps if gap.state is ClockState.BREACHED} == late
    tail = [gap for gap in gaps if gap.ended is None]
    open_ = [gap for gap in tail if gap.state is ClockState.RUNNING]
    assert all(gap.due < watch.ends for gap in open_)
    assert not open_ or ahead


@settings(max_examples=300)
@given(st.sets(HOURS), st.integers(1, 12), st.integers(0, 30), st.integers(1, 30), HOURS, HOURS, HOURS)
def test_what_cannot_have_been_seen_is_taken_at_its_best_and_at_its_worst(
    hours: set[int], every: int, start: int, length: int, since: int, seen_from: int, seen_until: int
) -> None:
    """At best a copy was made every hour in which nobody could see it, at worst none was."""
    end = start + length
    known = sorted(Instant(hour * HOUR) for hour in hours if hour <= min(end, seen_until))
    watch = Watch(
        window=Interval(Instant(start * HOUR), Instant(end * HOUR)),
        ends=Instant(end * HOUR),
        promised_from=Instant((min(since, start) - 40) * HOUR),
        seen_from=Instant(seen_from * HOUR),
        seen_until=Instant(max(seen_from, seen_until) * HOUR),
    )
    unseen = [hour * HOUR - 1 for hour in range(-60, seen_from + 1)]
    unseen += [watch.seen_until + 1, *range(watch.seen_until + HOUR, watch.window.end, HOUR)]
    if not known or known[0] > watch.window.start:
        unseen += [hour * HOUR - 1 for hour in range(-60, start + 1)]
    begins = watch.promised_from
    best = sorted(max(begins, at) for at in (*known, *unseen, begins) if at < watch.window.end)
    worst = sorted(max(begins, at) for at in (*known, begins) if at < watch.window.end)
    came_to = {gap.state for gap in gaps_of(known, Cadence(lambda at: Instant(at + every * HOUR)), watch)}
    assert (ClockState.BREACHED in came_to) == _is_late(best, every, watch)
    assert bool(came_to & {ClockState.BREACHED, ClockState.INDETERMINATE}) == _is_late(worst, every, watch)


def _is_late(times: Sequence[int], every: int, watch: Watch) -> bool:
    """Tell whether some of the window lies after a copy by more than it may, before the next."""
    return any(
        max(at + every * HOUR, watch.window.start) < min(following, watch.window.end)
        for at, following in pairwise([*times, watch.window.end])
    )


@settings(max_examples=60)
@given(st.sets(st.integers(0, 34)), st.integers(1, 4), st.integers(0, 23))
def test_dates_are_late_where_some_dates_in_a_row_have_no_copy(days: set[int], every: int, hour: int) -> None:
    first = date(2026, 9, 28).toordinal()
    taken = [date.fromordinal(first + day) for day in sorted({0, *days})]
    promise = Snapshots(of="database", every=Micros(every * DAY), counted_in=CountedIn.CALENDAR_DAYS)
    copies = [copy(f"{day.isoformat()} {hour:02}:00") for day in taken]
    bare = [
        end
        for end in range(date(2026, 10, 1).toordinal(), date(2026, 11, 1).toordinal())
        if not any(end - every < day.toordinal() <= end for day in taken) and end - every >= first
    ]
    assert verdict(court(copies, promise, period=OCTOBER)) == ("MISSED" if bare else "MET")


@settings(max_examples=60)
@given(st.sets(st.integers(0, 24 * 31), min_size=1), st.integers(1, 30))
def test_the_gaps_follow_upon_one_another_over_the_whole_month(hours: set[int], every: int) -> None:
    copies = [copy(Instant(MARCH.interval.start + hour * HOUR)) for hour in hours]
    gaps = duties(court(copies, Snapshots(of="database", every=Micros(every * HOUR))))
    assert gaps[0].began_at == MARCH.interval.start
    assert [gap.done_at for gap in gaps[:-1]] == [gap.began_at for gap in gaps[1:]]
    assert gaps[-1].done_at in (None, MARCH.interval.end)
