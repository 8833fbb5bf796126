"""Alarms of promises: allowances that are used up, or burn too fast, and points that say nothing any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.alarms.allowance import thresholds_passed
from upheld.evaluation.alarms.burn import Budget, Burn, Spent, reaches
from upheld.evaluation.alarms.rules import AlarmRules
from upheld.operations.alarms.condition import Condition, Identity
from upheld.store.alarms import AlarmKind
from upheld.store.hearers import Topic
from upheld.store.live import NOT_JUDGED, LiveBook, LiveClock, LiveFinding


def findings(book: LiveBook) -> list[LiveFinding]:
    """What the promises of an agreement have come to that are about time when something works."""
    rows = LiveFinding.objects.filter(agreement=book.agreement_id).exclude(allowance=None, best_achievable="")
    return list(rows.select_related("customer").order_by("pk"))


def identity_of(finding: LiveFinding) -> Identity:
    """What a promise is known by, whatever period goes on."""
    whose = (finding.agreement_id, finding.customer_id, finding.subscription, finding.plan)
    return (*whose, finding.objective, finding.member)


def allowance_conditions(book: LiveBook, finding: LiveFinding, rules: AlarmRules) -> Iterator[Condition]:
    """Give every threshold of the allowance that is passed."""
    if finding.allowance is None or finding.allowance_left is None:
        return
    allowance, left = Micros(finding.allowance), Micros(finding.allowance_left)
    for share in thresholds_passed(allowance, left, rules.allowances):
        yield _condition(
            book,
            finding,
            kind=AlarmKind.ALLOWANCE,
            topic=Topic.ALLOWANCES,
            mark=str(share),
            time=(finding.begins_at,),
            rank=rules.allowances.index(share),
            as_of=Instant(finding.as_of),
            more={"share": str(share), "allowance": allowance, "left": left},
        )


def recent(finding: LiveFinding) -> list[Spent]:
    """The downtime of late that counts."""
    return [
        Spent(Interval(Instant(start), Instant(end)), Micros(counted))
        for start, end, counted in finding.said.get("recent", ())
    ]


def burn_conditions(
    book: LiveBook, finding: LiveFinding, rules: AlarmRules, standing: Collection[str], now: Instant
) -> Iterator[Condition]:
    """Give the rates at which the allowance burns: both windows to begin with, then the long one.

    `standing` are the alarms that are open, by what they happen to and by their keys.
    """
    spent = recent(finding)
    if finding.allowance is None or not spent:
        return
    period = Interval(Instant(finding.begins_at), Instant(finding.ends_at))
    budget = Budget(period, Micros(finding.allowance))
    newest = max(each.stretch.start for each in spent)
    # while it goes on, nothing is known of what has come since it was looked at
    goes_on = any(each.stretch.end >= finding.as_of for each in spent)
    at = Instant(finding.as_of) if goes_on else now
    for rank, burn in enumerate(reversed(rules.burns)):
        found = _condition(
            book,
            finding,
            kind=AlarmKind.BURN_RATE,
            topic=Topic.BURN_RATES,
            mark=str(burn.rate),
            time=(newest,),
            rank=rank,
            as_of=at,
            more={"rate": str(burn.rate), "long": burn.long, "short": burn.short},
        )
        if _burns(budget, spent, burn, at, is_open=found.thing_digest in standing):
            yield found


def burns_of_late(finding: LiveFinding, rules: AlarmRules, now: Instant) -> bool:
    """Tell whether downtime lies in the longest window, so that time alone changes the rate."""
    return any(each.stretch.end > now - rules.longest for each in recent(finding))


def silence_conditions(
    book: LiveBook, finding: LiveFinding, rules: AlarmRules, standing: Collection[str], now: Instant
) -> Iterator[Condition]:
    """Give the points of a promise whose evidence is too old to hold any more, for as long as rules say.

    One that was never seen is given as long, from when its agreement was taken in. What is told already
    stands until evidence comes, also where somebody says to wait longer from now on.
    """
    if book.illustration:
        return
    for point, last, every in finding.said.get("silent", ()):
        found = Condition(
            kind=AlarmKind.SILENCE,
            topic=Topic.SILENCE,
            thing=(book.agreement.dossier_id, book.agreement_id, "point", point),
            time=(last,),
            as_of=Instant(finding.as_of),
            dossier=book.agreement.dossier_id,
            agreement=book.agreement_id,
            said={
                "agreement": book.agreement.name,
                "what": "point",
                "name": point,
                "since": last,
                "every": max(every, rules.silent_after or 0),
            },
        )
        if now >= _expected_by(book, rules, last, every) or found.key in standing:
            yield found


def first_expected(book: LiveBook, finding: LiveFinding, rules: AlarmRules, now: Instant) -> Instant | None:
    """When the next point that is silent is so for long enough; absent where there is none."""
    silent = finding.said.get("silent", ())
    by = (_expected_by(book, rules, last, every) for _, last, every in silent)
    return min((each for each in by if each > now), default=None)


def _expected_by(book: LiveBook, rules: AlarmRules, last: int | None, every: int) -> Instant:
    """Until when evidence of a point that is silent may still come, before somebody is told."""
    if last is None:
        return Instant(book.version.entry.recorded_at + max(every, rules.silent_after or 0))
    # what live state calls silent is silent: only what somebody asked for is waited beyond that
    return Instant(0 if rules.silent_after is None else last + rules.silent_after)


def state_conditions(book: LiveBook) -> Iterator[Condition]:
    """Give an agreement of which it can't be told how things stand, or how some of its promises do."""
    if book.trouble:
        yield _untold(book, "state", book.known_at, book.trouble)
        return
    promises = LiveFinding.objects.filter(agreement=book.agreement_id, verdict=NOT_JUDGED)
    clocks = LiveClock.objects.filter(agreement=book.agreement_id, state=NOT_JUDGED.lower())
    number = promises.count() + clocks.count()
    if not number:
        return
    first = promises.select_related("customer").order_by("verdict_since", "pk").first()
    clock = clocks.select_related("customer").order_by("changed_at", "pk").first()
    if first is not None:
        since, what, whose = first.verdict_since, first.objective or "what is promised", first.customer
        why = first.said["trouble"]
    else:
        assert clock is not None  # noqa: S101 - one of the two was counted
        since, what, whose = clock.changed_at, f"ticket {clock.ticket}", clock.customer
        why = clock.said["trouble"]
    of = "" if whose is None else f" of {whose.name}"
    more = "" if number == 1 else f" So it is with {number - 1} more."
    yield _untold(book, "promises", since, f"{what}{of} can't be judged: {why}.{more}")


def _untold(book: LiveBook, what: str, since: int, trouble: str) -> Condition:
    return Condition(
        kind=AlarmKind.SILENCE,
        topic=Topic.SILENCE,
        thing=(book.agreement.dossier_id, book.agreement_id, what),
        time=(since,),
        as_of=Instant(book.as_of),
        dossier=book.agreement.dossier_id,
        agreement=book.agreement_id,
        said={"agreement": book.agreement.name, "what": what, "name": "", "trouble": trouble},
    )


def _burns(budget: Budget, spent: list[Spent], burn: Burn, at: Instant, *, is_open: bool) -> bool:
    is_long, is_short = reaches(budget, spent, burn, at)
    # once raised it lasts as long as the long window: a service that comes and goes is one alarm
    return is_long and (is_short or is_open)


def _condition(
    book: LiveBook,
    finding: LiveFinding,
    *,
    kind: AlarmKind,
    topic: Topic,
    mark: str,
    time: Identity,
    rank: int,
    as_of: Instant,
    more: dict[str, object],
) -> Condition:
    customer = finding.customer
    promise = identity_of(finding)
    return Condition(
        kind=kind,
        topic=topic,
        thing=(*promise, mark),
        time=time,
        as_of=as_of,
        dossier=book.agreement.dossier_id,
        agreement=finding.agreement_id,
        customer=finding.customer_id,
        said={
            "agreement": book.agreement.name,
            "customer": "" if customer is None else customer.name,
            "subscription": finding.subscription,
            "plan": finding.plan,
            "objective": finding.objective,
            "member": finding.member,
            "period": finding.period,
            "from": finding.begins_at,
            "until": finding.ends_at,
            "illustration": book.illustration,
            **more,
        },
        rank=rank,
        group=promise,
        is_told=not book.illustration,
    )
