"""Live state: kept from what changes, and the same as what raw evidence comes to."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from live_scenes import AGREEMENT, CUSTOMERS, EVENTS, SITES, Scene, every_five_minutes, hours_after
from upheld.chrono.instant import HOUR, MINUTE, Instant, format_instant
from upheld.evaluation.alarms.clock import share_used_at
from upheld.evidence.evidence import Table
from upheld.operations.live.audit import audit_at
from upheld.operations.live.keeping import Keeper, Keepers
from upheld.store import live_telling
from upheld.store.agreements import Agreement
from upheld.store.ledger import LedgerHead
from upheld.store.live import FORM, LiveBook, LiveClock, LiveFinding
from upheld.store.recording import Origin, reverse
from upheld.store.records import Batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_an_outage_uses_the_allowance_of_the_month(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    for site in ("one", "two", "shop"):
        scene.see(site, every_five_minutes(hours_after(-24), 24 + 10))
    scene.see("one", every_five_minutes(hours_after(10), 0.5, state=2))
    scene.see("one", every_five_minutes(hours_after(10.5), 1.5))
    scene.see("two", every_five_minutes(hours_after(10), 2))
    keepers.keep_all(hours_after(12))
    uptime = LiveFinding.objects.get(objective="uptime", plan="small")
    # March in Amsterdam has 743 hours: a thousandth of 2 674 800 s is left, and 1800 s of that are used
    assert uptime.allowance == 2_674_800_000
    assert uptime.allowance_left == 2_674_800_000 - 1_800_000_000
    assert uptime.used == "500/743"
    assert uptime.verdict == "MISSED"  # to date: half an hour of the first day and a half
    assert scene.differences() == []


def test_nothing_new_costs_no_look(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    assert keepers.keep_all(hours_after(12)) == 1
    turn = LiveBook.objects.get().turn
    assert keepers.keep_all(hours_after(12.01)) == 0
    scene.ticket("T-1", "Alder", "high", hours_after(11))
    assert keepers.keep_all(hours_after(12.02)) == 1
    assert LiveBook.objects.get().turn == turn + 1


def test_a_clock_tells_when_its_business_time_is_used(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    # Monday 2 March, 10:00 in Amsterdam: two business hours, of which half are used at eleven
    scene.ticket("T-1", "Alder", "high", hours_after(33))
    keepers.keep_all(hours_after(33.5))
    answer = LiveClock.objects.get(objective="answer")
    assert (answer.half_at, answer.full_at) == (hours_after(34), hours_after(35))
    assert answer.three_quarters_at == hours_after(34.5)
    assert (answer.due_at, answer.last_compliant_at) == (hours_after(35), hours_after(35))
    assert (answer.state, answer.customer and answer.customer.name) == ("running", "Alder")
    scene.event("T-1", "reply", hours_after(34.5))
    scene.event("T-1", "paused", hours_after(35), reason="waiting for customer")
    keepers.keep_all(hours_after(36))
    solution = LiveClock.objects.get()  # the answer is given: its clock goes on no more
    assert (solution.objective, solution.is_paused) == ("solution", True)
    assert (solution.spent, solution.due_at, solution.half_at) == (2 * 3_600_000_000, None, None)
    scene.event("T-1", "resumed", hours_after(37))
    keepers.keep_all(hours_after(38))
    solution.refresh_from_db()
    # 10:00-12:00 and from 14:00: six of eight hours are left, three of them on Monday, three on Tuesday
    assert (solution.is_paused, solution.due_at) == (False, hours_after(24 + 35))
    assert solution.half_at == hours_after(39)
    # by the windows in which it counts, any share of its time falls where live state has it
    for share, known in ((Fraction(1, 2), solution.half_at), (Fraction(1), solution.full_at)):
        turned, windows = Instant(solution.turned_at), solution.said["windows"]
        assert share_used_at(share, solution.budget, solution.spent, turned, windows) == known
    assert scene.differences() == []


@pytest.mark.parametrize(
    ("test", "last"), [("elapsed time", 56), ("stop after the close of the due window", 40)]
)
def test_a_clock_that_the_close_breaks_is_overdue_from_then_on(
    tmp_path: Path, test: str, last: float
) -> None:
    terms = AGREEMENT.replace("one_breach:", f"breach_test: {test}, one_breach:")
    scene = Scene(tmp_path, terms=terms)
    # Monday 2 March, 15:00 in Amsterdam: two business hours are over with the close at 17:00; the next
    # opening is on Tuesday at 9:00.
    scene.ticket("T-1", "Alder", "high", hours_after(38))
    Keepers(scene.data).keep_all(hours_after(38.5))
    answer = LiveClock.objects.get(objective="answer")
    assert (answer.due_at, answer.last_compliant_at) == (hours_after(40), hours_after(last))


def test_a_ticket_of_nobody_counts_for_everybody_and_moves_no_clock_but_its_own(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    scene.ticket("T-1", "Alder", "high", hours_after(33))
    keepers.keep_all(hours_after(33.5))
    row = {
        "source": "desk",
        "ticket": "T-2",
        "priority": "high",
        "opened_at": format_instant(hours_after(33)),
    }
    scene.file(Table.TICKETS, row)
    keepers.keep_all(hours_after(34))
    clocks = {(each.ticket, each.customer and each.customer.name): each for each in LiveClock.objects.all()}
    judged = {key: Instant(each.as_of) for key, each in clocks.items()}
    assert judged == {("T-1", "Alder"): hours_after(33.5), ("T-2", None): hours_after(34)}
    # Birch had none: whether this one is answered in time is open
    birch = LiveFinding.objects.get(objective="answer", customer__name="Birch")
    assert (birch.verdict, birch.as_of) == ("INDETERMINATE", hours_after(34))
    assert scene.differences() == []
    scene.event("T-2", "reply", hours_after(34))
    keepers.keep_all(hours_after(34.2))
    assert LiveFinding.objects.get(objective="answer", customer__name="Birch").verdict == "MET"
    assert scene.differences() == []


def test_who_joins_in_mid_month_is_there_from_then_on(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    # Wednesday 11 March, 01:00 in Amsterdam; what was down before is nothing to whoever was no customer
    joins, monday = hours_after(240), hours_after(24)
    fee = {"source": "billing", "fee": "9", "customer": "Dill", "plan": "small", "amount": "9.00"}
    scene.file(Table.FEES, {**fee, "currency": "EUR", "since": format_instant(joins)})
    for at, state in ((monday, "down"), (Instant(monday + 4 * HOUR), "up")):
        row = {"source": "monitor", "site": "portal", "at": format_instant(at), "state": state}
        scene.file(Table.STATES, row)
    keepers.keep_all(hours_after(48))
    everybody = LiveFinding.objects.get(objective="portal", plan="small", customer=None)
    assert everybody.verdict == "MISSED"
    assert not LiveFinding.objects.filter(customer__name="Dill").exists()
    keepers.keep_all(hours_after(241))
    own = LiveFinding.objects.get(objective="portal", customer__name="Dill")
    assert own.verdict != "MISSED"
    scene.ticket("T-1", "Dill", "high", hours_after(249))
    keepers.keep_all(hours_after(249.5))
    answer = LiveClock.objects.get(objective="answer")
    assert (answer.customer and answer.customer.name, answer.due_at) == ("Dill", hours_after(251))
    assert scene.differences() == []


def test_who_left_and_came_back_within_the_month_was_away_between(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    # 11 March 01:00 in Amsterdam to 15 March 01:00; three days after that a fee begins anew
    for number, since, until in (("9", -1000.0, 240.0), ("10", 336.0, None)):
        fee = {"source": "billing", "fee": number, "customer": "Dill", "plan": "small", "amount": "9.00"}
        ends = {} if until is None else {"until": format_instant(hours_after(until))}
        began = format_instant(hours_after(since))
        scene.file(Table.FEES, {**fee, "currency": "EUR", "since": began, **ends})
    for at, state in ((280, "down"), (320, "up")):
        row = {"source": "monitor", "site": "portal", "state": state}
        scene.file(Table.STATES, {**row, "at": format_instant(hours_after(at))})
    keepers.keep_all(hours_after(400))
    # forty hours are far more than half of a per cent of any month, but not of the days of theirs
    assert LiveFinding.objects.get(objective="portal", plan="small", customer=None).verdict == "MISSED"
    assert LiveFinding.objects.get(objective="portal", customer__name="Dill").verdict != "MISSED"
    assert scene.differences() == []


BY_WEEKS_AND_DAYS = AGREEMENT.replace("period: rolling 7 days", "period: calendar week").replace(
    'target: ">= 99.5 %", period: calendar month', 'target: ">= 99.5 %", period: calendar day'
)


@pytest.mark.parametrize(
    "steps",
    [
        # outages over a midnight, over a Monday and over the end of the month, told at once and late
        [("state", "down", -1), ("wait", 5.0), ("wait", 30.0), ("state", "up", 0), ("wait", 200.0)],
        [
            ("see", "shop", 30, 0),
            ("see", "shop", 36, 2),
            ("wait", 30.0),
            ("see", "shop", -30, 2),
            ("forget",),
        ],
        [("wait", 200.0), ("state", "down", -40), ("state", "up", -1), ("wait", 200.0), ("wait", 200.0)],
        [("wait", 200.0), ("go on", "shop", 6), ("wait", 200.0), ("see", "shop", 0, 1), ("wait", 200.0)],
        [("works", 2, 8, 40), ("state", "down", 0), ("wait", 5.0), ("forget",), ("state", "up", 0)],
    ],
)
def test_periods_of_weeks_and_days_are_what_raw_evidence_comes_to(
    tmp_path: Path, steps: list[tuple[object, ...]]
) -> None:
    assert BY_WEEKS_AND_DAYS.count("calendar week") == BY_WEEKS_AND_DAYS.count("calendar day") == 1
    told = Telling(Scene(tmp_path, terms=BY_WEEKS_AND_DAYS))
    for step in steps:
        told.take(step)
        followed = audit_at(told.scene.data, told.scene.slug, format_instant(told.now))
        assert (followed.differences, followed.unsettled) == ((), ())
    assert told.scene.differences() == []
    assert LiveFinding.objects.filter(objective__in=("portal", "shop lately")).count() > 1


def test_time_alone_breaks_a_clock_and_a_promise(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    scene.ticket("T-1", "Alder", "high", hours_after(33))
    keepers.keep_all(hours_after(34))
    assert LiveFinding.objects.get(objective="answer", customer__name="Alder").verdict == "INDETERMINATE"
    assert keepers.keep_all(hours_after(34.1)) == 0
    keepers.keep_all(hours_after(35.01))
    assert LiveClock.objects.get(objective="answer").state == "breached"
    assert LiveFinding.objects.get(objective="answer", customer__name="Alder").verdict == "MISSED"
    assert scene.differences() == []


def test_the_month_rolls_over(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    keepers.keep_all(hours_after(24))
    assert LiveBook.objects.get().period == "2026-03"
    keepers.keep_all(hours_after(24 * 31))
    assert LiveBook.objects.get().period == "2026-04"
    assert set(LiveFinding.objects.filter(objective="uptime").values_list("period", flat=True)) == {"2026-04"}
    assert scene.differences() == []


def test_a_point_that_goes_on_being_up_is_not_judged_again(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    for site in SITES:
        scene.see(site, every_five_minutes(hours_after(10), 2))
    keepers.keep_all(hours_after(12))
    # a sample holds for fifteen minutes: without the next ones each of these would have gone stale
    for turn in range(6):
        for site in SITES:
            scene.see(site, [(hours_after(12 + turn / 12), 0)])
        assert keepers.keep_all(Instant(hours_after(12 + turn / 12) + MINUTE)) == 1
    judged = LiveFinding.objects.filter(objective="uptime").values_list("as_of", flat=True)
    assert set(judged) == {hours_after(12)}
    assert scene.differences() == []


def test_a_point_of_which_nothing_comes_any_more_is_noticed_when_it_lapses(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    for site in SITES:
        scene.see(site, every_five_minutes(hours_after(10), 2))
    keepers.keep_all(hours_after(12))
    for site in ("one", "shop"):
        scene.see(site, every_five_minutes(hours_after(12), 0.25))
    keepers.keep_all(Instant(hours_after(12) + 9 * MINUTE))
    # of `two` the last sample is of 11:55 and holds until 12:10
    assert keepers.keep_all(Instant(hours_after(12) + 10 * MINUTE - 1)) == 0
    assert keepers.keep_all(Instant(hours_after(12) + 10 * MINUTE)) == 1
    assert _silent("uptime") == {"web/two"}
    assert scene.differences() == []
    scene.see("two", [(Instant(hours_after(12) + 11 * MINUTE), 0)])
    keepers.keep_all(Instant(hours_after(12) + 12 * MINUTE))
    assert _silent("uptime") == set()
    assert scene.differences() == []


@pytest.mark.parametrize("is_another", [False, True])
def test_what_was_written_in_part_is_written_whole_at_the_next_turn(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, is_another: bool
) -> None:
    monkeypatch.setattr(live_telling, "AT_ONCE", 1)
    keepers, others = Keepers(scene.data), Keepers(scene.data)
    keepers.keep_all(hours_after(33))
    others.keep_all(hours_after(33))
    scene.ticket("T-1", "Alder", "high", hours_after(33))
    scene.ticket("T-2", "Birch", "low", hours_after(33))
    steps = iter([nullcontext(), nullcontext()])
    with pytest.raises(StopIteration):
        keepers.keep_all(hours_after(33.1), lambda: next(steps))
    assert LiveBook.objects.get().as_of < hours_after(33.1)
    (others if is_another else keepers).keep_all(hours_after(33.2))
    assert LiveClock.objects.count() == 4
    assert scene.differences() == []


def test_what_could_not_be_written_is_written_at_the_next_turn(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    scene.see("shop", every_five_minutes(hours_after(10), 2))
    keepers.keep_all(hours_after(12))
    scene.see("shop", every_five_minutes(hours_after(12), 0.5, state=2))

    def lost() -> AbstractContextManager[object]:
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError):
        keepers.keep_all(hours_after(12.5), lost)
    assert _states_of("shop lately") == {"up"}
    keepers.keep_all(hours_after(12.5))
    assert _states_of("shop lately") == {"down"}
    assert scene.differences() == []


def _silent(objective: str) -> set[str]:
    said = LiveFinding.objects.filter(objective=objective).values_list("said", flat=True)
    return {each[0] for several in said for each in several.get("silent", ())}


def _states_of(objective: str) -> set[str]:
    said = LiveFinding.objects.filter(objective=objective).values_list("said", flat=True)
    return {each["state"] for each in said}


STEP = st.one_of(
    st.tuples(st.just("see"), st.sampled_from(SITES), st.integers(-30, 60), st.sampled_from((0, 0, 0, 2, 1))),
    st.tuples(st.just("compact"), st.booleans()),
    st.tuples(
        st.just("open"), st.integers(1, 6), st.sampled_from(CUSTOMERS), st.sampled_from(("high", "low"))
    ),
    st.tuples(st.just("event"), st.integers(1, 6), st.sampled_from(EVENTS), st.integers(-20, 0)),
    st.tuples(st.just("state"), st.sampled_from(("up", "down")), st.integers(-40, 0)),
    st.tuples(st.just("works"), st.integers(-10, 30), st.integers(1, 8), st.integers(10, 40)),
    st.tuples(st.just("take back"), st.integers(0, 20)),
    st.tuples(st.just("wait"), st.sampled_from((0.1, 1.0, 5.0, 30.0, 200.0))),
    st.tuples(st.just("go on"), st.sampled_from(SITES), st.integers(1, 12)),
    st.just(("forget",)),
)


@example(steps=[("open", 2, "Cedar", "low"), ("open", 2, "Alder", "low")])
@given(steps=st.lists(STEP, min_size=3, max_size=14))
@settings(
    # what is kept is the same rows on either database
    max_examples=6 if "DATABASE_URL" in os.environ else 15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example is long: to shrink one takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_kept_is_what_raw_evidence_comes_to(tmp_path: Path, steps: list[tuple[object, ...]]) -> None:
    """Whatever comes in, in whatever order, late, corrected or taken back."""
    number = len(list(tmp_path.iterdir()))
    place = tmp_path / str(number)
    place.mkdir()
    told = Telling(Scene(place, f"live-{number}"))
    for step in steps:
        told.take(step)
    assert told.scene.differences() == []
    followed = audit_at(told.scene.data, told.scene.slug, format_instant(told.now))
    assert (followed.differences, followed.unsettled) == ((), ())
    assert followed.findings == LiveFinding.objects.filter(agreement__slug=told.scene.slug).count() > 0
    Agreement.objects.filter(slug=told.scene.slug).update(slug=f"over-{number}")


class Telling:
    """Brings one thing after another, and looks after each."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.keeper = self._keeper()
        self.now = hours_after(40)
        self._opened: set[int] = set()
        self._look()

    def take(self, step: tuple[Any, ...]) -> None:
        what, *rest = step
        getattr(self, f"_{what.replace(' ', '_')}")(*rest)
        self._look()

    def _look(self) -> None:
        head = LedgerHead.objects.values_list("sequence", flat=True).get()
        self.keeper.turn(head, self.now)

    def _keeper(self) -> Keeper:
        agreement = Agreement.objects.select_related("dossier").get(slug=self.scene.slug)
        return Keeper(agreement, self.scene.data)

    def _see(self, site: str, start: int, state: int) -> None:
        begins = Instant(self.now - 20 * HOUR + start * 20 * MINUTE)
        seen = [each for each in every_five_minutes(begins, 2, state) if each[0] <= self.now]
        if seen:
            self.scene.see(site, seen)

    def _go_on(self, site: str, several: int) -> None:
        """Samples one by one, each looked after, while the others may lapse."""
        for _ in range(several):
            self.now = Instant(self.now + 5 * MINUTE)
            self.scene.see(site, [(self.now, 0)])
            self._look()

    def _compact(self, whole: bool) -> None:
        self.scene.compact(whole=whole)

    def _open(self, number: int, customer: str, priority: str) -> None:
        self._opened.add(number)
        self.scene.ticket(f"T-{number}", customer, priority, hours_after(9 + number))

    def _event(self, number: int, event: str, hours: int) -> None:
        at = Instant(self.now + hours * HOUR)
        if number in self._opened and at > hours_after(9 + number):
            more = {"reason": "waiting for customer"} if event == "paused" else {}
            self.scene.try_event(f"T-{number}", event, at, **more)

    def _state(self, state: str, hours: int) -> None:
        at = format_instant(Instant(self.now + hours * HOUR))
        self.scene.file(Table.STATES, {"source": "monitor", "site": "portal", "at": at, "state": state})

    def _works(self, start: int, hours: int, notice: int) -> None:
        begins = Instant(self.now + start * HOUR)
        row = {
            "source": "plan",
            "name": f"works {start}",
            "kind": "planned",
            "starts_at": format_instant(begins),
            "ends_at": format_instant(Instant(begins + hours * HOUR)),
            "announced_at": format_instant(Instant(begins - notice * HOUR)),
        }
        self.scene.file(Table.MAINTENANCE, row)

    def _take_back(self, which: int) -> None:
        batches = list(Batch.objects.filter(dossier=self.scene.version.agreement.dossier, reversed_by=None))
        own = [each for each in batches if each.key.startswith("key ") and each.reverses_id is None]
        if own and not self._opened:
            batch = own[which % len(own)]
            reverse(batch, Origin(key=f"back {batch.pk}", actor="test", now=self.now))

    def _wait(self, hours: float) -> None:
        self.now = Instant(self.now + int(hours * HOUR))

    def _forget(self) -> None:
        self.keeper = self._keeper()


def test_an_audit_tells_what_is_not_as_it_should_be(scene: Scene) -> None:
    Keepers(scene.data).keep_all(hours_after(12))
    LiveFinding.objects.filter(objective="portal", plan="small").update(verdict="MISSED")
    LiveFinding.objects.filter(objective="uptime", plan="large").delete()
    assert scene.differences() == [
        "large / uptime: is not kept",
        "small / portal: as of 2026-03-01T12:00:00Z: verdict is kept as MISSED, and comes to MET",
    ]


def test_two_processes_that_take_turns_lose_nothing(scene: Scene) -> None:
    one, other = Keepers(scene.data), Keepers(scene.data)
    one.keep_all(hours_after(33))
    other.keep_all(hours_after(33))
    scene.ticket("T-1", "Alder", "high", hours_after(33))
    one.keep_all(hours_after(33.1))
    scene.ticket("T-2", "Birch", "low", hours_after(33.2))
    other.keep_all(hours_after(33.3))
    assert LiveClock.objects.count() == 4
    scene.event("T-1", "reply", hours_after(33.4))
    one.keep_all(hours_after(33.5))
    assert LiveClock.objects.count() == 3
    assert scene.differences() == []


def test_rows_of_an_older_form_are_made_anew(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    keepers.keep_all(hours_after(12))
    LiveBook.objects.update(form=0)
    LiveFinding.objects.filter(objective="portal").update(digest="of old")
    Keepers(scene.data).keep_all(hours_after(12))
    assert LiveBook.objects.get().form == FORM
    assert scene.differences() == []


def test_evidence_that_cannot_be_judged_is_told_until_it_can_be(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    keepers.keep_all(hours_after(12))
    scene.event("T-9", "reply", hours_after(12))
    keepers.keep_all(hours_after(13))
    book = LiveBook.objects.get()
    assert "there is no ticket" in book.trouble
    assert LiveFinding.objects.exists()  # as it was before
    scene.ticket("T-9", "Alder", "high", hours_after(11))
    keepers.keep_all(hours_after(14))
    book.refresh_from_db()
    assert book.trouble == ""
    assert scene.differences() == []


def test_a_clock_that_is_set_back_and_forth_loses_no_ticket(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    scene.ticket("T-9", "Alder", "high", hours_after(33.9))
    keepers.keep_all(hours_after(34))
    assert LiveClock.objects.filter(ticket="T-9").exists()
    for at in (33.0, 33.01, 34.01, 34.02):
        keepers.keep_all(hours_after(at))
        assert LiveClock.objects.filter(ticket="T-9").exists() == (at > 34)


def test_another_process_whose_clock_was_set_back_loses_no_ticket_either(scene: Scene) -> None:
    mine, another = Keepers(scene.data), Keepers(scene.data)
    scene.ticket("T-9", "Alder", "high", hours_after(33.9))
    mine.keep_all(hours_after(34))
    another.keep_all(hours_after(34.001))
    another.keep_all(hours_after(33))
    assert not LiveClock.objects.filter(ticket="T-9").exists()
    mine.keep_all(hours_after(34.01))
    assert LiveClock.objects.filter(ticket="T-9").exists()


def test_a_process_that_began_while_the_clock_was_set_back_finds_every_ticket_in_time(scene: Scene) -> None:
    mine, another = Keepers(scene.data), Keepers(scene.data)
    scene.ticket("T-9", "Alder", "high", hours_after(33.9))
    mine.keep_all(hours_after(34))
    for at in (33.0, 34.01):
        another.keep_all(hours_after(at))
        assert LiveClock.objects.filter(ticket="T-9").exists() == (at > 34)
    assert scene.differences() == []


def test_what_is_recorded_ahead_of_its_time_is_judged_when_the_time_comes(scene: Scene) -> None:
    keepers = Keepers(scene.data)
    keepers.keep_all(hours_after(33))
    scene.ticket("T-9", "Alder", "high", hours_after(33.1))
    scene.event("T-9", "reply", hours_after(33.2))
    for at, going in ((33.01, 0), (33.15, 2), (33.25, 1)):
        keepers.keep_all(hours_after(at))
        assert LiveClock.objects.filter(ticket="T-9").count() == going
        assert scene.differences() == []
