"""Retention: how long each copy was there, against every deletion that the listings leave possible."""

from __future__ import annotations

from typing import Any

from duty_court import duties, judged, local, only, says, states, steps, verdict
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.agreement.snapshot import Retention
from upheld.chrono.instant import DAY, HOUR, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.statement import Finding
from upheld.evidence.backup import Snapshot
from upheld.evidence.evidence import Table

WEEK = Retention(of="database", kept=Micros(7 * DAY))


def copy(taken: str, seen: str, **terms: Any) -> Snapshot:
    defaults = {
        "source": "store",
        "name": f"copy of {taken}",
        "of": "database",
        "taken_at": local(taken),
        "first_seen": local(taken),
        "last_seen": local(seen),
    }
    return Snapshot(**(defaults | terms))


def court(*copies: Snapshot, promise: Retention = WEEK, **terms: Any) -> Finding:
    return judged(promise, snapshots=copies, **terms)


def test_a_copy_listed_to_the_end_of_its_time_is_kept() -> None:
    found = court(copy("03-02 01:00", "03-09 01:00"))
    assert (verdict(found), found.breaches) == ("MET", 0)
    assert says(found) == (
        "the copy of database made 2026-03-02 01:00 Europe/Brussels was there until "
        "2026-03-09 01:00 Europe/Brussels; promised to be kept for 168 h"
    )


def test_a_copy_gone_before_its_time_breaks_it() -> None:
    other = copy("03-01 01:00", "03-08 06:00")
    found = court(copy("03-02 01:00", "03-07 06:00"), other, as_of="03-09")
    assert (verdict(found), found.breaches) == ("MISSED", 1)
    broken = duties(found)[1]
    assert (broken.due, broken.done_at) == (local("03-09 01:00"), local("03-07 06:00"))
    assert steps(broken.reason) == ["retention.until", "retention.seen", "retention.gone"]


def test_what_went_between_two_listings_may_have_been_there_long_enough() -> None:
    """Last seen an hour before its time was over, and not seen in the next listing, two hours after."""
    found = court(copy("03-02 01:00", "03-09 00:00"), copy("03-03 01:00", "03-09 03:00"), as_of="03-09 03:00")
    assert states(found) == ["indeterminate", "running"]
    later = court(copy("03-02 01:00", "03-09 00:00"), copy("03-03 01:00", "03-09 01:00"), as_of="03-09 03:00")
    assert states(later)[0] == "indeterminate"


def test_listings_of_another_store_or_thing_say_nothing() -> None:
    gone = copy("03-02 01:00", "03-07 06:00")
    other_store = copy("03-03 01:00", "03-08 06:00", source="vault")
    other_thing = copy("03-03 01:00", "03-08 06:00", of="files")
    assert states(court(gone, other_store, as_of="03-20"))[0] == "indeterminate"
    assert states(court(gone, other_thing, as_of="03-20")) == ["indeterminate"]


def test_a_store_that_is_not_listed_any_more_leaves_it_undecided() -> None:
    found = court(copy("03-02 01:00", "03-07 06:00"))
    assert verdict(found) == "INDETERMINATE"
    assert says(found) == (
        "the copy of database made 2026-03-02 01:00 Europe/Brussels was there at 2026-03-07 06:00 "
        "Europe/Brussels; nothing is known of it after that, and it had to be until 2026-03-09 01:00 "
        "Europe/Brussels; promised to be kept for 168 h"
    )
    assert steps(only(found).reason)[-1] == "retention.unlisted"


def test_while_the_period_is_open_a_copy_that_is_due_longer_is_open_too() -> None:
    assert states(court(copy("03-02 01:00", "03-07 06:00"), as_of="03-08")) == ["running"]
    assert states(court(copy("03-02 01:00", "04-30 06:00"), as_of="03-08")) == ["running"]
    assert states(court(copy("03-02 01:00", "04-30 06:00"), as_of="03-10")) == ["kept"]


def test_at_the_end_of_the_period_copies_must_have_been_there_until_then() -> None:
    assert states(court(copy("03-30 01:00", "04-01 06:00"), as_of="04-02")) == ["kept"]
    assert states(court(copy("03-30 01:00", "03-31 06:00"), as_of="04-02")) == ["indeterminate"]


def test_copies_of_the_month_before_count_as_far_as_they_reach_into_this_one() -> None:
    before, long_before = copy("02-25 01:00", "03-04 01:00"), copy("02-22 00:00", "02-23 01:00")
    found = court(before, long_before)
    assert [duty.began_at for duty in duties(found)] == [local("02-25 01:00")]
    gone = copy("02-25 01:00", "02-26 01:00"), copy("02-26 01:00", "03-03 01:00")
    assert states(court(*gone))[0] == "breached"


def test_failed_copies_need_not_be_kept_and_what_nobody_made_is_not_judged_here() -> None:
    found = court(copy("03-02 01:00", "03-03 01:00", complete=False), copy("05-02", "05-03"))
    assert verdict(found) == "NOT APPLICABLE"
    assert found.reason.says == "no copy of database had to be there in the period"


def test_without_the_table_nothing_is_known() -> None:
    found = court(tables=[Table.TICKETS])
    assert verdict(found) == "INDETERMINATE"
    assert found.gaps == ("no table `snapshots` in the evidence: nothing is known about copies",)


BEGINS = local("03-01")


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=1, max_size=4),
    st.sets(st.integers(0, 60), max_size=8),
    st.integers(1, 20),
    st.integers(1, 40),
    st.integers(0, 30),
)
def test_a_copy_is_judged_by_every_deletion_the_listings_leave_possible(
    store: list[tuple[int, int]], listed: set[int], kept: int, length: int, after: int
) -> None:
    """Copies are made, deleted and listed on the hour; a copy that was never listed is not known."""
    as_of = length + after
    known = []
    for taken, life in store:
        seen = [at for at in sorted(listed) if taken <= at < taken + life]
        if seen and taken <= as_of:
            known.append((taken, seen[0], seen[-1]))
    instants = {at for copy in known for at in copy[1:] if at <= as_of}
    copies = [
        Snapshot(
            source="store",
            name=str(index),
            of="database",
            taken_at=Instant(BEGINS + taken * HOUR),
            first_seen=Instant(BEGINS + first * HOUR),
            last_seen=Instant(BEGINS + last * HOUR),
        )
        for index, (taken, first, last) in enumerate(known)
    ]
    found = court(
        *copies,
        promise=Retention(of="database", kept=Micros(kept * HOUR)),
        interval=Interval(BEGINS, Instant(BEGINS + length * HOUR)),
        as_of=Instant(BEGINS + as_of * HOUR),
    )
    expected = {}
    for index, (taken, _, last) in enumerate(known):
        start, end = taken, min(taken + kept, length)
        if start >= end:
            continue
        seen_at = min(last, as_of)
        gone = min((at for at in instants if at > seen_at), default=1000)
        # It was deleted after it was last seen, and by the listing without it: in steps of half an hour.
        missing = {half < 2 * end for half in range(2 * seen_at + 1, 2 * gone + 1)}
        if seen_at >= end:
            missing = {False}
        expected[str(index)] = {frozenset({False}): "kept", frozenset({True}): "breached"}.get(
            frozenset(missing), "indeterminate"
        )
    judged_states = {duty.evidence[0].rpartition("/")[2]: duty.state.value for duty in duties(found)}
    assert judged_states == expected
