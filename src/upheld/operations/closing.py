"""Close: a period judged and settled for every subscription whose fees are in the evidence."""

from __future__ import annotations

import csv
import gc
import io
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import parse_period
from upheld.errors import UsageError
from upheld.evaluation.in_force import runs_in
from upheld.evaluation.ordering import subscriptions_of
from upheld.evaluation.statement import Verdict
from upheld.evaluation.tenure import changed_plan
from upheld.evidence.account import FeeCase
from upheld.evidence.evidence import Evidence
from upheld.operations.courtroom import Courtroom, Terms
from upheld.operations.grounds import (
    Grounds,
    InvalidAgreement,
    InvalidEvidence,
    Known,
    grounds_of,
    known,
)
from upheld.operations.parting import TextOf, hear, text_of
from upheld.operations.placing import place
from upheld.operations.reading import told
from upheld.operations.versions import Facts, Room, hear_in, in_order, parts_by_version
from upheld.report.document import Press, document_bytes
from upheld.report.figure import Json
from upheld.settlement.fees_in_force import is_in_force
from upheld.settlement.settlement import Standing

STATEMENTS = "statements"
LEDGER = "statements.csv"
AT_ONCE = 250
"""So many statements are handed to a process at a time."""


class Request(Struct, frozen=True, kw_only=True):
    """What is to be closed, in the words of the one who asks."""

    agreement: Path
    evidence: Path
    versions: tuple[Path, ...] = ()
    """Other versions of the agreement, in any order: each judges the days on which it is in force."""
    folder: Path
    """Where the statements are put; it must not be there yet."""
    period: str
    as_of: str | None = None
    in_force: str | None = None
    processes: int = 1


class Line(Struct, frozen=True, kw_only=True):
    """What one subscription's statement says, in a line of the list of all of them."""

    customer: str
    subscription: str | None
    plan: str | None
    file: str
    verdicts: Counter[str]
    breaches: int
    is_owed: bool
    """Whether a credit is owed, even where nobody knows how much."""
    owed: str
    digest: str


class Closed(Struct, frozen=True):
    """Every statement was made."""

    lines: tuple[Line, ...]


Outcome = Closed | InvalidAgreement | InvalidEvidence
Progress = Callable[[int, int], None]
"""How many statements are made, of how many."""


def close(request: Request, now: Instant, progress: Progress) -> Outcome:
    """Write a statement for every customer that pays a fee in some of the period, and a list of them.

    Of an order form, for each of its subscriptions that run in the period.

    Raises UsageError for a request that makes no sense, and where no fee says who is subscribed; LockError
    for a lock that does not fit.
    """
    if request.folder.exists():
        raise UsageError(f"{request.folder} is there already: name a folder that is not, or delete it")
    clerk = _clerk(request, now)
    if not isinstance(clerk, Clerk):
        return clerk
    if not clerk.subscriptions:
        raise UsageError(
            f"no fee in {request.evidence} says who is subscribed in {request.period}: add a table "
            "`fees` with a customer and a plan in each row"
        )
    (request.folder / STATEMENTS).mkdir(parents=True)
    lines = tuple(_written(clerk, request, progress))
    place(request.folder / LEDGER, _as_csv(lines))
    return Closed(lines)


def _clerk(request: Request, now: Instant) -> Clerk | InvalidAgreement | InvalidEvidence:
    """Appoint who makes the statements that are asked for, by one version or by several."""
    if request.versions and request.in_force is not None:
        raise UsageError("several versions are given: their own dates say when each is in force")
    several: list[Grounds] = []
    for path in (request.agreement, *request.versions):
        grounds = grounds_of(path)
        if isinstance(grounds, InvalidAgreement):
            return grounds
        several.append(grounds)
    evidence = told(request.evidence)
    heard: list[Facts] = []
    for version, part in parts_by_version(in_order(several), request.period) if request.versions else ():
        period = parse_period(request.period, version.grounds.zone)
        found = known(version.grounds, evidence, period, request.as_of, now)
        if isinstance(found, InvalidEvidence):
            return found
        heard.append(Facts(version=version, part=part, known=found))
    grounds = heard[-1].version.grounds if heard else several[0]
    period = parse_period(request.period, grounds.zone)
    facts = heard[-1].known if heard else known(grounds, evidence, period, request.as_of, now)
    if isinstance(facts, InvalidEvidence):
        return facts
    clerk = clerk_of(grounds, facts, request.period, request.in_force, reads_first=True)
    return replace(clerk, rooms=tuple(Room.of(each, request.period, None, ()) for each in heard))


def clerk_of(
    grounds: Grounds,
    facts: Known,
    period: str,
    in_force: str | None = None,
    otherwise: Sequence[Subscription] = (),
    *,
    reads_first: bool = False,
) -> Clerk:
    """Appoint whoever makes the statements of a period, of everybody subscribed then in order of names.

    Where nobody is, of others. Who `reads_first` reads the agreement as it holds on every plan at once:
    UsageError where somebody pays for one that it does not have.
    """
    interval = parse_period(period, grounds.zone).interval
    subscriptions = everybody_subscribed(grounds, facts.evidence, interval) or sorted(otherwise, key=_by_name)
    terms = Terms(period=period, as_of=facts.asked_as_of, in_force=in_force)
    moved = changed_plan(facts.evidence.fees, subscriptions, grounds.agreement.plans, interval)
    texts = text_of(grounds.read)
    for plan in {each.plan for each in subscriptions}.union(*moved.values()) if reads_first else ():
        texts(plan)
    return Clerk(
        courtroom=Courtroom(terms=terms, evidence=facts.evidence, almanac=grounds.almanac, now=facts.now),
        agreement=grounds.agreement,
        texts=texts,
        press=Press(grounds.zone, grounds.envelope),
        subscriptions=[replace(each, plan=None) if each in moved else each for each in subscriptions],
    )


def everybody_subscribed(grounds: Grounds, evidence: Evidence, period: Interval) -> list[Subscription]:
    """Give everybody subscribed in some of a period, in order of names; none where nothing says."""
    return sorted(_subscribed(grounds, evidence, period), key=_by_name)


def subscribed(fees: Sequence[FeeCase], at: Instant) -> set[Subscription]:
    """Give the customers, with their subscriptions and plans, for whom a fee is in force at an instant.

    A fee that names no plan, such as one for a service, adds nothing for a customer of whom another names it;
    nor does one that names no subscription.
    """
    paid = {
        (fee.customer, fee.subscription, fee.plan)
        for fee in fees
        if fee.customer is not None and is_in_force(fee, at)
    }
    named = {customer for customer, name, _ in paid if name is not None}
    own = {(customer, name, plan) for customer, name, plan in paid if name or customer not in named}
    planned = {(customer, name) for customer, name, plan in own if plan is not None}
    return {
        Subscription(customer=customer, plan=plan, name=name)
        for customer, name, plan in own
        if plan is not None or (customer, name) not in planned
    }


def subscribed_within(fees: Sequence[FeeCase], period: Interval) -> set[Subscription]:
    """Give those subscribed when a period begins, and who joins within it, as they do then."""
    found = subscribed(fees, period.start)
    known = {(each.customer, each.name) for each in found}
    changes: dict[str | None, set[Instant]] = {}
    for fee in fees:
        if period.start < fee.since < period.end:
            changes.setdefault(fee.customer, set()).add(fee.since)
    theirs: dict[str | None, list[FeeCase]] = {customer: [] for customer in changes}
    for fee in fees:
        if fee.customer in theirs:
            theirs[fee.customer].append(fee)
    for customer, instants in changes.items():
        for at in sorted(instants):
            # by all that is in force then: a fee for one thing more makes nobody new
            came = {each for each in subscribed(theirs[customer], at) if (customer, each.name) not in known}
            known.update((customer, each.name) for each in came)
            found |= came
    return found


def _subscribed(grounds: Grounds, evidence: Evidence, period: Interval) -> Iterable[Subscription]:
    """Everybody subscribed; of an order form its subscriptions, as far as they run in the period.

    Where it leaves the plan of one open, its fees say it.
    """
    paying = subscribed_within(evidence.fees, period)
    ordered = subscriptions_of(grounds.agreement)
    if not ordered:
        return paying
    told = {(each.customer, each.name): each.plan for each in paying if each.plan in grounds.agreement.plans}
    running = [each for each in ordered if runs_in(each, period, grounds.zone)]
    return [replace(each, plan=each.plan or told.get((each.customer, each.name))) for each in running]


class Clerk(Struct, frozen=True, kw_only=True):
    """Makes the statements of subscriptions, one by one."""

    courtroom: Courtroom
    agreement: Agreement
    texts: TextOf
    """The agreement as it holds on each plan; UsageError for one that it does not have."""
    press: Press
    subscriptions: Sequence[Subscription]
    """Everybody's whose statements are to be made."""
    rooms: tuple[Room, ...] = ()
    """Where each version judges its part, where there are several."""

    def write(self, subscription: Subscription, folder: Path) -> Line:
        """Judge and settle for a subscription, and put its statement into a folder."""
        document, line = self.made(subscription)
        (folder / line.file).write_bytes(document_bytes(document))
        return line

    def made(self, subscription: Subscription) -> tuple[Json, Line]:
        """Judge and settle for a subscription: its statement, and the line about it."""
        statement, settlement = (
            hear_in(self.rooms, subscription=subscription)
            if self.rooms
            else hear(self.courtroom, self.agreement, self.texts, subscription)
        )
        document = self.press.document(statement, settlement)
        name = f"{quote(_name(subscription), safe=' ')}.json"
        line = Line(
            customer=subscription.customer or "",
            subscription=subscription.name,
            plan=subscription.plan
            or ", then ".join(dict.fromkeys(part.plan or "" for part in statement.parts))
            or None,
            file=f"{STATEMENTS}/{name}",
            verdicts=Counter(finding.verdict.value for finding in statement.findings),
            breaches=sum(finding.breaches for finding in statement.findings),
            is_owed=settlement.standing is Standing.OWED,
            owed=_owed(document["statement"]["settlement"]),
            digest=document["digest"],
        )
        return document, line


def _written(clerk: Clerk, request: Request, progress: Progress) -> Iterator[Line]:
    """Write all statements, by several processes where that is asked for."""
    subscriptions = clerk.subscriptions
    parts = [subscriptions[start : start + AT_ONCE] for start in range(0, len(subscriptions), AT_ONCE)]
    made = 0
    for lines in _by_parts(clerk, parts, request):
        made += len(lines)
        progress(made, len(subscriptions))
        yield from lines


def _by_parts(
    clerk: Clerk, parts: Sequence[Sequence[Subscription]], request: Request
) -> Iterator[list[Line]]:
    if request.processes == 1 or len(parts) == 1:
        yield from (_part(part, clerk, request.folder) for part in parts)
        return
    # Forked processes have the evidence already; it would take longer to hand over than to judge. What is
    # frozen is not searched for garbage, so that they go on sharing its memory.
    gc.freeze()
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
    with ProcessPoolExecutor(
        request.processes, mp_context=context, initializer=_begin, initargs=(clerk,)
    ) as pool:
        yield from pool.map(partial(_part, clerk=None, folder=request.folder), parts)


_CLERKS: list[Clerk] = []
"""In a process that makes statements, the one who does."""


def _begin(clerk: Clerk) -> None:
    _CLERKS.append(clerk)


def _part(part: Sequence[Subscription], clerk: Clerk | None, folder: Path) -> list[Line]:
    busy = _CLERKS[0] if clerk is None else clerk
    return [busy.write(subscription, folder) for subscription in part]


def _by_name(subscription: Subscription) -> tuple[str, str, str]:
    return subscription.customer or "", subscription.name or "", subscription.plan or ""


def _name(subscription: Subscription) -> str:
    own = f" {subscription.name}" if subscription.name else ""
    plan = f" ({subscription.plan})" if subscription.plan else ""
    return f"{subscription.customer}{own}{plan}"


def _owed(settlement: Json) -> str:
    """What is owed, or for certain; empty where nobody can say that."""
    if settlement["standing"] == Standing.UNDECIDED.value:
        return "not decided"
    if "open" in settlement and settlement["owed"]["kind"] == "no data":
        return f"at least {_amount(settlement['open']['least'])}"
    return _amount(settlement["owed"])


def _amount(owed: Json) -> str:
    match owed["kind"]:
        case "sum":
            return f"{owed['amount']} {owed['currency']}"
        case "no data":
            return ""
        case _:
            return str(owed["percent"])


def _as_csv(lines: Sequence[Line]) -> bytes:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    verdicts = [verdict.value for verdict in Verdict]
    table.writerow(["customer", "subscription", "plan", "file", *verdicts, "breaches", "owed", "digest"])
    for line in lines:
        counts = [line.verdicts[verdict] for verdict in verdicts]
        whose = [line.customer, line.subscription or "", line.plan or ""]
        table.writerow([*whose, line.file, *counts, line.breaches, line.owed, line.digest])
    return text.getvalue().encode()
