"""Parting: a period in which a customer changed plan, judged in parts and put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.drafting import Drafter, UndeclaredTerms
from upheld.agreement.interpretation import Interpretation
from upheld.agreement.plan_change import PlanChange
from upheld.chrono.period import Period
from upheld.chrono.zone import Zone
from upheld.evaluation.part_reading import joined_statement, statements_by_reading
from upheld.evaluation.paying import as_paid
from upheld.evaluation.statement import Statement
from upheld.evaluation.tenure import Stretch, parts_of, tenure
from upheld.language.interpreting import interpretation_of
from upheld.language.reading import ReadAgreement
from upheld.operations import asked
from upheld.operations.courtroom import Courtroom
from upheld.settlement.interpretation import size_of
from upheld.settlement.parted import by_reading, joined
from upheld.settlement.settlement import Settlement

TextOf = Callable[[str | None], Interpretation]
"""Gives the agreement as it holds on a plan."""


def text_of(read: ReadAgreement) -> TextOf:
    """Give the texts of an agreement by plan, each read once; UsageError where a plan must be named."""
    return cache(lambda plan: interpretation_of(asked.on_plan(read, plan)))


def hear(
    courtroom: Courtroom,
    agreement: Agreement,
    texts: TextOf,
    subscription: Subscription,
    objectives: Sequence[str] = (),
) -> tuple[Statement, Settlement]:
    """Judge and settle for a subscription, on the plan it names or on those that its fees name."""
    zone = courtroom.almanac.zone(agreement.time_zone)
    period = courtroom.period_in(agreement.time_zone)
    fees = courtroom.evidence_for(subscription).fees
    subscription = as_paid(subscription, fees, agreement, period.interval, zone)
    stretches = () if subscription.plan is not None else plans_of(courtroom, agreement, subscription, period)
    if len(stretches) < 2:
        plan = stretches[0].plan if stretches else subscription.plan
        return courtroom.hear(texts(plan), replace(subscription, plan=plan), objectives)

    def by(change: PlanChange) -> tuple[Statement, Settlement]:
        return _in_parts(courtroom, texts, subscription, objectives, stretches, change, period, zone)

    return by(agreement.plan_change) if agreement.plan_change is not None else by_each(by, agreement)


def by_each(
    by: Callable[[PlanChange], tuple[Statement, Settlement]], agreement: Agreement
) -> tuple[Statement, Settlement]:
    """Put together what each reading of a change of plan comes to, or take the worst for the drafter."""
    heard = {change: by(change) for change in PlanChange}
    if agreement.undeclared_terms is UndeclaredTerms.AGAINST_DRAFTER:
        worst = max if agreement.drafter is Drafter.PROVIDER else min
        return worst(heard.values(), key=lambda each: size_of(each[1].owed))
    settlement = by_reading([(f"plan_change: {change.value}", each[1]) for change, each in heard.items()])
    return statements_by_reading({change: each[0] for change, each in heard.items()}, agreement), settlement


def plans_of(
    courtroom: Courtroom, agreement: Agreement, subscription: Subscription, period: Period
) -> tuple[Stretch, ...]:
    """On which plans the evidence says that a customer was in a period; none where it does not say."""
    if not agreement.plans:
        return ()
    fees = courtroom.evidence_for(subscription).fees
    return tuple(tenure(fees, subscription, agreement.plans, period.interval))


def _in_parts(
    courtroom: Courtroom,
    texts: TextOf,
    subscription: Subscription,
    objectives: Sequence[str],
    stretches: Sequence[Stretch],
    change: PlanChange,
    period: Period,
    zone: Zone,
) -> tuple[Statement, Settlement]:
    parts = parts_of(stretches, change, period, zone)
    heard = [
        courtroom.hear(texts(part.plan), replace(subscription, plan=part.plan), objectives, part)
        for part in parts
    ]
    statement = joined_statement([each[0] for each in heard], parts)
    names = [f"plan {part.plan}, {part.says}" for part in parts]
    return statement, joined([each[1] for each in heard], names, texts(parts[-1].plan).agreement)
