"""Messages to ears: a letter for those who hear by mail, an event for programs."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from upheld.chrono.instant import Instant, format_instant
from upheld.operations.telling.audience import Ear
from upheld.report.letters.letter import Letter
from upheld.store.deliveries import Message
from upheld.store.hearers import Channel
from upheld.store.work import ORDINARY


class News(Struct, frozen=True, kw_only=True):
    """What is to be told once to each who hears of it."""

    key: str
    """Together with who hears it, that of the delivery."""
    subject: str
    """What it is about, such as `statement 17`."""
    kind: str
    """The type of the event, such as `statement.released`."""
    at: Instant
    letter: Letter
    data: Mapping[str, object]
    urgency: int = ORDINARY


def message(news: News, ear: Ear) -> Message:
    """Put news into the form in which somebody hears it."""
    if ear.channel is Channel.MAIL:
        content: dict[str, object] = {"subject": news.letter.subject, "text": news.letter.text}
    else:
        content = {"type": news.kind, "timestamp": format_instant(news.at), "data": dict(news.data)}
    return Message(
        key=f"{news.key} to {ear.name}",
        channel=ear.channel.value,
        address=ear.address,
        content=content,
        hearer=ear.hearer,
        user=ear.user,
        subject=news.subject,
        urgency=news.urgency,
    )
