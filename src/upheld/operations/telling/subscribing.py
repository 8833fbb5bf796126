"""Subscribing: who is told what; webhooks with their secrets, and what people choose to get by mail."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from msgspec import Struct

from upheld.chrono.instant import Instant, format_instant
from upheld.errors import UsageError
from upheld.operations.telling.audience import by_mail, chosen_topics
from upheld.operations.telling.messages import News, message
from upheld.operations.work.addresses import Network
from upheld.operations.work.posting import target_of
from upheld.operations.work.webhook import TEST
from upheld.report.letters.letter import Letter
from upheld.store.agreements import Agreement
from upheld.store.customers import Customer
from upheld.store.deliveries import Message, dispatch
from upheld.store.hearers import (
    CUSTOMER_TOPICS,
    OVERLAP,
    Channel,
    Hearer,
    Secret,
    Topic,
    conceal,
    new_secret,
    secrets_of,
)
from upheld.store.people import User
from upheld.store.reach import reached
from upheld.store.roles import CUSTOMER_ROLES, Role
from upheld.store.viewer import Viewer
from upheld.store.work import URGENT

MANAGERS = frozenset({Role.OWNER, Role.OPERATOR})
"""Who says what the provider's programs are told."""


class Wish(Struct, frozen=True, kw_only=True):
    """The webhook that somebody asks for."""

    name: str
    address: str
    topics: Collection[Topic]
    customer: int | None = None
    agreement: int | None = None


def topics_of(customer: int | None) -> tuple[Topic, ...]:
    """What those of a customer, or of the provider, may be told of."""
    return tuple(each for each in Topic if customer is None or each in CUSTOMER_TOPICS)


def may_manage(viewer: Viewer, customer: int | None) -> bool:
    """Tell whether webhooks of a customer, or of the provider, are a viewer's to set up."""
    if customer is None:
        return bool(viewer.roles & MANAGERS)
    return customer in viewer.customers_as({Role.CUSTOMER_ADMIN})


def add_webhook(viewer: Viewer, wish: Wish, networks: Sequence[Network], now: Instant) -> tuple[int, str]:
    """Set a webhook up; its number, and its secret, which is shown this once.

    UsageError where it is not theirs to set up, or the address can't be meant.
    """
    _checked(viewer, wish, networks)
    secret = new_secret()
    hearer = Hearer.objects.create(
        channel=Channel.WEBHOOK,
        name=wish.name,
        address=wish.address,
        secrets=conceal([Secret(secret)]),
        customer_id=wish.customer,
        agreement_id=wish.agreement,
        topics=_in_order(wish.topics),
        made_by=viewer.actor,
        made_at=now,
    )
    return hearer.pk, secret


def change_webhook(viewer: Viewer, number: int, wish: Wish, networks: Sequence[Network]) -> bool:
    """Change what a webhook is told, and where; tell whether there is one. Errors as of `add_webhook`."""
    if not _mine(viewer).filter(pk=number).exists():
        return False
    _checked(viewer, wish, networks)
    changed = (
        _mine(viewer)
        .filter(pk=number)
        .update(name=wish.name, address=wish.address, agreement=wish.agreement, topics=_in_order(wish.topics))
    )
    return changed == 1


def renew_secret(viewer: Viewer, number: int, now: Instant) -> str | None:
    """Give a webhook a new secret; the one before holds beside it for a day. Absent where there is none."""
    with transaction.atomic():
        hearer = _mine(viewer).select_for_update(of=("self",)).filter(pk=number).first()
        if hearer is None:
            return None
        secret = new_secret()
        before = secrets_of(hearer, now)[:1]
        hearer.secrets = conceal([Secret(secret), *(Secret(each.text, now + OVERLAP) for each in before)])
        hearer.save(update_fields=["secrets"])
    return secret


def pause(viewer: Viewer, number: int, *, is_paused: bool) -> bool:
    """Tell a webhook nothing for a while, or something again; tell whether there is one."""
    return (
        _to_stop(viewer)
        .filter(pk=number)
        .update(is_paused=is_paused, trouble="", failures=0, rests_until=None)
        == 1
    )


def end(viewer: Viewer, number: int, now: Instant) -> bool:
    """Take a webhook away; tell whether there was one."""
    return _to_stop(viewer).filter(pk=number).update(ended_at=now) == 1


def try_out(viewer: Viewer, number: int, now: Instant) -> bool:
    """Send a webhook a test; tell whether there is one."""
    hearer = _mine(viewer).filter(pk=number).first()
    if hearer is None:
        return False
    said = {"says": "This is a test. Nothing happened.", "hearer": hearer.name}
    content = {"type": "test", "timestamp": format_instant(now), "data": said}
    test = Message(
        key=f"test {secrets.token_hex(8)} to hearer {number}",
        channel=Channel.WEBHOOK.value,
        content=content,
        hearer=number,
        subject=TEST,
        urgency=URGENT,
    )
    with transaction.atomic():
        dispatch(now, test)
    return True


def try_mail(viewer: Viewer, address: str, now: Instant) -> bool:
    """Send somebody a test by mail; tell whether they are a person."""
    if viewer.user is None:
        return False
    user = User.objects.get(pk=viewer.user)
    news = News(
        key=f"test {secrets.token_hex(8)}",
        subject=TEST,
        kind="test",
        at=now,
        letter=Letter("A test", f"This is a test from {address}. Nothing happened.\n"),
        data={},
        urgency=URGENT,
    )
    with transaction.atomic():
        dispatch(now, message(news, by_mail(user)))
    return True


def choose_mail(viewer: Viewer, customer: int | None, topics: Collection[Topic], now: Instant) -> bool:
    """Set what somebody gets by mail of a customer, or of the provider; tell whether they belong there."""
    roles = roles_for(viewer, customer)
    if viewer.user is None or not roles:
        return False
    Hearer.objects.update_or_create(
        channel=Channel.MAIL,
        user=User.objects.get(pk=viewer.user),
        customer=None if customer is None else Customer.objects.get(pk=customer),
        defaults={"topics": _in_order(_allowed(topics, customer))},
        create_defaults={
            "topics": _in_order(_allowed(topics, customer)),
            "made_by": viewer.actor,
            "made_at": now,
        },
    )
    return True


def mail_of(viewer: Viewer, customer: int | None) -> frozenset[Topic]:
    """What somebody gets by mail of a customer, or of the provider."""
    if viewer.user is None:
        return frozenset()
    return chosen_topics(viewer.user, customer, roles_for(viewer, customer))


def roles_for(viewer: Viewer, customer: int | None) -> frozenset[Role]:
    """The roles that somebody holds for a customer, or for the provider."""
    if customer is None:
        return viewer.roles
    return frozenset(role for role, whose in viewer.grants if whose == customer and role in CUSTOMER_ROLES)


def _checked(viewer: Viewer, wish: Wish, networks: Sequence[Network]) -> None:
    if not may_manage(viewer, wish.customer):
        raise UsageError("this webhook is not yours to set up")
    if not wish.topics or _allowed(wish.topics, wish.customer) != frozenset(wish.topics):
        raise UsageError("a webhook is told of something, and one of a customer of statements only")
    if wish.agreement is not None and not reached(viewer, Agreement).filter(pk=wish.agreement).exists():
        raise UsageError("there is no such agreement")
    target_of(wish.address, networks)


def _allowed(topics: Collection[Topic], customer: int | None) -> frozenset[Topic]:
    return frozenset(topics) if customer is None else frozenset(topics) & CUSTOMER_TOPICS


def _in_order(topics: Collection[Topic]) -> list[str]:
    return [each.value for each in Topic if each in topics]


def _mine(viewer: Viewer) -> QuerySet[Hearer]:
    """The webhooks that are a viewer's to change."""
    own = Q(customer__in=viewer.customers_as({Role.CUSTOMER_ADMIN}))
    if viewer.roles & MANAGERS:
        own |= Q(customer=None)
    return reached(viewer, Hearer).filter(own, channel=Channel.WEBHOOK, ended_at=None)


def _to_stop(viewer: Viewer) -> QuerySet[Hearer]:
    """The webhooks that a viewer may stop: managers of the provider also those of customers."""
    if viewer.roles & MANAGERS:
        return reached(viewer, Hearer).filter(channel=Channel.WEBHOOK, ended_at=None)
    return _mine(viewer)
