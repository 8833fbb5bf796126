"""Raising: alarms set down and told of in one transaction, each once however many look for it at a time."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.operations.alarms.condition import Condition, topic_of
from upheld.operations.telling.audience import Ear, ears_of_provider
from upheld.operations.telling.messages import News, message
from upheld.report.letters.alarm import Alarmed, letter_of_alarms, title_over
from upheld.report.letters.letter import Letter
from upheld.store.alarms import Alarm, AlarmKind
from upheld.store.deliveries import Message, dispatch
from upheld.store.hearers import Channel
from upheld.store.live import LiveBook
from upheld.store.work import URGENT

Ended = Callable[[Alarm], bool]
"""Tells whether an open alarm is over, by what is so now."""
TOLD_WHEN_OVER = frozenset({AlarmKind.BURN_RATE, AlarmKind.SILENCE})
KEYS_AT_ONCE = 400
AFTER_LOOKING = URGENT + 1
"""However many messages wait, what goes on is looked at first."""


class Raised(Struct, frozen=True):
    """What came of a look."""

    new: tuple[Alarm, ...]
    over: tuple[Alarm, ...]


def set_down(
    conditions: Sequence[Condition], open_alarms: Collection[Alarm], is_over: Ended, now: Instant
) -> Raised:
    """Set down what is so now: new alarms, and open ones that are over. Within a transaction.

    Two that look at the same time find the same keys: one of them sets an alarm down, the other finds it.
    """
    over = tuple(alarm for alarm in open_alarms if is_over(alarm) and _end(alarm, now))
    ended = {alarm.pk for alarm in over}
    standing = {(alarm.kind, alarm.thing) for alarm in open_alarms if alarm.pk not in ended}
    wanted = {each.key: each for each in conditions if (each.kind.value, each.thing_digest) not in standing}
    again = _open_again(wanted, standing)
    mine = secrets.token_hex(16)
    rows = [_row(each, mine, now) for key, each in wanted.items() if key not in again]
    Alarm.objects.bulk_create(rows, batch_size=KEYS_AT_ONCE, ignore_conflicts=True)
    return Raised(tuple(_raised_by(mine, [row.key for row in rows])), over)


def tell(raised: Raised, address: str, now: Instant) -> None:
    """Record the messages about alarms, in the transaction that sets them down."""
    ears = ears_of_provider() if raised.new or raised.over else ()
    for ear in ears:
        new = _highest([each for each in raised.new if _is_heard(ear, each)])
        over = [each for each in raised.over if each.kind in TOLD_WHEN_OVER and _is_heard(ear, each)]
        dispatch(now, *_messages(ear, new, over, address, now))


def end_orphans(now: Instant) -> None:
    """End alarms of agreements that are not looked at any more, and tell nobody: nothing is known of them."""
    known = LiveBook.objects.values("agreement")
    orphans = Alarm.objects.filter(over_at=None, agreement__isnull=False).exclude(agreement__in=known)
    numbers = list(orphans.values_list("pk", flat=True))
    if numbers:
        Alarm.objects.filter(pk__in=numbers, over_at=None).update(over_at=now)


def alarmed(alarm: Alarm, address: str) -> Alarmed:
    """An alarm as it is told of."""
    return Alarmed(
        number=alarm.pk,
        kind=alarm.kind,
        said=alarm.said,
        raised_at=Instant(alarm.raised_at),
        link=f"{address}/alarms/{alarm.pk}",
    )


def _end(alarm: Alarm, now: Instant) -> bool:
    """End an alarm, unless somebody else has just done it."""
    return Alarm.objects.filter(pk=alarm.pk, over_at=None).update(over_at=now) == 1


def _open_again(wanted: Mapping[str, Condition], standing: set[tuple[str, str]]) -> set[str]:
    """Alarms that are known by these keys: one that is over is so after all, and nobody is told again."""
    known: set[str] = set()
    keys = sorted(wanted)
    for start in range(0, len(keys), KEYS_AT_ONCE):
        for alarm in Alarm.objects.filter(key__in=keys[start : start + KEYS_AT_ONCE]):
            known.add(alarm.key)
            if alarm.over_at is not None and (alarm.kind, alarm.thing) not in standing:
                standing.add((alarm.kind, alarm.thing))
                Alarm.objects.filter(pk=alarm.pk).update(over_at=None)
    return known


def _raised_by(look: str, keys: Sequence[str]) -> list[Alarm]:
    """The alarms of these keys that a look has set down itself, in their order."""
    found: list[Alarm] = []
    for start in range(0, len(keys), KEYS_AT_ONCE):
        found += Alarm.objects.filter(key__in=keys[start : start + KEYS_AT_ONCE], raised_by=look)
    return sorted(found, key=lambda alarm: alarm.pk)


def _row(condition: Condition, mine: str, now: Instant) -> Alarm:
    return Alarm(
        key=condition.key,
        thing=condition.thing_digest,
        kind=condition.kind,
        dossier_id=condition.dossier,
        agreement_id=condition.agreement,
        customer_id=condition.customer,
        said={**condition.said, "rank": condition.rank, "of": list(condition.group)},
        is_told=condition.is_told,
        raised_at=now,
        as_of=condition.as_of,
        raised_by=mine,
    )


def _is_heard(ear: Ear, alarm: Alarm) -> bool:
    return alarm.is_told and ear.hears(topic_of(alarm.kind, alarm.said), alarm.agreement_id)


def _highest(alarms: Sequence[Alarm]) -> list[Alarm]:
    """Of several marks of one thing that came at once, the highest: a ticket found late is told of once."""
    best: dict[tuple[object, ...], Alarm] = {}
    for each in alarms:
        group = (each.kind, *each.said["of"]) if each.said["of"] else (each.kind, each.thing)
        if group not in best or each.said["rank"] > best[group].said["rank"]:
            best[group] = each
    return list(best.values())


def _messages(
    ear: Ear, new: Sequence[Alarm], over: Sequence[Alarm], address: str, now: Instant
) -> Iterator[Message]:
    raised, ended = ([alarmed(each, address) for each in alarms] for alarms in (new, over))
    if not raised and not ended:
        return
    page = f"{address}/alarms"
    if ear.channel is Channel.MAIL:
        first = (raised or ended)[0].number
        subject = f"alarm {first}"
        key = f"alarms from {first}" if raised else f"alarms over from {first}"
        yield message(_news(key, subject, "", now, letter_of_alarms(raised, ended, page), {}), ear)
        return
    for each in raised:
        name, data = f"alarm {each.number}", _data(each, each.title)
        yield message(_news(name, name, "alarm.raised", now, Letter("", ""), data), ear)
    for each in ended:
        name, data = f"alarm {each.number}", _data(each, title_over(each.kind, each.said))
        yield message(_news(f"{name} over", name, "alarm.over", now, Letter("", ""), data), ear)


def _news(
    key: str, subject: str, kind: str, now: Instant, letter: Letter, data: Mapping[str, object]
) -> News:
    return News(key=key, subject=subject, kind=kind, at=now, letter=letter, data=data, urgency=AFTER_LOOKING)


def _data(alarm: Alarmed, title: str) -> dict[str, object]:
    hidden = {"rank", "of", "group", "expectation", "entry"}
    return {
        "alarm": alarm.number,
        "kind": alarm.kind,
        "title": title,
        "link": alarm.link,
        "about": {name: value for name, value in alarm.said.items() if name not in hidden},
    }
