"""When probes are due: spread evenly, on time for ever, and never in a burst."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Instant, Micros
from upheld.collect.probes.agenda import TOGETHER, Agenda, Turn
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.schedule import next_due, phase
from upheld.collect.probes.targets.http import Http

NOW = Instant(1_800_000_000 * SECOND)


def probe(name: str, every: Micros = MINUTE) -> Probe:
    return Probe(name=name, site=name, every=every, timeout=SECOND, what=Http(url="http://127.0.0.1/"))


@given(st.text(min_size=1), st.text(), st.integers(SECOND, DAY), st.integers(0, 1 << 52))
def test_due_times_are_whole_intervals_apart(name: str, location: str, every: int, after: int) -> None:
    at = phase(name, location, Micros(every))
    due = next_due(at, Micros(every), Instant(after))
    assert 0 <= at < every
    assert after < due <= after + every
    assert (due - at) % every == 0
    assert next_due(at, Micros(every), due) == due + every


def test_probes_are_spread_evenly() -> None:
    # 6,000 probes a minute are 100 a second; a spread by chance alone has a standard deviation of 10.
    seconds = Counter(phase(f"probe-{number}", "here", MINUTE) // SECOND for number in range(6000))
    assert len(seconds) == 60
    assert all(50 < number < 150 for number in seconds.values())


def test_locations_do_not_ask_at_once() -> None:
    assert phase("a", "frankfurt", MINUTE) != phase("a", "virginia", MINUTE)


def run(
    agenda: Agenda, begins: Instant, seconds: int, tick: Micros = Micros(SECOND // 10)
) -> list[tuple[str, Instant]]:
    """Take every turn that is due while time goes by."""
    taken = []
    for now in range(begins, begins + seconds * SECOND, tick):
        while (found := agenda.next(Instant(now))) is not None:
            taken.append((found[0].probe.name, found[1]))
    return taken


def started(turns: list[Turn]) -> Agenda:
    agenda = Agenda()
    for turn in turns:
        turn.catch_up(NOW)
    agenda.set_to(turns)
    return agenda


def begun(due: int) -> Instant:
    """When what is due then is begun: at the end of its four milliseconds."""
    return Instant(due + -due % TOGETHER)


def test_what_is_due_within_the_same_milliseconds_is_begun_at_their_end() -> None:
    turns = [Turn(probe(f"probe-{number}", Micros(SECOND)), "here") for number in range(100)]
    agenda = started(turns)
    dues = sorted(turn.due for turn in turns)
    end = begun(dues[0])
    assert agenda.next(Instant(end - 1)) is None
    assert agenda.until_next(dues[0]) == (end - dues[0]) / 1e6
    together = [due for due in dues if due <= end]
    taken = [agenda.next(end) for _ in together]
    assert [each and each[1] for each in taken] == together
    assert agenda.next(end) is None


def test_nothing_drifts_and_nothing_is_left_out() -> None:
    agenda = started([Turn(probe(f"probe-{number}", Micros(7 * SECOND)), "here") for number in range(20)])
    dues: dict[str, list[Instant]] = {}
    for name, due in run(agenda, NOW, 700):
        dues.setdefault(name, []).append(due)
    assert {len(each) for each in dues.values()} == {100}
    for name, each in dues.items():
        assert {later - before for before, later in pairwise(each)} == {7 * SECOND}
        assert each[0] % (7 * SECOND) == phase(name, "here", Micros(7 * SECOND))


def test_after_a_pause_there_is_no_burst() -> None:
    turns = [Turn(probe(f"probe-{number}"), "here") for number in range(600)]
    agenda = started(turns)
    run(agenda, NOW, 120)
    later = Instant(NOW + 3 * HOUR)
    taken = run(agenda, later, 60)
    assert sorted(name for name, _ in taken) == sorted(turn.probe.name for turn in turns)
    # 600 in a minute are 10 a second on the average, and 30 in none.
    assert max(Counter((due - later) // SECOND for _, due in taken).values()) < 30
    assert agenda.passed_over > 500


def test_a_daily_probe_is_asked_within_a_minute_of_a_start_and_then_in_its_turn() -> None:
    turn = Turn(probe("daily", DAY), "here")
    agenda = started([turn])
    (_, first), *more = run(agenda, NOW, 70)
    assert first <= NOW + MINUTE
    assert more == []
    assert turn.due % DAY == turn.phase


def test_a_clock_that_was_set_back_delays_nothing() -> None:
    agenda = started([Turn(probe("a"), "here")])
    before = Instant(NOW - 10 * HOUR)
    agenda.start_again(before)
    assert [name for name, _ in run(agenda, before, 61)] == ["a"]


def test_a_retry_gives_way_to_the_next_turn() -> None:
    turn = Turn(probe("a", Micros(10 * SECOND)), "here")
    agenda = started([turn])
    due = turn.due
    agenda.retry(turn, Instant(due + 1), 1)
    assert agenda.next(begun(due)) == (turn, due, 0)
    assert agenda.next(Instant(due + SECOND)) is None
    agenda.retry(turn, Instant(due + 2 * SECOND), 1)
    assert agenda.next(begun(due + 2 * SECOND)) == (turn, due + 2 * SECOND, 1)
    assert agenda.next(Instant(due + 9 * SECOND)) is None
