"""Tables of claims, fees, customers and credits that were given."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from upheld.chrono.instant import LATEST
from upheld.collect.column import SOURCE, Column, Kind
from upheld.collect.problem import Problems, quoted
from upheld.collect.records import Entry
from upheld.collect.register import Placed, RecordTable
from upheld.errors import PhraseError
from upheld.evidence.account import AccountCase, ClaimCase, CreditCase, FeeCase
from upheld.quantity import Money
from upheld.quantity.paid import EVERY, PaidEvery

CLAIMS = (
    SOURCE,
    Column(name="claim", kind=Kind.TEXT, required=True, numbered=True, meaning="number of the claim"),
    Column(name="customer", kind=Kind.TEXT, meaning="whose it is"),
    Column(
        name="objective",
        kind=Kind.TEXT,
        meaning="the promise it is about; every breach of the period where empty",
    ),
    Column(
        name="resource",
        kind=Kind.TEXT,
        meaning="the resource it is about, where each is judged or credited by itself; every one where empty",
    ),
    Column(
        name="period",
        kind=Kind.TEXT,
        meaning="the month it is for, such as `2026-03`, or all months of a quarter or year (`2026-Q1`, "
        "`2026`); that of the failure where empty",
    ),
    Column(name="failure_at", kind=Kind.TIME, meaning="the failure it names, where it names one"),
    Column(name="aware_at", kind=Kind.TIME, meaning="when the customer knew of the failure"),
    Column(name="reported_at", kind=Kind.TIME, meaning="when the failure itself was reported first"),
    Column(name="submitted_at", kind=Kind.TIME, required=True, meaning="when it was made"),
    Column(name="channel", kind=Kind.TEXT, meaning="by which channel, in the agreement's words"),
    Column(name="in_writing", kind=Kind.YES_NO, meaning="whether it was made in writing"),
    Column(name="documents", kind=Kind.NAMES, meaning="what it was supported by"),
    Column(name="plan", kind=Kind.TEXT, meaning="the customer's plan when it was made"),
    Column(name="verified_at", kind=Kind.TIME, meaning="when it was found to be right"),
    Column(name="rejected_at", kind=Kind.TIME, meaning="when it was turned down"),
    Column(name="settled_at", kind=Kind.TIME, meaning="when the credit was given"),
    Column(name="subscription", kind=Kind.TEXT, meaning="for which of a customer's subscriptions it is"),
)

FEES = (
    SOURCE,
    Column(name="fee", kind=Kind.TEXT, required=True, numbered=True, meaning="number of the fee"),
    Column(name="customer", kind=Kind.TEXT, meaning="who pays it"),
    Column(name="plan", kind=Kind.TEXT, meaning="the plan it is paid for"),
    Column(
        name="service",
        kind=Kind.TEXT,
        meaning="the service it is paid for; everything the customer has where neither this nor a "
        "resource is named",
    ),
    Column(
        name="resource",
        kind=Kind.TEXT,
        meaning="the instance, circuit, region, feature or other thing it is paid for",
    ),
    Column(
        name="yearly", kind=Kind.YES_NO, meaning="yes for a year; no, which holds where empty, for a month"
    ),
    Column(
        name="every",
        kind=Kind.WORD,
        words=tuple(EVERY),
        meaning="for how long it is paid, and counts before `yearly`; by the hour or day it is paid for as "
        "long as it is in force",
    ),
    Column(
        name="one_time",
        kind=Kind.YES_NO,
        meaning="yes for what is paid once, such as for setting up: it stands on the bill of its month, and "
        "only a credit that names the one-time fee is a share of it",
    ),
    Column(name="amount", kind=Kind.NUMBER, required=True, meaning="how much, such as `8000.00`"),
    Column(
        name="quantity",
        kind=Kind.NUMBER,
        meaning="for how many users, seats or units the amount is paid, each; 1 where empty",
    ),
    Column(name="currency", kind=Kind.TEXT, required=True, meaning="of the amount, such as `EUR`"),
    Column(name="since", kind=Kind.TIME, required=True, meaning="from when on it is paid"),
    Column(name="until", kind=Kind.TIME, meaning="until when; no end where empty"),
    Column(
        name="subscription",
        kind=Kind.TEXT,
        meaning="for which of a customer's subscriptions it is paid, where there are several",
    ),
)

ACCOUNTS = (
    SOURCE,
    Column(name="account", kind=Kind.TEXT, required=True, numbered=True, meaning="number of the record"),
    Column(name="customer", kind=Kind.TEXT, meaning="whose it is; everybody's where empty"),
    Column(
        name="service",
        kind=Kind.TEXT,
        meaning="the service or feature it is about; all that the customer has where empty",
    ),
    Column(name="since", kind=Kind.TIME, meaning="from when on these facts hold; always where empty"),
    Column(name="until", kind=Kind.TIME, meaning="until when; no end where empty"),
    Column(
        name="size",
        kind=Kind.COUNT,
        meaning="how many users, seats or whatever the agreement counts there are",
    ),
    Column(name="customer_since", kind=Kind.TIME, meaning="since when it has had the service"),
    Column(name="contract_from", kind=Kind.TIME, meaning="when the contract was made"),
    Column(name="contract_until", kind=Kind.TIME, meaning="when the contract ended, or ends"),
    Column(name="paid_up", kind=Kind.YES_NO, meaning="whether all that was due is paid"),
    Column(
        name="stage", kind=Kind.TEXT, meaning="stage of release, such as `general availability` or `beta`"
    ),
)

CREDITS = (
    SOURCE,
    Column(name="credit", kind=Kind.TEXT, required=True, numbered=True, meaning="number of the credit"),
    Column(name="customer", kind=Kind.TEXT, meaning="who was given it"),
    Column(
        name="period", kind=Kind.TEXT, required=True, meaning="the month it was given for, such as `2026-03`"
    ),
    Column(name="amount", kind=Kind.NUMBER, required=True, meaning="how much, such as `800.00`"),
    Column(name="currency", kind=Kind.TEXT, required=True, meaning="of the amounts, such as `EUR`"),
    Column(
        name="carried",
        kind=Kind.NUMBER,
        meaning="what was above the cap of that month, or below the least that is paid, and is owed later; "
        "nothing where empty",
    ),
    Column(
        name="objective",
        kind=Kind.TEXT,
        meaning="the promise it was given for, where a cap is for the credits of some promises alone",
    ),
    Column(
        name="service",
        kind=Kind.TEXT,
        meaning="the service it was given for, where a cap is a share of the fee of each by itself",
    ),
    Column(
        name="resource",
        kind=Kind.TEXT,
        meaning="the circuit, machine, region or other thing it was given for, where a cap is a share of "
        "the fee of each by itself; a row for each of them",
    ),
)

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2])|-Q[1-4])?", re.ASCII)


def _claim(entry: Entry) -> ClaimCase:
    period = entry.text("period")
    if period is not None and not _PERIOD.fullmatch(period):
        remedy = "write a month like 2026-03, a quarter like 2026-Q1, or a year like 2026"
        entry.refuse(f"{quoted(period)} is no month, quarter or year", remedy, "period")
    if entry.time("rejected_at") is not None:
        for column in ("verified_at", "settled_at"):
            if entry.time(column) is not None:
                did = column.removesuffix("_at")
                entry.refuse(
                    f"the claim was {did} and rejected", "leave the one that does not hold empty", column
                )
    for later in ("submitted_at", "reported_at", "aware_at"):
        entry.follows(later, "failure_at")
    for later in ("verified_at", "rejected_at", "settled_at"):
        entry.follows(later, "submitted_at")
    entry.follows("settled_at", "verified_at")
    return ClaimCase(
        source=entry.known("source"),
        number=entry.known("claim"),
        customer=entry.text("customer"),
        objective=entry.text("objective"),
        resource=entry.text("resource"),
        period=period,
        failure_at=entry.time("failure_at"),
        aware_at=entry.time("aware_at"),
        reported_at=entry.time("reported_at"),
        submitted_at=entry.at("submitted_at"),
        channel=entry.text("channel"),
        in_writing=entry.truth("in_writing"),
        documents=entry.names("documents"),
        plan=entry.text("plan"),
        subscription=entry.text("subscription"),
        verified_at=entry.time("verified_at"),
        rejected_at=entry.time("rejected_at"),
        settled_at=entry.time("settled_at"),
    )


def _fee(entry: Entry) -> FeeCase | None:
    entry.lasts("since", "until", "fee")
    amount, quantity, word = _amount(entry), entry.decimal("quantity"), entry.text("every")
    if amount is None:
        return None
    if quantity is not None:
        if quantity < 0:
            entry.refuse(f"{quoted(str(quantity))} is negative", "write how many there are", "quantity")
            return None
        amount = Money(amount.amount * quantity, amount.currency)
    every = None if word is None else EVERY[word]
    return FeeCase(
        source=entry.known("source"),
        number=entry.known("fee"),
        customer=entry.text("customer"),
        plan=entry.text("plan"),
        subscription=entry.text("subscription"),
        service=entry.text("service"),
        resource=entry.text("resource"),
        yearly=entry.truth("yearly") is True if every is None else every is PaidEvery.YEAR,
        every=None if every in (PaidEvery.MONTH, PaidEvery.YEAR) else every,
        one_time=entry.truth("one_time") is True,
        amount=amount,
        since=entry.at("since"),
        until=entry.time("until"),
    )


def _account(entry: Entry) -> AccountCase:
    entry.lasts("since", "until", "time")
    entry.lasts("contract_from", "contract_until", "contract")
    return AccountCase(
        source=entry.known("source"),
        number=entry.known("account"),
        customer=entry.text("customer"),
        service=entry.text("service"),
        since=entry.time("since"),
        until=entry.time("until"),
        size=entry.count("size"),
        customer_since=entry.time("customer_since"),
        contract_from=entry.time("contract_from"),
        contract_until=entry.time("contract_until"),
        paid_up=entry.truth("paid_up"),
        stage=entry.text("stage"),
    )


def _credit(entry: Entry) -> CreditCase | None:
    period = entry.known("period")
    if not _MONTH.fullmatch(period):
        entry.refuse(f"{quoted(period)} is no month", "write it like 2026-03", "period")
        return None
    amount = _amount(entry, remedy="a credit is what was given")
    if amount is None:
        return None
    carried = entry.decimal("carried")
    if carried is not None and carried < 0:
        entry.refuse(f"{quoted(str(carried))} is negative", "write what is still owed", "carried")
        return None
    year, _, month = period.partition("-")
    return CreditCase(
        source=entry.known("source"),
        number=entry.known("credit"),
        customer=entry.text("customer"),
        month=date(int(year), int(month), 1),
        amount=amount,
        carried=None if carried is None else Money(carried, amount.currency),
        objective=entry.text("objective"),
        service=entry.text("service"),
        resource=entry.text("resource"),
    )


def _amount(entry: Entry, remedy: str = "a fee is what is paid") -> Money | None:
    figure = entry.decimal("amount")
    if figure is None:
        return None
    if figure < 0:
        entry.refuse(f"{quoted(str(figure))} is negative", remedy, "amount")
        return None
    try:
        return Money(figure, entry.known("currency"))
    except PhraseError as error:
        entry.refuse(error.message, error.remedy, "currency")
        return None


def _refuse_two_at_once(placed: Iterable[Placed[FeeCase]], problems: Problems) -> None:
    """Refuse two fees of one customer for one thing at one time: nobody could tell which one counts."""
    recurring = (each for each in placed if not each[0].one_time)
    in_order = sorted(recurring, key=lambda each: (_paid_for(each[0]), each[0].since))
    last: Placed[FeeCase] | None = None
    for fee, row in in_order:
        if last is not None and _are_both_paid(last[0], fee):
            problems.of_pair(
                row,
                last[1],
                f"fee {fee.number} begins while fee {last[0].number} for the same thing lasts ({{other}})",
                "say in `until` when one ended, or in `service`, `resource` or `plan` what each is for",
            )
        last = fee, row


def _are_both_paid(one: FeeCase, later: FeeCase) -> bool:
    return _paid_for(one) == _paid_for(later) and later.since < (one.until or LATEST)


def _paid_for(fee: FeeCase) -> tuple[str, ...]:
    return fee.customer or "", fee.subscription or "", fee.plan or "", fee.service or "", fee.resource or ""


CLAIM_ROWS: RecordTable[ClaimCase] = RecordTable(read=_claim, spoken=lambda each: f"claim {each.number}")
FEE_ROWS: RecordTable[FeeCase] = RecordTable(
    read=_fee, spoken=lambda each: f"fee {each.number}", check=_refuse_two_at_once
)
ACCOUNT_ROWS: RecordTable[AccountCase] = RecordTable(
    read=_account, spoken=lambda each: f"account {each.number}"
)
CREDIT_ROWS: RecordTable[CreditCase] = RecordTable(read=_credit, spoken=lambda each: f"credit {each.number}")
