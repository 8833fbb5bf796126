"""Webhooks: deliveries to programs, signed as Standard Webhooks 1.0 has it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ssl
from collections.abc import Iterable, Sequence

import orjson
from django.db.models import F

from upheld import __version__
from upheld.chrono.instant import SECOND, Instant
from upheld.errors import UsageError
from upheld.operations.work.addresses import Network
from upheld.operations.work.delivering import NoAnswer, NotSent, Refused
from upheld.operations.work.posting import post, target_of
from upheld.store.deliveries import Delivery
from upheld.store.hearers import PREFIX, Hearer, secrets_of
from upheld.store.leases import LONGEST_WAIT, backoff

GONE = 410
TEST = "test"
"""The subject of a message that somebody sends to see what comes of it."""
MOST_COUNTED = 20
"""Failures beyond these make no wait longer."""


def message_id(key: str) -> str:
    """The `webhook-id` of a key: the same for the same key, so that who gets it twice can tell."""
    return f"msg_{hashlib.sha256(key.encode()).hexdigest()[:40]}"


def signature(secret: str, number: str, second: int, body: bytes) -> str:
    """Sign a message: `v1,` and the HMAC-SHA256 of `id.second.body` in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{number}.{second}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"


def headers_of(key: str, secrets: Iterable[str], second: int, body: bytes) -> dict[str, str]:
    """The headers of a message, signed with each secret that holds at a second since 1970."""
    number = message_id(key)
    return {
        "Content-Type": "application/json",
        "User-Agent": f"Upheld/{__version__}",
        "webhook-id": number,
        "webhook-timestamp": str(second),
        "webhook-signature": " ".join(signature(each, number, second, body) for each in secrets),
    }


def post_webhook(
    delivery: Delivery, now: Instant, *, besides: Sequence[Network], trust: ssl.SSLContext | None = None
) -> str:
    """Hand a delivery to the webhook it goes to. An address that answers 410 is told nothing any more.

    One that fails is left alone for a while, by all that goes there but tests.
    """
    hearer = delivery.hearer
    if hearer is None or hearer.ended_at is not None:
        raise Refused("the webhook was taken away")
    if hearer.is_paused:
        raise Refused("the webhook is paused")
    if delivery.subject != TEST and _rests(hearer, now):
        raise NotSent("waits, as the address has just failed")
    try:
        status = _post(delivery, hearer, now, besides, trust)
        if status == GONE:
            said = "the address answered 410: it wants nothing any more"
            Hearer.objects.filter(pk=hearer.pk).update(is_paused=True, trouble=said)
            raise Refused(said)
        if not 200 <= status < 300:
            raise NotSent(f"answered {status}")
    except (NotSent, NoAnswer):
        wait = backoff(min(hearer.failures + 1, MOST_COUNTED))
        rested = {"failures": F("failures") + 1, "rests_until": now + wait}
        Hearer.objects.filter(pk=hearer.pk).update(**rested)
        raise
    Hearer.objects.filter(pk=hearer.pk).exclude(failures=0).update(failures=0, rests_until=None)
    return f"answered {status}"


def _rests(hearer: Hearer, now: Instant) -> bool:
    """Tell whether an address is left alone; no longer than ever, by a clock that was stepped back."""
    return hearer.rests_until is not None and 0 < hearer.rests_until - now <= LONGEST_WAIT


def _post(
    delivery: Delivery,
    hearer: Hearer,
    now: Instant,
    besides: Sequence[Network],
    trust: ssl.SSLContext | None,
) -> int:
    body = orjson.dumps(orjson.loads(delivery.content), option=orjson.OPT_SORT_KEYS)
    try:
        target = target_of(hearer.address, besides)
    except UsageError as error:
        raise NotSent(str(error)) from error
    held = [each.text for each in secrets_of(hearer, now)]
    return post(target, body, headers_of(delivery.key, held, now // SECOND, body), besides, trust)
