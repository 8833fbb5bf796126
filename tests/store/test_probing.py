"""Probes in the store: versions the ledger vouches for, duty at a location, and what becomes of outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from django.db import transaction

from upheld.chrono.instant import MINUTE, SECOND, Instant, Micros, parse_instant
from upheld.collect.probes.exchange import Batch, Beat, Orders, Record, Standing
from upheld.collect.probes.outcome import Measured, Outcome, Phases, Received
from upheld.collect.probes.probe import Probe, SecretRef
from upheld.collect.probes.targets.http import Bearer, Http
from upheld.errors import UsageError
from upheld.evidence.observation import State
from upheld.operations.probing.defining import define, give_secret, probes_at, probes_of, revision_of
from upheld.operations.probing.dispatching import Seat, enlisted, hear, orders_for, tag_of, written_orders_for
from upheld.operations.probing.failures import forget_old_failures
from upheld.operations.probing.figures import record_some
from upheld.operations.probing.reporting import Place, report
from upheld.operations.probing.secrecy import rotate_probes
from upheld.store.dossiers import Dossier
from upheld.store.ledger import LedgerEntry
from upheld.store.probing import (
    FAILURES_KEPT,
    Agent,
    AgentOffset,
    AgentRun,
    ProbeFailure,
    ProbeSheet,
    ProbeVersion,
)
from upheld.store.records import Record as Row
from upheld.store.verification import verify
from upheld.telemetry.holdings import open_holdings
from upheld.telemetry.intake import Intake
from upheld.telemetry.room import Room

NOW = parse_instant("2026-11-22T12:00:00Z")
PAGE = Probe(name="page", site="sign-in page", what=Http(url="https://example.net/sign-in?key=in-the-url"))
API = Probe(
    name="api",
    site="api health",
    what=Http(url="https://example.net/health", sign_in=Bearer(SecretRef("api token"))),
    locations=("london",),
)
ONE, TWO = "1" * 32, "2" * 32


@pytest.fixture
def seat(dossier: Dossier) -> Seat:
    return Seat(dossier=dossier, location="frankfurt")


@pytest.fixture
def place(dossier: Dossier, tmp_path: Path) -> Iterator[Place]:
    with Intake(tmp_path, Room(floor=0)) as intake:
        yield Place(dossier, intake)


def beat(instance: str, run: str = "a" * 32, **more: object) -> Beat:
    return Beat(location="frankfurt", instance=instance, run=run, **more)  # type: ignore[arg-type]


def run_of(seat: Seat, instance: str = ONE, run: str = "a" * 32) -> AgentRun:
    with transaction.atomic():
        return enlisted(seat, beat(instance, run), NOW)[1]


def outcome(at: int, state: State = State.UP, **more: object) -> Outcome:
    return Outcome(
        **{  # type: ignore[arg-type]
            "probe": "page",
            "site": "sign-in page",
            "source": "probe",
            "location": "frankfurt",
            "due_at": Instant(at),
            "at": Instant(at),
            "state": state,
            "method": "https",
            "phases": Phases(total=Micros(1234)),
            "trouble": "" if state is State.UP else "status: 503",
        }
        | more
    )


def batch(sequence: int, *outcomes: Outcome, offset: int = 0, lost: int = 0) -> Record:
    return Record(sequence=sequence, lost=lost, seen=Batch(offset=offset, bound=100, outcomes=outcomes))


def samples(folder: Path) -> list[tuple[str, str, int, int]]:
    """Every sample that is held, each once: source, location, instant, state."""
    found = []
    with open_holdings(folder) as held:
        for late in [day.late for day in held.days]:
            assert late is not None
            names = [held.names[series] for series in late.series]
            found += [
                (name.source, name.location, int(at), int(state))
                for name, at, state in zip(names, late.at, late.state, strict=True)
            ]
    return sorted(found, key=lambda row: row[2])


def test_the_sheet_says_what_the_versions_say(dossier: Dossier) -> None:
    define(dossier, [PAGE, API], "user 1", NOW)
    give_secret(dossier, "api token", "s3cret", "user 1", NOW)
    seat = Seat(dossier=dossier, location="frankfurt")
    written = written_orders_for(seat)
    assert msgspec.json.decode(written, type=Orders) == orders_for(seat)
    sheet = ProbeSheet.objects.get()
    assert "sign-in" not in sheet.content
    # one that lacks, as in a store that was there before, is made of the versions
    ProbeSheet.objects.all().delete()
    assert written_orders_for(seat) == written
    assert ProbeSheet.objects.count() == 1
    define(dossier, [PAGE], "user 1", NOW)
    assert [each.name for each in probes_at(dossier, "frankfurt")] == ["page"]
    define(dossier, [], "user 1", NOW)
    assert probes_of(dossier) == ()


def test_definitions_are_versions_in_the_ledger_and_nothing_of_them_can_be_read_there(
    dossier: Dossier,
) -> None:
    first = define(dossier, [PAGE, API], "user 1", NOW)
    assert (first.added, first.changed, first.ended) == (("page", "api"), (), ())
    assert first.secrets_missing == ("api token",)
    entries = LedgerEntry.objects.count()
    again = define(dossier, [PAGE, API], "user 1", NOW)
    assert again.unchanged == 2
    assert LedgerEntry.objects.count() == entries, "the same again changes nothing"
    slower = Probe(name="page", site="sign-in page", what=PAGE.what, every=Micros(5 * MINUTE))
    changed = define(dossier, [slower], "user 2", NOW)
    assert (changed.changed, changed.ended) == (("page",), ("api",))
    assert probes_of(dossier) == (slower,)
    back = define(dossier, [slower, API], "user 2", NOW)
    assert back.added == ("api",)
    numbers = ProbeVersion.objects.order_by("pk").values_list("name", "number", "is_ended")
    assert list(numbers) == [
        ("page", 1, False),
        ("api", 1, False),
        ("page", 2, False),
        ("api", 2, True),
        ("api", 3, False),
    ]
    for each in ProbeVersion.objects.all():
        assert b"example.net" not in bytes(each.content or b"")
        assert b"in-the-url" not in bytes(each.content or b"")
    assert "example.net" not in "".join(LedgerEntry.objects.values_list("subject", flat=True))
    assert verify().faults == ()


def test_a_definition_that_was_changed_behind_the_ledger_is_found(dossier: Dossier) -> None:
    define(dossier, [PAGE], "user 1", NOW)
    version = ProbeVersion.objects.get()
    version.conceal(version.reveal().replace(b"sign-in?", b"sign-out?"))
    version.save()
    assert [fault.says for fault in verify().faults] == [
        f"probe version {version.pk} is not what was recorded"
    ]


def test_keys_change_and_the_ledger_still_vouches(dossier: Dossier, settings: object) -> None:
    define(dossier, [API], "user 1", NOW)
    give_secret(dossier, "api token", "s3cret value", "user 1", NOW)
    assert rotate_probes() == 0
    settings.ENCRYPTION_KEYS = (bytes(range(32)), *settings.ENCRYPTION_KEYS)  # type: ignore[attr-defined]
    assert rotate_probes() == 3  # the version, the sheet and the secret
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]  # type: ignore[attr-defined]
    assert orders_for(Seat(dossier=dossier, location="london")).secrets == {"api token": "s3cret value"}
    assert verify().faults == ()


@pytest.mark.parametrize(
    ("probes", "says"),
    [
        ([PAGE, PAGE], "two probes are called `page`"),
        ([Probe(name="a", site="a", what=PAGE.what, witness="b")], "the witness of `a` is `b`"),
        ([Probe(name="a", site="a", what=PAGE.what, witness="a")], "the witness of `a` is `a`"),
    ],
)
def test_what_can_t_be_meant_is_refused(dossier: Dossier, probes: list[Probe], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        define(dossier, probes, "user 1", NOW)
    assert ProbeVersion.objects.count() == 0


def test_each_location_gets_its_own_probes_with_their_witness_and_their_secrets_only(
    dossier: Dossier,
) -> None:
    witness = Probe(name="outside", site="outside", what=PAGE.what, locations=("nowhere",))
    here = Probe(name="here", site="here", what=PAGE.what, witness="outside", locations=("frankfurt",))
    define(dossier, [PAGE, API, witness, here], "user 1", NOW)
    give_secret(dossier, "api token", "s3cret value", "user 1", NOW)
    give_secret(dossier, "another", "not asked for", "user 1", NOW)
    assert [each.name for each in probes_at(dossier, "frankfurt")] == ["here", "outside", "page"]
    assert [each.name for each in probes_at(dossier, "london")] == ["api", "page"]
    assert orders_for(Seat(dossier=dossier, location="frankfurt")).secrets == {}
    assert orders_for(Seat(dossier=dossier, location="london")).secrets == {"api token": "s3cret value"}


def test_the_tag_changes_with_every_change_and_with_nothing_else(dossier: Dossier, seat: Seat) -> None:
    seen = [tag_of(seat)]
    define(dossier, [PAGE], "user 1", NOW)
    seen.append(tag_of(seat))
    give_secret(dossier, "x", "value", "user 1", NOW)
    seen.append(tag_of(seat))
    assert len(set(seen)) == 3
    define(dossier, [PAGE], "user 1", NOW)
    hear(seat, beat(ONE), NOW)
    assert tag_of(seat) == seen[-1]
    assert revision_of(dossier) == 2


def test_a_second_agent_stands_by_until_the_first_is_silent(seat: Seat) -> None:
    assert hear(seat, beat(ONE), NOW).standing is Standing.ON_DUTY
    for _ in range(9):
        measuring = hear(seat, beat(TWO, is_measuring=True), NOW)
        assert measuring.standing is Standing.STANDS_BY, "no time passes while a clock is measured"
    for _ in range(5):
        second = hear(seat, beat(TWO), NOW)
        assert second.standing is Standing.STANDS_BY
        assert "another agent is on duty in frankfurt" in second.words
        assert hear(seat, beat(ONE), NOW).standing is Standing.ON_DUTY
    heard = [hear(seat, beat(TWO), NOW).standing for _ in range(4)]
    assert heard == [Standing.STANDS_BY] * 3 + [Standing.ON_DUTY]
    assert hear(seat, beat(ONE), NOW).standing is Standing.STANDS_BY, "who was silent stands by"


def test_two_agents_with_one_token_are_told_so(dossier: Dossier) -> None:
    from upheld.store.tokens import Token

    token = Token.objects.create(
        name="f", digest=b"x" * 32, hint="x", scopes=[], made_by="user 1", made_at=0, expires_at=2**53
    )
    seat = Seat(dossier=dossier, location="frankfurt", token=token.pk)
    assert hear(seat, beat(ONE), NOW).standing is Standing.ON_DUTY
    second = hear(seat, beat(TWO), NOW)
    assert second.standing is Standing.STANDS_BY
    assert "with the same token" in second.words
    assert Agent.objects.count() == 2


def test_an_agent_that_starts_anew_is_on_duty_at_once_and_a_copy_of_it_is_not(seat: Seat) -> None:
    assert hear(seat, beat(ONE, "a" * 32), NOW).standing is Standing.ON_DUTY
    assert hear(seat, beat(ONE, "b" * 32), NOW).standing is Standing.ON_DUTY
    copy = hear(seat, beat(ONE, "a" * 32), NOW)
    assert copy.standing is Standing.STANDS_BY
    assert "its folder was copied" in copy.words
    assert hear(seat, beat(ONE, "b" * 32), NOW).standing is Standing.ON_DUTY


def test_who_leaves_lets_the_next_take_over_at_once(seat: Seat) -> None:
    assert hear(seat, beat(ONE), NOW).standing is Standing.ON_DUTY
    assert hear(seat, beat(TWO), NOW).standing is Standing.STANDS_BY
    hear(seat, beat(ONE, is_leaving=True), NOW)
    assert hear(seat, beat(TWO), NOW).standing is Standing.ON_DUTY


def test_signs_that_no_agent_makes_are_refused(seat: Seat) -> None:
    with pytest.raises(UsageError, match="32 hexadecimal digits"):
        hear(seat, beat("x"), NOW)


def test_offsets_are_recorded_when_they_say_something(seat: Seat) -> None:
    for offset, minutes in ((90_000_000, 0), (90_000_100, 1), (89_990_000, 2), (89_990_001, 13)):
        hear(seat, beat(ONE, clock_offset=offset, clock_bound=400), Instant(NOW + minutes * MINUTE))
    noted = AgentOffset.objects.order_by("at").values_list("clock_offset", flat=True)
    assert list(noted) == [90_000_000, 89_990_000, 89_990_001]
    assert Agent.objects.get().clock_offset == 89_990_001


def test_outcomes_become_samples_once_at_the_server_s_time(place: Place, seat: Seat, tmp_path: Path) -> None:
    define(place.dossier, [PAGE], "user 1", NOW)
    hear(seat, beat(ONE), Instant(NOW - MINUTE))
    run = run_of(seat)
    off = 90 * SECOND
    records = [
        batch(1, outcome(NOW - off - 30 * SECOND), offset=off),
        batch(
            2,
            outcome(NOW - off - 20 * SECOND, State.DOWN),
            outcome(NOW - off - 18 * SECOND, State.DOWN, is_retry=True),
            offset=off,
        ),
    ]
    assert report(place, run, records, NOW).delivered == 2
    again = report(
        place, run_of(seat), [*records, batch(3, outcome(NOW - off - 10 * SECOND), offset=off)], NOW
    )
    assert (again.delivered, again.taken) == (3, 1)
    assert samples(tmp_path) == [
        ("probe", "frankfurt", NOW - 30 * SECOND, State.UP),
        ("probe", "frankfurt", NOW - 20 * SECOND, State.DOWN),
        ("probe", "frankfurt", NOW - 18 * SECOND, State.DOWN + 4),
        ("probe", "frankfurt", NOW - 10 * SECOND, State.UP),
    ]


def test_what_was_durable_before_a_crash_is_not_doubled_by_what_is_sent_again(
    place: Place, seat: Seat, tmp_path: Path
) -> None:
    define(place.dossier, [PAGE], "user 1", NOW)
    hear(seat, beat(ONE), Instant(NOW - MINUTE))
    records = [batch(1, outcome(NOW - 30 * SECOND)), batch(2, outcome(NOW - 20 * SECOND))]
    report(place, run_of(seat), records, NOW)
    # as after a kill between the samples and the note of them
    AgentRun.objects.update(delivered=0)
    report(place, run_of(seat), records[:1], NOW)
    report(place, run_of(seat), [records[1], batch(3, outcome(NOW - 10 * SECOND))], NOW)
    assert [at for _, _, at, _ in samples(tmp_path)] == [
        NOW - 30 * SECOND,
        NOW - 20 * SECOND,
        NOW - 10 * SECOND,
    ]


def test_what_nobody_defined_or_of_another_place_or_time_is_left_out_and_counted(
    place: Place, seat: Seat, tmp_path: Path
) -> None:
    define(place.dossier, [PAGE], "user 1", NOW)
    hear(seat, beat(ONE), Instant(NOW - MINUTE))
    strange = (
        outcome(NOW, probe="unknown"),
        outcome(NOW, site="another"),
        outcome(NOW, source="made up"),
        outcome(NOW, location="london"),
        outcome(NOW + 10 * MINUTE),
    )
    reported = report(place, run_of(seat), [batch(1, *strange, outcome(NOW), lost=7)], NOW)
    assert (reported.taken, reported.left_out) == (1, 5)
    assert Agent.objects.get().lost == 12
    assert len(samples(tmp_path)) == 1


def test_outcomes_of_who_was_not_on_duty_are_kept_apart(place: Place, seat: Seat, tmp_path: Path) -> None:
    define(place.dossier, [PAGE], "user 1", NOW)
    hear(seat, beat(ONE), Instant(NOW - 10 * MINUTE))
    for _ in range(4):
        hear(seat, beat(TWO), Instant(NOW - 5 * MINUTE))
    # the first was cut off, went on, and delivers later
    late = [batch(1, *(outcome(NOW - minutes * MINUTE) for minutes in (8, 6, 4, 2)))]
    report(place, run_of(seat), late, NOW)
    report(place, run_of(seat, TWO), [batch(1, outcome(NOW - 3 * MINUTE))], NOW)
    assert [(source, (NOW - at) // MINUTE) for source, _, at, _ in samples(tmp_path)] == [
        ("probe", 8),
        ("probe", 6),
        ("probe off duty", 4),
        ("probe", 3),
        ("probe off duty", 2),
    ]


def test_failures_are_kept_with_what_came_back_the_last_ones_only(place: Place, seat: Seat) -> None:
    define(place.dossier, [PAGE], "user 1", NOW)
    hear(seat, beat(ONE), Instant(NOW - MINUTE))
    run = run_of(seat)
    back = Received(
        address="192.0.2.1:443", status=503, start="gone\0away" * 1000, headers=(("server", "x"),) * 99
    )
    for number in range(30):
        failed = outcome(NOW - (40 - number) * SECOND, State.DOWN, received=back)
        report(place, run, [batch(number + 1, failed)], NOW)
    assert forget_old_failures() == 10
    kept = ProbeFailure.objects.order_by("-at")
    assert len(kept) == FAILURES_KEPT
    assert kept[0].at == NOW - 11 * SECOND
    assert len(kept[0].said) < 4000
    many = [outcome(NOW - 9 * SECOND + number, State.DOWN) for number in range(3000)]
    report(place, run, [batch(31, *many)], NOW)
    assert forget_old_failures() == 5
    assert ProbeFailure.objects.count() == FAILURES_KEPT


def test_figures_become_measurements_together(place: Place, seat: Seat) -> None:
    define(place.dossier, [PAGE], "user 1", NOW)
    hear(seat, beat(ONE), Instant(NOW - MINUTE))
    run = run_of(seat)
    for number in range(3):
        loss = Measured(measure="loss", value="0.25", unit="ratio")
        strange = Measured(measure="loss", value="much", unit="ratio")
        seen = outcome(NOW - (9 - number) * SECOND, measured=(loss, strange) if number == 1 else (loss,))
        report(place, run, [batch(number + 1, seen)], NOW)
    before = LedgerEntry.objects.count()
    assert record_some(place.dossier, NOW) == 3
    # that the table is kept, and the rows
    assert LedgerEntry.objects.count() == before + 2
    contents = [bytes(each.content or b"") for each in Row.objects.filter(table="measurements")]
    assert len(contents) == 3
    assert all(b'"series":"sign-in page loss"' in each and b"location=frankfurt" in each for each in contents)


def test_a_sum_comes_with_its_count(place: Place, seat: Seat) -> None:
    define(place.dossier, [PAGE], "user 1", NOW)
    hear(seat, beat(ONE), Instant(NOW - MINUTE))
    loss = Measured(measure="packet loss", value="1", count=3, unit="ratio")
    report(place, run_of(seat), [batch(1, outcome(NOW - SECOND, measured=(loss,)))], NOW)
    assert record_some(place.dossier, NOW) == 1
    (row,) = Row.objects.filter(table="measurements")
    assert b'"count":"3"' in bytes(row.content or b"")
    assert b'"sum":"1"' in bytes(row.content or b"")
