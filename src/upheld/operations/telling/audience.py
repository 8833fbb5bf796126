"""The audience: who hears of what is a customer's, or the provider's, as roles and choices stand now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from django.db.models import Q
from msgspec import Struct

from upheld.store.hearers import BY_DEFAULT, CUSTOMER_TOPICS, Channel, Hearer, Topic
from upheld.store.people import Membership, User
from upheld.store.roles import Role


class Ear(Struct, frozen=True, kw_only=True):
    """Somebody who hears of some topics."""

    name: str
    """In keys of deliveries: who hears twice of one thing by two choices is told of it once."""
    channel: Channel
    topics: frozenset[Topic]
    agreement: int | None = None
    """The only one it hears of, where it does not hear of all."""
    address: str = ""
    user: int | None = None
    hearer: int | None = None

    def hears(self, topic: Topic, agreement: int | None = None) -> bool:
        """Tell whether it hears of a topic, about an agreement where it is about one."""
        return topic in self.topics and (self.agreement is None or self.agreement == agreement)


def ears_of(customers: Collection[int]) -> Mapping[int, tuple[Ear, ...]]:
    """Give who hears of what is some customers', by the customer's number."""
    heard = sorted(_ears(Q(customer__in=customers)), key=lambda each: each[0] or 0)
    grouped = groupby(heard, key=lambda each: each[0])
    return {number: tuple(ear for _, ear in each) for number, each in grouped if number is not None}


def ears_of_provider() -> tuple[Ear, ...]:
    """Give who hears for the provider."""
    return tuple(ear for _, ear in _ears(Q(customer=None)))


def by_mail(user: User) -> Ear:
    """Somebody who is told by mail, whatever they chose."""
    return Ear(
        name=f"user {user.pk}",
        channel=Channel.MAIL,
        topics=frozenset(Topic),
        address=user.email,
        user=user.pk,
    )


def chosen_topics(user: int, customer: int | None, roles: Collection[Role]) -> frozenset[Topic]:
    """What somebody hears of by mail in some roles, of a customer or the provider."""
    mail = Hearer.objects.filter(channel=Channel.MAIL, user=user, customer=customer)
    return _topics(mail.first(), roles)


def _ears(whose: Q) -> Iterator[tuple[int | None, Ear]]:
    yield from _people(whose)
    hooks = Hearer.objects.filter(whose, channel=Channel.WEBHOOK, is_paused=False, ended_at=None)
    for each in hooks.order_by("pk"):
        ear = Ear(
            name=f"hearer {each.pk}",
            channel=Channel.WEBHOOK,
            topics=frozenset(Topic(topic) for topic in each.topics),
            agreement=each.agreement_id,
            hearer=each.pk,
        )
        yield each.customer_id, ear


def _people(whose: Q) -> Iterator[tuple[int | None, Ear]]:
    members = Membership.objects.filter(whose, user__is_active=True).select_related("user")
    chosen = {
        (each.user_id, each.customer_id): each for each in Hearer.objects.filter(whose, channel=Channel.MAIL)
    }
    roles: dict[tuple[int, int | None], tuple[User, set[Role]]] = {}
    for each in members.order_by("user", "customer"):
        roles.setdefault((each.user_id, each.customer_id), (each.user, set()))[1].add(Role(each.role))
    for (number, customer), (user, held) in roles.items():
        topics = _topics(chosen.get((number, customer)), held)
        if topics:
            ear = by_mail(user)
            yield (
                customer,
                Ear(name=ear.name, channel=ear.channel, topics=topics, address=ear.address, user=ear.user),
            )


def _topics(choice: Hearer | None, roles: Collection[Role]) -> frozenset[Topic]:
    if choice is None:
        return frozenset().union(*(BY_DEFAULT.get(role, frozenset()) for role in roles))
    topics = frozenset(Topic(topic) for topic in choice.topics)
    return topics if choice.customer_id is None else topics & CUSTOMER_TOPICS
