"""Statements told of: that they are there, and that one stands in place of another."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from upheld.chrono.instant import Instant
from upheld.operations.telling.audience import Ear, by_mail, ears_of, ears_of_provider
from upheld.operations.telling.messages import News, message
from upheld.operations.work.duties import Duty
from upheld.report.letters.letter import Letter
from upheld.report.letters.released import (
    Superseded,
    Told,
    changes_in_words,
    letter_of_revision,
    letter_of_statement,
    verdicts_in_a_line,
)
from upheld.store.closings import Closing, Statement
from upheld.store.deliveries import Delivery, Message, dispatch
from upheld.store.hearers import Channel, Hearer, Topic
from upheld.store.people import Membership, User
from upheld.store.trail import OPENED, Step
from upheld.store.work import LEISURELY, Order

TELL = "tell of statements"
AT_ONCE = 200
"""So many statements are told of in one step."""


def order_to_tell(closing: Closing) -> Order:
    """The work of telling of a release, to be recorded with it."""
    return Order(kind=TELL, payload={"closing": closing.pk, "after": 0}, key=str(closing.pk))


def tell_of_statements(duty: Duty, address: str) -> None:
    """Tell of the statements of a closing that was released, part by part, each of them once."""
    closing = Closing.objects.select_related("version__agreement").get(pk=str(duty.payload["closing"]))
    after, out = int(str(duty.payload["after"])), Instant(closing.released_at or 0)
    rows = Statement.objects.filter(closing=closing).select_related("customer", "supersedes")
    while part := list(rows.filter(pk__gt=after).order_by("pk")[:AT_ONCE]):
        messages = list(_about(part, closing, out, address))
        after = part[-1].pk
        with duty.step({"closing": closing.pk, "after": after}):
            dispatch(duty.now, *messages)
    with duty.finishing():
        dispatch(duty.now, *_about_closing(closing, out, address))


def _about(
    statements: Sequence[Statement], closing: Closing, out: Instant, address: str
) -> Iterator[Message]:
    agreement = closing.version.agreement
    ears = ears_of({each.customer_id for each in statements if each.customer_id is not None})
    for statement in statements:
        told = _told(statement, closing, address)
        mine = ears.get(statement.customer_id or 0, ())
        hearing = [ear for ear in mine if ear.hears(Topic.STATEMENTS, agreement.pk)]
        before = statement.supersedes
        if before is not None:
            knew = _who_knew(before)
            news = _revised(told, before, statement, out)
            yield from (message(news, ear) for ear in knew)
            known = {ear.name for ear in knew}
            hearing = [ear for ear in hearing if ear.name not in known]
        news = _released(told, statement, out)
        yield from (message(news, ear) for ear in hearing)


def _told(statement: Statement, closing: Closing, address: str) -> Told:
    customer = "" if statement.customer is None else statement.customer.name
    plan = f"plan {statement.plan}" if statement.plan else ""
    return Told(
        number=statement.number or 0,
        agreement=closing.version.agreement.name,
        period=closing.period,
        revision=0 if statement.supersedes_id is None else closing.revision,
        whose=", ".join(each for each in (customer, statement.subscription, plan) if each),
        verdicts=statement.verdicts,
        breaches=statement.breaches,
        credit=_credit(statement),
        illustration=closing.illustration,
        link=f"{address}/statements/{statement.pk}",
    )


def _credit(statement: Statement) -> str:
    return statement.owed or ("owed, amount open" if statement.is_owed else "")


def _released(told: Told, statement: Statement, out: Instant) -> News:
    subject = f"statement {statement.pk}"
    return News(
        key=subject,
        subject=subject,
        kind="statement.released",
        at=out,
        letter=letter_of_statement(told),
        data=_data(told, statement),
    )


def _revised(told: Told, before: Statement, statement: Statement, out: Instant) -> News:
    superseded = Superseded(number=before.number or 0, changes=_changes(before, statement))
    news = _released(told, statement, out)
    return News(
        key=news.key,
        subject=news.subject,
        kind="statement.revised",
        at=out,
        letter=letter_of_revision(told, superseded),
        data={
            **news.data,
            "supersedes": {"statement": before.pk, "number": before.number},
            "changes": list(superseded.changes),
        },
    )


def _data(told: Told, statement: Statement) -> dict[str, object]:
    return {
        "statement": statement.pk,
        "number": told.number,
        "agreement": told.agreement,
        "period": told.period,
        "revision": told.revision,
        "customer": "" if statement.customer is None else statement.customer.name,
        "subscription": statement.subscription,
        "plan": statement.plan,
        "verdicts": dict(told.verdicts),
        "breaches": told.breaches,
        "credit": told.credit,
        "illustration": told.illustration,
        "link": told.link,
    }


def _changes(before: Statement, after: Statement) -> tuple[str, ...]:
    old, new = before.document(), after.document()
    if old is None or new is None:
        return ("what it said before was erased",)
    return changes_in_words(old, new)


def _who_knew(before: Statement) -> list[Ear]:
    """Who was told of a statement or has opened it, and may still see it."""
    subject = f"statement {before.pk}"
    sent = Delivery.objects.filter(subject=subject)
    opened = Step.objects.filter(action=OPENED, subject=subject, actor__startswith="user ")
    users = {
        *sent.exclude(user=None).values_list("user", flat=True),
        *(int(actor.removeprefix("user ")) for actor in opened.values_list("actor", flat=True)),
    }
    hooks = sent.exclude(hearer=None).values_list("hearer", flat=True)
    standing = Hearer.objects.filter(pk__in=list(hooks), ended_at=None, is_paused=False).order_by("pk")
    return [
        *(by_mail(user) for user in _who_may_see(before, users)),
        *(
            Ear(name=f"hearer {each.pk}", channel=Channel.WEBHOOK, topics=frozenset(), hearer=each.pk)
            for each in standing
        ),
    ]


def _who_may_see(statement: Statement, users: Collection[int]) -> list[User]:
    held = Membership.objects.filter(user__in=users)
    may = held.filter(customer=None) | held.filter(customer=statement.customer_id)
    return list(User.objects.filter(pk__in=may.values("user"), is_active=True).order_by("pk"))


def _about_closing(closing: Closing, out: Instant, address: str) -> Iterator[Message]:
    """One message for those who hear of statements for the provider, however many statements there are."""
    agreement = closing.version.agreement
    hearing = [ear for ear in ears_of_provider() if ear.hears(Topic.STATEMENTS, agreement.pk)]
    if not hearing:
        return
    rows = Statement.objects.filter(closing=closing)
    verdicts: dict[str, int] = {}
    for each in rows.values_list("verdicts", flat=True).iterator():
        for name, count in each.items():
            verdicts[name] = verdicts.get(name, 0) + count
    number, owed = rows.count(), rows.filter(is_owed=True).count()
    revision = f", revision {closing.revision}" if closing.revision else ""
    title = f"{closing.period}{revision}: {agreement.name}"
    note = f"{closing.illustration}\n\n" if closing.illustration else ""
    link = f"{address}/closings/{closing.pk}"
    said = verdicts_in_a_line(verdicts)
    news = News(
        key=f"closing {closing.pk}",
        subject=f"closing {closing.pk}",
        kind="closing.released",
        at=out,
        letter=Letter(
            f"Statements are out: {title}",
            f"{note}{number} statements of {title} are out; {owed} of them with a credit. "
            f"Objectives: {said}.\n\n{link}\n",
        ),
        data={
            "closing": closing.pk,
            "agreement": agreement.name,
            "period": closing.period,
            "revision": closing.revision,
            "statements": number,
            "with_credit": owed,
            "verdicts": verdicts,
            "illustration": closing.illustration,
            "link": link,
        },
        urgency=LEISURELY,
    )
    yield from (message(news, ear) for ear in hearing)
