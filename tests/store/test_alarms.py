"""Alarms are raised once, whoever looks how often and whatever the clock says."""

from __future__ import annotations

import orjson
import pytest
from django.core import mail
from msgspec.structs import replace
from written import NOON

from closed_months import labour
from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Instant
from upheld.evaluation.alarms.rules import AlarmRules, read_rules, write_rules
from upheld.operations.alarms.condition import topic_of
from upheld.operations.alarms.lookout import Lookout
from upheld.operations.alarms.ruling import set_rules
from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.alarms import Alarm, AlarmKind, AlarmRuling, Expectation
from upheld.store.customers import Customer
from upheld.store.deliveries import Delivery
from upheld.store.dossiers import Dossier
from upheld.store.hearers import Channel, Hearer, Topic
from upheld.store.ledger import LedgerEntry
from upheld.store.live import LiveBook, LiveClock, LiveFinding
from upheld.store.people import Membership, User
from upheld.store.records import Record
from upheld.store.roles import Role
from upheld.store.sealing import Text, seal_agreement
from upheld.store.work import Work

pytestmark = pytest.mark.django_db
ADDRESS = "https://sla.example.net"
EVERYTHING = tuple(Topic)
START = Instant(NOON - 10 * DAY)


def at(micros: int) -> Instant:
    return Instant(NOON + micros)


@pytest.fixture
def agreement(dossier: Dossier) -> Agreement:
    return Agreement.objects.create(dossier=dossier, slug="hosting", name="Hosting")


@pytest.fixture
def version(agreement: Agreement) -> AgreementVersion:
    text = Text(main="a.yaml", files={"a.yaml": ""}, version="1", in_force_from=Instant(0))
    return seal_agreement(agreement, text, Instant(0))


@pytest.fixture
def book(version: AgreementVersion) -> LiveBook:
    return LiveBook.objects.create(
        agreement=version.agreement,
        version=version,
        period="2026-03",
        known_at=1,
        as_of=NOON,
        changed_at=NOON,
    )


@pytest.fixture
def operator(db: None) -> User:
    user = User.objects.create_user("operator@example.net")
    Membership.objects.create(user=user, role=Role.OPERATOR)
    Hearer.objects.create(channel=Channel.MAIL, user=user, topics=[*EVERYTHING], made_by="user 1", made_at=0)
    return user


@pytest.fixture
def hook(db: None) -> Hearer:
    return Hearer.objects.create(
        channel=Channel.WEBHOOK, name="pager", topics=[*EVERYTHING], made_by="user 1", made_at=0
    )


def turned(book: LiveBook, as_of: Instant | None = None) -> None:
    book.turn += 1
    book.as_of = book.as_of if as_of is None else as_of
    book.save()


def clock(book: LiveBook, ticket: str, *instants: int | None, **more: object) -> LiveClock:
    """A clock that reaches a half, three quarters and all of its time at these instants."""
    half, three_quarters, full = (None if each is None else at(each) for each in instants)
    return LiveClock.objects.create(
        agreement=book.agreement,
        objective="first_response",
        ticket=ticket,
        started_at=START,
        state="running",
        is_paused=False,
        budget=HOUR,
        spent=0,
        turned_at=START,
        due_at=full,
        half_at=half,
        three_quarters_at=three_quarters,
        full_at=full,
        said={"promise": "within 1 business hour"},
        digest="",
        as_of=NOON,
        known_at=1,
        changed_at=NOON,
        **more,
    )


def finding(book: LiveBook, left: int, *, allowance: int = 1000, **said: object) -> LiveFinding:
    return LiveFinding.objects.create(
        agreement=book.agreement,
        objective="uptime",
        period="2026-03",
        begins_at=START,
        ends_at=START + 30 * DAY,
        verdict="MET",
        figure="{}",
        allowance=allowance,
        allowance_left=left,
        best_achievable="1",
        said=said,
        digest="",
        as_of=NOON,
        known_at=1,
        verdict_since=NOON,
        changed_at=NOON,
    )


def raised() -> list[str]:
    """The alarms, by kind and mark, in the order in which they were raised."""
    return [f"{each.kind} {_mark(each)}" for each in Alarm.objects.order_by("pk")]


def _mark(alarm: Alarm) -> str:
    said = alarm.said
    return str(said.get("share") or said.get("rate") or said["name"])


def subjects() -> list[str]:
    told = Delivery.objects.filter(channel="mail").order_by("pk")
    return [orjson.loads(each.content)["subject"] for each in told]


def events() -> list[tuple[str, str]]:
    told = [orjson.loads(each.content) for each in Delivery.objects.filter(channel="webhook").order_by("pk")]
    return [(each["type"], each["data"]["title"]) for each in told]


class Looks:
    """Looks with one lookout, or with a fresh one each time."""

    def __init__(self, fresh: bool) -> None:
        self.fresh = fresh
        self.lookout = Lookout(ADDRESS)

    def __call__(self, *instants: int) -> None:
        for each in instants:
            if self.fresh:
                self.lookout = Lookout(ADDRESS)
            self.lookout.look_once(at(each))


@pytest.fixture(params=[False, True], ids=["one lookout", "fresh lookouts"])
def look(request: pytest.FixtureRequest) -> Looks:
    """What a lookout remembers spares it work, and changes nothing."""
    return Looks(request.param)


def test_a_clock_raises_each_share_once_as_it_is_reached(
    book: LiveBook, operator: User, hook: Hearer, look: Looks
) -> None:
    clock(book, "T-1", 1, 2, 3)
    seen = []
    for now in (0, 1, 1, 2, 3, 4, 10**9):
        look(now)
        seen.append(len(raised()))
    assert seen == [0, 1, 1, 2, 3, 3, 3]
    assert raised() == ["clock 1/2", "clock 3/4", "clock 1"]
    assert subjects() == [
        "50 % of the time is used: ticket T-1, first_response",
        "75 % of the time is used: ticket T-1, first_response",
        "The time is used up: ticket T-1, first_response",
    ]
    assert [kind for kind, _ in events()] == ["alarm.raised"] * 3
    assert Work.objects.filter(kind="deliver").count() == 6


def test_shares_that_come_at_once_are_told_of_by_the_highest(
    book: LiveBook, operator: User, hook: Hearer, look: Looks
) -> None:
    clock(book, "T-1", -3, -2, -1)
    look(0)
    assert len(raised()) == 3
    assert subjects() == ["The time is used up: ticket T-1, first_response"]
    assert len(events()) == 1


def test_a_hundred_at_once_are_one_letter(book: LiveBook, operator: User, look: Looks) -> None:
    for number in range(100):
        clock(book, f"T-{number:03}", -1, None, None)
    look(0, 1)
    assert len(raised()) == 100
    assert subjects() == ["100 alarms"]
    labour(Instant(2**52))
    (sent,) = mail.outbox
    assert "50 % of the time is used: ticket T-099, first_response\n" in str(sent.body)
    told, _, where = str(sent.body).partition("\n-- \n")
    assert told.endswith(f"All of them: {ADDRESS}/alarms\n")
    assert where == "What you get by mail from here: http://127.0.0.1:8080/telling\n"


def test_a_pause_moves_what_is_still_to_come_and_takes_nothing_back(book: LiveBook, look: Looks) -> None:
    row = clock(book, "T-1", 1, 2, 3)
    look(1)
    LiveClock.objects.filter(pk=row.pk).update(half_at=at(50), three_quarters_at=None, full_at=None)
    turned(book)
    look(2, 3, 60)
    assert raised() == ["clock 1/2"]
    LiveClock.objects.filter(pk=row.pk).update(three_quarters_at=at(70))
    turned(book)
    look(69)
    assert raised() == ["clock 1/2"]
    look(70)
    assert raised() == ["clock 1/2", "clock 3/4"]


def test_a_clock_that_is_answered_raises_none_and_ends_its_own(
    book: LiveBook, operator: User, look: Looks
) -> None:
    clock(book, "T-1", 1, 2, 3)
    look(1)
    LiveClock.objects.all().delete()
    turned(book)
    look(2, 3)
    assert raised() == ["clock 1/2"]
    assert Alarm.objects.get().over_at == at(2)
    # that a ticket was answered is no news to the desk
    assert len(subjects()) == 1


def test_a_clock_that_is_started_anew_raises_its_own(book: LiveBook, look: Looks) -> None:
    clock(book, "T-1", -1, None, None)
    look(0)
    LiveClock.objects.update(started_at=START + HOUR)
    turned(book)
    look(1)
    assert raised() == ["clock 1/2", "clock 1/2"]
    assert Alarm.objects.filter(over_at=None).count() == 1


@pytest.mark.parametrize("step", [-HOUR, HOUR], ids=["back", "forward"])
def test_a_clock_stepped_an_hour_loses_none_and_doubles_none(
    book: LiveBook, operator: User, look: Looks, step: int
) -> None:
    early, late = clock(book, "T-1", -5 * MINUTE, None, None), clock(book, "T-2", 5 * MINUTE, None, None)
    finding(book, 400)
    Expectation.objects.create(dossier=book.agreement.dossier, table="tickets", every=2 * HOUR, since=NOON)
    look(0)
    before = ["clock 1/2", "allowance 1/2"]
    assert raised() == before
    for minute in range(0, 10):
        # findings are judged by the same stepped clock
        LiveFinding.objects.update(as_of=at(step + minute * MINUTE))
        turned(book, at(step + minute * MINUTE))
        look(step + minute * MINUTE)
    # an hour later by the clock T-2 has reached its half, an hour earlier it has not
    assert raised() == (before if step < 0 else [*before, "clock 1/2"])
    for minute in range(10, 140):
        LiveFinding.objects.update(as_of=at(minute * MINUTE))
        turned(book, at(minute * MINUTE))
        look(minute * MINUTE)
    assert sorted(raised()) == sorted([*before, "clock 1/2", "no evidence tickets"])
    assert Alarm.objects.filter(over_at=None).count() == 4
    assert len(subjects()) == 4 - 1  # the first two came in one letter
    assert early.ticket != late.ticket


def test_thresholds_of_an_allowance_are_raised_once_a_period(
    book: LiveBook, operator: User, look: Looks
) -> None:
    row = finding(book, 600)
    look(0)
    assert raised() == []
    for left, now in ((500, 1), (240, 2), (100, 3), (-5, 4)):
        LiveFinding.objects.filter(pk=row.pk).update(allowance_left=left, as_of=at(now))
        turned(book, at(now))
        look(now, now)
    assert raised() == ["allowance 1/2", "allowance 3/4", "allowance 9/10", "allowance 1"]
    assert subjects() == [
        "50 % of the allowance is used: uptime of Hosting, 2026-03",
        "75 % of the allowance is used: uptime of Hosting, 2026-03",
        "90 % of the allowance is used: uptime of Hosting, 2026-03",
        "The allowance is used up: uptime of Hosting, 2026-03",
    ]
    LiveFinding.objects.filter(pk=row.pk).update(
        allowance_left=1000, begins_at=START + 30 * DAY, ends_at=START + 60 * DAY, as_of=at(30 * DAY)
    )
    turned(book, at(30 * DAY))
    look(30 * DAY)
    assert Alarm.objects.filter(over_at=None).count() == 0
    LiveFinding.objects.filter(pk=row.pk).update(allowance_left=400, as_of=at(31 * DAY))
    turned(book, at(31 * DAY))
    look(31 * DAY)
    assert raised()[4:] == ["allowance 1/2"]


def test_an_allowance_that_is_corrected_and_used_again_tells_nobody_again(
    book: LiveBook, operator: User, look: Looks
) -> None:
    row = finding(book, 400)
    look(0)
    for left, now, open_ones in ((900, 1, 0), (400, 2, 1), (900, 3, 0)):
        LiveFinding.objects.filter(pk=row.pk).update(allowance_left=left, as_of=at(now))
        turned(book, at(now))
        look(now)
        assert Alarm.objects.filter(over_at=None).count() == open_ones
    assert (len(raised()), len(subjects())) == (1, 1)


def test_a_burn_rate_lasts_while_the_long_window_has_it(
    book: LiveBook, operator: User, hook: Hearer, look: Looks
) -> None:
    # 99.9 % of 720 h leave 2592 s, evenly 3.6 s an hour: 52 s in the last minute are 14.4 times that
    second = int(SECOND)
    outage = [at(-52 * second), NOON, 52 * second]
    row = finding(book, 2500 * second, allowance=2592 * second, recent=[outage])
    look(0)
    assert raised() == ["burn rate 72/5"]
    # six times 3.6 s over six hours are 129.6 s: not yet
    LiveFinding.objects.filter(pk=row.pk).update(as_of=at(DAY))
    turned(book, at(DAY))
    look(30 * MINUTE, 59 * MINUTE)
    assert Alarm.objects.filter(over_at=None).count() == 1
    look(61 * MINUTE, 62 * MINUTE)
    assert Alarm.objects.filter(over_at=None).count() == 0
    assert events() == [
        ("alarm.raised", "The allowance burns 14.4 times too fast: uptime of Hosting"),
        ("alarm.over", "The allowance burns more slowly again: uptime of Hosting"),
    ]
    again = [at(3 * HOUR), at(3 * HOUR) + 52 * second, 52 * second]
    LiveFinding.objects.filter(pk=row.pk).update(said={"recent": [outage, again]})
    turned(book)
    look(3 * HOUR + MINUTE)
    assert raised() == ["burn rate 72/5", "burn rate 72/5"]


def test_evidence_that_does_not_arrive_is_told_and_that_it_arrives_again(
    book: LiveBook, operator: User, look: Looks
) -> None:
    minutes = 3 * MINUTE
    row = finding(book, 1000, silent=[["web", at(-minutes), minutes]])
    look(0, 1)
    LiveFinding.objects.filter(pk=row.pk).update(said={}, as_of=at(5 * MINUTE))
    turned(book, at(5 * MINUTE))
    look(5 * MINUTE, 6 * MINUTE)
    assert subjects() == [
        "No evidence arrives: point web of Hosting",
        "Evidence arrives again: point web of Hosting",
    ]
    LiveFinding.objects.filter(pk=row.pk).update(said={"silent": [["web", at(8 * MINUTE), minutes]]})
    turned(book, at(12 * MINUTE))
    look(12 * MINUTE)
    # it spoke for a moment between two looks: another silence
    LiveFinding.objects.filter(pk=row.pk).update(said={"silent": [["web", at(13 * MINUTE), minutes]]})
    turned(book, at(20 * MINUTE))
    look(20 * MINUTE)
    assert raised() == ["no evidence web"] * 3
    assert Alarm.objects.filter(over_at=None).count() == 1


def test_a_silence_by_a_clock_that_was_ahead_is_over_once_evidence_has_come(
    book: LiveBook, operator: User, look: Looks
) -> None:
    minutes = 3 * MINUTE
    row = finding(book, 1000)
    # the clock says an hour later: all that is known seems old
    LiveFinding.objects.update(as_of=at(HOUR), said={"silent": [["web", at(-MINUTE), minutes]]})
    turned(book, at(HOUR))
    look(HOUR)
    for minute, open_ones in ((1, 1), (2, 0), (3, 0)):
        # it is set right; as of then the point is not silent, and by the second minute it must have spoken
        LiveFinding.objects.filter(pk=row.pk).update(said={}, as_of=at(minute * MINUTE))
        turned(book, at(minute * MINUTE))
        look(minute * MINUTE)
        assert Alarm.objects.filter(over_at=None).count() == open_ones
    assert len(subjects()) == 2


def test_a_point_that_was_never_seen_is_given_as_long_as_any(
    version: AgreementVersion, book: LiveBook, operator: User, look: Looks
) -> None:
    minutes = 3 * MINUTE
    LedgerEntry.objects.filter(pk=version.entry_id).update(recorded_at=NOON)
    finding(book, 1000, silent=[["web", None, minutes]])
    look(0, 1, minutes - 1)
    assert raised() == []
    look(minutes)
    assert raised() == ["no evidence web"]


def test_a_point_of_several_promises_is_told_of_once(book: LiveBook, operator: User, look: Looks) -> None:
    silent = [["web", at(-1), 1]]
    first = finding(book, 1000, silent=silent)
    LiveFinding.objects.filter(pk=first.pk).update(objective="other")
    finding(book, 1000, silent=silent)
    look(0)
    assert raised() == ["no evidence web"]


def test_a_table_that_is_fed_regularly_is_waited_for(
    book: LiveBook, operator: User, dossier: Dossier, look: Looks
) -> None:
    Expectation.objects.create(dossier=dossier, table="tickets", every=DAY, since=NOON)
    look(DAY)
    assert raised() == []
    look(DAY + 1, DAY + MINUTE)
    assert raised() == ["no evidence tickets"]
    entry = LedgerEntry.objects.create(
        sequence=99, recorded_at=at(DAY + HOUR), kind="batch", subject="", digest=b"", chain=b""
    )
    Record.objects.create(entry=entry, dossier=dossier, table="tickets", identity="1", digest=b"")
    # by a clock stepped back, what arrived ends the alarm all the same
    look(DAY - HOUR)
    assert Alarm.objects.filter(over_at=None).count() == 0
    assert subjects()[-1] == "Evidence arrives again: table tickets of Managed hosting"
    look(2 * DAY + HOUR + 1)
    assert raised() == ["no evidence tickets"] * 2


def test_what_was_made_to_illustrate_is_listed_and_told_to_nobody(
    book: LiveBook, operator: User, hook: Hearer, look: Looks
) -> None:
    LiveBook.objects.update(illustration="Illustration: a month made for this example.")
    clock(book, "T-1", -1, None, None)
    finding(book, 0, silent=[["web", at(-1), 1]])
    look(0)
    assert set(raised()) == {"clock 1/2", "allowance 1/2", "allowance 3/4", "allowance 9/10", "allowance 1"}
    assert Delivery.objects.count() == 0


def test_what_can_not_be_judged_is_told(book: LiveBook, operator: User, look: Looks) -> None:
    LiveBook.objects.update(trouble="the evidence of hosting can't be used: fees, row 3")
    look(0, 1)
    assert subjects() == ["It can't be told how things stand: Hosting"]
    LiveBook.objects.update(trouble="", turn=2, as_of=at(5))
    look(5)
    assert subjects()[1:] == ["How things stand can be told again: Hosting"]


def test_staff_hear_what_they_chose_and_customers_hear_no_alarms(
    book: LiveBook, look: Looks, agreement: Agreement
) -> None:
    customer = Customer.objects.create(dossier=agreement.dossier, name="Example Ltd")
    for role, whose in (
        (Role.OWNER, None),
        (Role.DESK_AGENT, None),
        (Role.AUDITOR, None),
        (Role.CUSTOMER_ADMIN, customer),
    ):
        user = User.objects.create_user(f"{role.replace(' ', '.')}@example.net")
        Membership.objects.create(user=user, role=role, customer=whose)
    clock(book, "T-1", 1, 2, 3, customer=customer)
    finding(book, 400)
    look(0, 1, 2)
    sent = sorted(
        (each.address, orjson.loads(each.content)["subject"][:4])
        for each in Delivery.objects.filter(channel="mail")
    )
    # of clocks, by default, from three quarters on
    assert sent == [
        ("desk.agent@example.net", "75 %"),
        ("owner@example.net", "50 %"),
        ("owner@example.net", "75 %"),
    ]


def test_nothing_is_read_again_where_nothing_changed(
    book: LiveBook, django_assert_max_num_queries: object
) -> None:
    for number in range(50):
        clock(book, f"T-{number}", -1, None, None)
    lookout = Lookout(ADDRESS)
    lookout.look_once(NOON)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        lookout.look_once(at(1))
    assert len(raised()) == 50
    assert Alarm.objects.first().kind == AlarmKind.CLOCK  # type: ignore[union-attr]


def said(agreement: Agreement | None, **changed: object) -> None:
    rules = read_rules(replace(write_rules(AlarmRules()), **changed))
    set_rules(agreement, rules, "user 1", NOON)


def test_marks_that_were_said_are_raised_in_the_time_the_clock_counts(book: LiveBook, look: Looks) -> None:
    said(book.agreement, clocks="20, 60, 75, 100")
    row = clock(book, "T-1", 50, 75, 100)
    # of 100 µs it has used none by NOON; it counts from 0 to 55 and from 70 to 115
    windows = [[NOON, at(55)], [at(70), at(115)]]
    LiveClock.objects.filter(pk=row.pk).update(
        budget=100,
        spent=0,
        turned_at=NOON,
        said={"windows": windows},
        three_quarters_at=at(90),
        full_at=at(115),
    )
    seen = []
    for now in (19, 20, 50, 74, 75, 89, 90, 114, 115):
        look(now)
        seen.append(len(raised()))
    assert seen == [0, 1, 1, 1, 2, 2, 3, 3, 4]
    assert raised() == ["clock 1/5", "clock 3/5", "clock 3/4", "clock 1"]


def test_a_clock_that_was_past_a_mark_by_its_last_turn_has_reached_it(book: LiveBook, look: Looks) -> None:
    said(None, clocks="60")
    row = clock(book, "T-1", -5, None, None)
    LiveClock.objects.filter(pk=row.pk).update(budget=100, spent=60, turned_at=NOON, said={"windows": []})
    look(0, 1)
    assert raised() == ["clock 3/5"]


def test_the_default_holds_where_nothing_is_said_of_an_agreement(book: LiveBook, look: Looks) -> None:
    said(None, clocks="100")
    clock(book, "T-1", -3, -2, 5)
    look(0)
    assert raised() == []
    said(book.agreement, clocks="75, 100")
    look(1)
    assert raised() == ["clock 3/4"]
    set_rules(book.agreement, None, "user 1", NOON)
    look(2, 5)
    assert raised() == ["clock 3/4", "clock 1"]
    assert AlarmRuling.objects.count() == 3


def test_the_same_said_again_is_not_said_twice(book: LiveBook) -> None:
    for _ in range(2):
        said(book.agreement, clocks="75, 100")
    assert AlarmRuling.objects.count() == 1


def test_thresholds_and_rates_that_were_said(
    book: LiveBook, operator: User, hook: Hearer, look: Looks
) -> None:
    second = int(SECOND)
    # evenly 3.6 s an hour: 24 s in two hours are 3.33 times that, and in a quarter 26.7 times
    outage = [at(-24 * second), NOON, 24 * second]
    finding(book, 2000 * second, allowance=2592 * second, recent=[outage])
    look(0)
    assert raised() == []
    said(book.agreement, allowances="20", burns=("3 over 2 h and 15 min",))
    look(1)
    assert sorted(raised()) == ["allowance 1/5", "burn rate 3"]
    before = events()
    # rates that nobody looks at any more end, and nobody is told that it got better
    said(book.agreement, allowances="20", burns=())
    look(2, 3)
    assert Alarm.objects.get(kind=AlarmKind.BURN_RATE).over_at is not None
    assert events() == before


def test_silence_is_told_of_as_long_after_as_was_said(book: LiveBook, operator: User, look: Looks) -> None:
    minutes = 3 * MINUTE
    said(None, silent_after="10 min")
    row = finding(book, 1000, silent=[["web", at(-4 * MINUTE), minutes]])
    look(0, 6 * MINUTE - 1)
    assert raised() == []
    look(6 * MINUTE)
    assert raised() == ["no evidence web"]
    # what is told stands, also where one waits longer from now on
    said(None, silent_after="1 h")
    look(7 * MINUTE)
    assert Alarm.objects.get().over_at is None
    LiveFinding.objects.filter(pk=row.pk).update(said={}, as_of=at(8 * MINUTE))
    turned(book, at(8 * MINUTE))
    look(8 * MINUTE)
    assert Alarm.objects.get().over_at == at(8 * MINUTE)
    assert len(subjects()) == 2


@pytest.mark.parametrize(
    ("share", "topic"),
    [("1/5", Topic.CLOCKS_50), ("3/5", Topic.CLOCKS_50), ("9/10", Topic.CLOCKS_75), ("1", Topic.CLOCKS_100)],
)
def test_marks_in_between_are_heard_of_by_those_who_hear_of_the_one_below(share: str, topic: Topic) -> None:
    assert topic_of(AlarmKind.CLOCK, {"share": share}) == topic
