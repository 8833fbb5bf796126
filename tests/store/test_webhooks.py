"""Programs are told by signed webhooks, of which none leads where it should not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

import orjson
import pytest
from django.db import transaction
from hooked import HERE, Listener, drip, hang_up, listening
from written import NOON

from upheld.chrono.instant import DAY, SECOND, Instant
from upheld.errors import UsageError
from upheld.operations.work import posting
from upheld.operations.work.delivering import NoAnswer, NotSent, deliver
from upheld.operations.work.duties import Duty
from upheld.operations.work.posting import target_of
from upheld.operations.work.webhook import message_id, post_webhook, signature
from upheld.store.deliveries import KIND, Course, Delivery, Message, dispatch
from upheld.store.hearers import Channel, Hearer, Secret, conceal, new_secret
from upheld.store.leases import enrol, put_off, take
from upheld.store.work import Work

pytestmark = pytest.mark.django_db
CONTENT = {"type": "statement.released", "timestamp": "2026-03-01T12:00:00Z", "data": {"statement": 17}}


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as found:
        yield found


def hook(address: str, *secrets: Secret) -> Hearer:
    return Hearer.objects.create(
        channel=Channel.WEBHOOK,
        name="On call",
        address=f"{address}/told",
        secrets=conceal(secrets or [Secret(new_secret())]),
        topics=[],
        made_by="user 1",
        made_at=0,
    )


def dispatched(hearer: Hearer, key: str = "statement 17 to hearer 1") -> None:
    with transaction.atomic():
        dispatch(NOON, Message(key=key, channel="webhook", content=CONTENT, hearer=hearer.pk))


def delivered(now: Instant = NOON, besides: object = HERE) -> Delivery:
    worker = f"worker {Delivery.objects.get().tries}"
    enrol(worker, "here", now)
    work = take(worker, {KIND: 1}, now)
    assert work is not None
    try:
        deliver(Duty(work, lambda: now), {"webhook": partial(post_webhook, besides=besides)})  # type: ignore[dict-item]
    except (NotSent, NoAnswer) as trouble:
        put_off(work, str(trouble), 8, now)
    return Delivery.objects.get()


def test_the_signature_is_that_of_the_specification() -> None:
    # the example that libraries of Standard Webhooks are tested with
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_bears_its_number_its_time_and_its_signature(listener: Listener) -> None:
    secret = new_secret()
    dispatched(hook(listener.address, Secret(secret)))
    assert delivered().course == Course.DELIVERED
    ((path, headers, body),) = listener.heard
    assert path == "/told"
    assert orjson.loads(body) == CONTENT
    assert headers["content-type"] == "application/json"
    number = message_id("statement 17 to hearer 1")
    assert headers["webhook-id"] == number
    assert headers["webhook-timestamp"] == str(NOON // SECOND)
    assert headers["webhook-signature"] == signature(secret, number, NOON // SECOND, body)
    found = Delivery.objects.get()
    assert (found.tries, found.outcome, found.delivered_at) == (1, "answered 204", NOON)


def test_what_was_not_taken_is_sent_again_as_the_same_message(listener: Listener) -> None:
    listener.answers = [500, 429, 200]
    dispatched(hook(listener.address))
    first = delivered()
    assert (first.course, first.outcome) == (Course.WAITING, "answered 500")
    delivered(Instant(NOON + 10 * SECOND))
    last = delivered(Instant(NOON + 60 * SECOND))
    assert (last.course, last.tries, last.repeated) == (Course.DELIVERED, 3, 0)
    numbers = {headers["webhook-id"] for _, headers, _ in listener.heard}
    bodies = {body for _, _, body in listener.heard}
    seconds = [headers["webhook-timestamp"] for _, headers, _ in listener.heard]
    assert len(numbers) == len(bodies) == 1
    # each try says when it was made, or whoever checks the age would refuse it
    assert seconds == [str(NOON // SECOND + more) for more in (0, 10, 60)]


def test_a_new_secret_holds_beside_the_one_before_for_a_day(listener: Listener) -> None:
    old, new = new_secret(), new_secret()
    hearer = hook(listener.address, Secret(new), Secret(old, NOON + DAY))
    for at in (NOON, Instant(NOON + DAY)):
        dispatched(hearer, f"at {at}")
    for at in (NOON, Instant(NOON + DAY)):
        enrol(str(at), "here", at)
        work = take(str(at), {KIND: 1}, at)
        assert work is not None
        deliver(Duty(work, lambda at=at: at), {"webhook": partial(post_webhook, besides=HERE)})  # type: ignore[misc]
    signed = [headers["webhook-signature"].split(" ") for _, headers, _ in listener.heard]
    assert [len(each) for each in signed] == [2, 1]
    (_, headers, body) = listener.heard[1]
    assert signed[1] == [
        signature(new, headers["webhook-id"], int(headers["webhook-timestamp"]), body),
    ]


def test_nobody_is_led_elsewhere(listener: Listener) -> None:
    listener.answers = [302]
    dispatched(hook(listener.address))
    assert delivered().outcome == "answered 302"
    assert [path for path, _, _ in listener.heard] == ["/told"]


def test_an_address_that_wants_nothing_any_more_is_left_alone(listener: Listener) -> None:
    listener.answers = [410]
    hearer = hook(listener.address)
    dispatched(hearer)
    assert delivered().course == Course.REFUSED
    hearer.refresh_from_db()
    assert (hearer.is_paused, hearer.trouble[:24]) == (True, "the address answered 410")
    assert Work.objects.get().state == "done"


def test_a_webhook_that_was_taken_away_or_paused_is_told_nothing(listener: Listener) -> None:
    hearer = hook(listener.address)
    dispatched(hearer)
    Hearer.objects.update(is_paused=True)
    assert delivered().outcome == "the webhook is paused"
    assert listener.heard == []


def test_it_may_have_been_taken_where_nothing_was_answered(listener: Listener) -> None:
    listener.answers = [hang_up]
    dispatched(hook(listener.address))
    first = delivered()
    assert (first.course, first.outcome[:9]) == (Course.ON_ITS_WAY, "no answer")
    second = delivered(Instant(NOON + 10 * SECOND))
    assert (second.course, second.repeated) == (Course.DELIVERED, 1)


def test_an_answer_a_byte_at_a_time_is_not_waited_for(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "ALL_SECONDS", 0.5)
    listener.answers = [drip]
    dispatched(hook(listener.address))
    began = time.monotonic()
    assert delivered().course == Course.ON_ITS_WAY
    assert time.monotonic() - began < 9  # the answer takes ten seconds and more


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1",
        "https://localhost",
        "https://[::1]",
        "https://[::ffff:10.0.0.1]",
        "https://[64:ff9b::a9fe:a9fe]",
        "https://169.254.169.254",
        "https://192.168.1.1",
        "https://0.0.0.0",
    ],
)
def test_addresses_within_are_refused_when_they_are_asked(address: str) -> None:
    dispatched(hook(address))
    found = delivered(besides=())
    assert found.course == Course.WAITING
    assert found.outcome.endswith("leads to an address that may not be asked")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://hooks.example.net/x", "must begin with https"),
        ("http://8.8.8.8/x", "must begin with https"),
        ("ftp://hooks.example.net/x", "write the address as"),
        ("https:///x", "write the address as"),
        ("https://hooks.example.net:port/x", "can't be read"),
        ("https://user:secret@hooks.example.net/x", "has no user"),
        ("https://hooks.example.net/x y", "no characters but"),
        ("https://hooks.example.net/x\r\nHost: other", "no characters but"),
        ("https://hooks.example.net/#x", "no user, no fragment"),
    ],
)
def test_addresses_that_can_not_be_meant_are_refused(address: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        target_of(address, HERE)


def test_tls_holds_the_name_against_the_certificate(listener: Listener) -> None:
    # what listens there speaks no TLS at all
    hearer = hook(listener.address.replace("http:", "https:"))
    dispatched(hearer)
    found = delivered()
    assert (found.course, found.outcome[:13]) == (Course.WAITING, "no connection")
    assert listener.heard == []


def test_an_address_that_fails_is_left_alone_by_all_that_goes_there(listener: Listener) -> None:
    listener.answers = [500, 500]
    hearer = hook(listener.address)
    for number in range(5):
        dispatched(hearer, f"alarm {number}")
    outcomes = []
    for number in range(5):
        enrol(f"worker {number}", "here", NOON)
        work = take(f"worker {number}", {KIND: 1}, NOON)
        assert work is not None
        with pytest.raises(NotSent) as refused:
            deliver(Duty(work, lambda: NOON), {"webhook": partial(post_webhook, besides=HERE)})
        put_off(work, "", 8, NOON)
        outcomes.append(str(refused.value))
    assert outcomes == ["answered 500"] + ["waits, as the address has just failed"] * 4
    hearer.refresh_from_db()
    assert (len(listener.heard), hearer.failures, hearer.rests_until) == (1, 1, NOON + 10 * SECOND)
    # by a clock that was stepped back an hour it is not left alone for an hour more
    early = Instant(NOON - 3600 * SECOND)
    delivery = Delivery.objects.select_related("hearer").latest("pk")
    with pytest.raises(NotSent, match="answered 500"):
        post_webhook(delivery, early, besides=HERE)
    delivery = Delivery.objects.select_related("hearer").latest("pk")
    assert post_webhook(delivery, Instant(NOON + DAY), besides=HERE) == "answered 204"
    hearer.refresh_from_db()
    assert (hearer.failures, hearer.rests_until) == (0, None)


def test_a_test_is_sent_at_once_though_the_address_has_failed(listener: Listener) -> None:
    hearer = hook(listener.address)
    Hearer.objects.update(failures=9, rests_until=NOON + 60 * SECOND)
    with transaction.atomic():
        message = Message(key="t", channel="webhook", content=CONTENT, hearer=hearer.pk, subject="test")
        dispatch(NOON, message)
    assert delivered().course == Course.DELIVERED
