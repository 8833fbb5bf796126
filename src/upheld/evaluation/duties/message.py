"""Messages: what was told of an incident, to whom it was promised and by one of the channels promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from upheld.agreement.notification import Notification
from upheld.chrono.instant import Instant
from upheld.evaluation.duties.belonging import is_for_customer
from upheld.evaluation.duties.naming import alike, is_among, lacking
from upheld.evaluation.hearing import Hearing
from upheld.evidence.governance import Notice
from upheld.evidence.incident import Incident

_THE_CUSTOMER = ("customer", "customers", "the customer", "the customers")


class Message(Struct, frozen=True, kw_only=True):
    """Something told, or sent and no message as promised, with what kept it from being one."""

    at: Instant
    contains: tuple[str, ...]
    evidence: str
    flaw: str = ""
    """Why it does not count; empty where it does."""
    doubt: str = ""
    """Why it may not count; empty where nothing is in doubt."""


def messages_about(incident: Incident, promise: Notification, hearing: Hearing) -> tuple[Message, ...]:
    """Gather what was said about an incident by `as_of`, in order of time: its updates, and notices of it.

    A notice is of the incident that it names by number, where its own kind is not another. What is sent
    counts as told; where only the delivery is recorded, that does.
    """
    messages = [*_updates(incident, promise), *_notices(incident, promise, hearing)]
    known = (message for message in messages if message.at <= hearing.as_of)
    return tuple(sorted(known, key=lambda message: (message.at, message.evidence)))


def told_in_full(messages: Iterable[Message], items: Sequence[str]) -> Instant | None:
    """Give when messages in order of time had told every item; nothing where they have not."""
    told: list[str] = []
    for message in messages:
        told += message.contains
        if not lacking(items, told):
            return message.at
    return None


def not_told(messages: Iterable[Message], items: Sequence[str]) -> tuple[str, ...]:
    """Give the items that no message tells."""
    return lacking(items, (item for message in messages for item in message.contains))


def sent_at(notice: Notice) -> Instant | None:
    """Give when a notice was sent; when it was delivered where only that is recorded."""
    return notice.delivered_at if notice.sent_at is None else notice.sent_at


def _updates(incident: Incident, promise: Notification) -> Iterator[Message]:
    for update in incident.updates:
        flaw, doubt = _by_channel(update.channel, promise)
        if not update.public:
            flaw = "it was not public"
        elif _names_others(promise):
            flaw = f"it was for the public, and {promise.audience} are promised to be told"
        yield Message(
            at=update.at,
            contains=update.contains,
            evidence=update.identity(incident.source, incident.number),
            flaw=flaw,
            doubt=doubt,
        )


def _notices(incident: Incident, promise: Notification, hearing: Hearing) -> Iterator[Message]:
    for notice in hearing.evidence.notices:
        at = sent_at(notice)
        if at is None or notice.about is None or not alike(notice.about, incident.number):
            continue
        if notice.kind and not alike(notice.kind, promise.of):
            continue
        flaw, doubt = _by_channel(notice.channel, promise)
        if not _reaches(notice, promise, hearing):
            flaw = "it was for somebody else"
        yield Message(at=at, contains=notice.contains, evidence=notice.identity, flaw=flaw, doubt=doubt)


def _by_channel(channel: str | None, promise: Notification) -> tuple[str, str]:
    """What is wrong with the channel of a message, and what is not known of it."""
    if not promise.channels or (channel is not None and is_among(channel, promise.channels)):
        return "", ""
    if channel is None:
        return "", "its channel is not recorded"
    return f"it went by {channel}, not by {' or '.join(promise.channels)}", ""


def _reaches(notice: Notice, promise: Notification, hearing: Hearing) -> bool:
    if promise.audience is not None and _names_others(promise):
        return notice.audience is not None and alike(notice.audience, promise.audience)
    to_customer = notice.audience is None or is_among(notice.audience, _THE_CUSTOMER)
    return to_customer and is_for_customer(hearing, notice.customer)


def _names_others(promise: Notification) -> bool:
    return promise.audience is not None and not is_among(promise.audience, _THE_CUSTOMER)
