"""Parts with a figure of their own, such as each circuit of which latency is measured: what each earns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.credit_band import BandsBy, TieredCredit
from upheld.agreement.credit_rule import CreditRule
from upheld.agreement.fee import Amount, FeeScope, ShareOfFee
from upheld.agreement.figure_target import FigureTarget
from upheld.agreement.objective import Objective
from upheld.agreement.statistic import Statistic
from upheld.evaluation.reason import NoData
from upheld.evaluation.statement import Finding, Part, StatisticRecord, Verdict
from upheld.settlement.figure_in_bands import in_unit

Named = tuple[str, Finding]
"""The name of a part, and the miss as one of that alone."""


class Paid(Struct, frozen=True):
    """What a credit is owed for: what has a fee of which it is a share."""

    has_fee: Callable[[str], bool]
    is_of_customer: bool
    """Whether things without a fee may be those of others than the customer who is named."""

    def __call__(self, name: str) -> bool:
        """Whether something has such a fee."""
        return self.has_fee(name)

    def among(self, failed: Iterable[str], beside: Iterable[str] = ()) -> tuple[str, ...]:
        """Those that failed for which a credit is owed: with a fee, or with one that has to be given still.

        Where something of them, or beside them, has a fee, so must the others; unless a customer is named,
        whose they may not be.
        """
        names = tuple(failed)
        paid = tuple(filter(self.has_fee, names))
        if self.is_of_customer or not (paid or any(map(self.has_fee, beside))):
            return paid
        return names


NOTHING_PAID = Paid(lambda _: False, is_of_customer=False)


def missed_parts(record: StatisticRecord) -> tuple[str, ...]:
    """What has a figure of its own that missed."""
    return tuple(part.name for part in record.parts if part.verdict is Verdict.MISSED)


def credited_parts(rule: CreditRule | None, finding: Finding, is_paid: Paid) -> tuple[Named, ...]:
    """The parts that missed, each with its own figure, where each earns a share of its own fee.

    None where the credit is no share of the fee of an affected resource, where no part has a fee, and where
    bands are in another unit than the figures of the parts, such as the share of parts that kept the promise.
    """
    record = finding.record
    if rule is None or finding.member is not None or not isinstance(record, StatisticRecord):
        return ()
    if not is_of_each(rule):
        return ()
    names = set(is_paid.among(missed_parts(record)))
    missed = [part for part in record.parts if part.name in names]
    if any(not _is_looked_up(rule, part) for part in missed):
        return ()
    return tuple((part.name, of_part(finding, record, part)) for part in missed)


def is_of_each(rule: CreditRule) -> bool:
    """Whether a rule owes each affected resource a share of its own fee, and nothing else."""
    return bool(rule.amounts) and all(_is_of_each(amount) for amount in rule.amounts)


def _is_of_each(amount: Amount) -> bool:
    if not isinstance(amount, ShareOfFee) or amount.of.scope is not FeeScope.RESOURCE:
        return False
    return not amount.of.of_all and not amount.of.of_every


def _is_looked_up(rule: CreditRule, part: Part) -> bool:
    formula = rule.formula
    if not isinstance(formula, TieredCredit) or formula.by is not BandsBy.FIGURE:
        return True
    found = [in_unit(figure, formula.unit) for figure in (part.lowest, part.highest)]
    return not all(isinstance(each, NoData) for each in found)


def of_part(finding: Finding, record: StatisticRecord, part: Part) -> Finding:
    """A miss as one of a part alone, with its own figure and target."""
    return replace(
        finding,
        objective=_promised_of(finding.objective, part),
        figure=part.figure,
        record=replace(
            record,
            values=part.values,
            figure=part.figure,
            lowest=part.lowest,
            highest=part.highest,
            parts=(),
        ),
    )


def _promised_of(objective: Objective, part: Part) -> Objective:
    """The promise with the target of a part, where a table gives each its own."""
    for name, target in _targets(objective):
        if name == part.name and target is not None:
            return replace(objective, target=target)
    return objective


def _targets(objective: Objective) -> Iterator[tuple[str, FigureTarget | None]]:
    indicator = objective.indicator
    if isinstance(indicator, Statistic) and indicator.regions is not None:
        yield from ((each.name, each.target) for each in indicator.regions.parts)
