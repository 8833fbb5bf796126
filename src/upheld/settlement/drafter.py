"""Against the drafter: of all combinations of readings, the one that is worst for who wrote the text."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.drafting import Drafter
from upheld.agreement.interpretation import Choices
from upheld.agreement.objective import Force
from upheld.evaluation.ambiguity.drafting import against
from upheld.evaluation.ambiguity.interpreted import Interpreted
from upheld.evaluation.statement import Statement, Touched, Verdict
from upheld.settlement.amount import Owed
from upheld.settlement.interpretation import size_of
from upheld.settlement.joint import Score
from upheld.settlement.settlement import Settlement
from upheld.settlement.whole import Findings, TellerOf, settle_wholes


def worst_for_drafter(interpreted: Interpreted, teller_of: TellerOf, drafter: Drafter) -> Choices | None:
    """Choose readings for the whole statement (contra proferentem); `None` where they are too many.

    The worst for a provider is what makes it owe most, then what breaks most guarantees, misses most of them,
    and misses most targets; for a customer it is the reverse. Of readings that are as bad, the first counts.
    """
    sign = 1 if drafter is Drafter.PROVIDER else -1

    def score(findings: Findings) -> Score:
        missed = [each for each in findings if each.verdict is Verdict.MISSED]
        guarantees = [each for each in missed if each.objective.force is Force.GUARANTEE]
        counts = (sum(each.breaches for each in findings), len(guarantees), len(missed))
        return tuple(sign * count for count in counts)

    wholes = settle_wholes(interpreted, teller_of, score)
    if wholes is None:
        return None
    worst = max(wholes.several, key=lambda each: (_size(each.settlement.owed, sign), each.way.rank))
    return worst.way.choices


def settle_against(
    agreement: Agreement, statement: Statement, teller_of: TellerOf, drafter: Drafter
) -> Settlement:
    """Settle a statement by the readings that count against the drafter, and say which concern credits."""
    settlement = teller_of(agreement, statement).settle(statement.findings)
    touching = [each for each in statement.undeclared if Touched.CREDITS in each.settlement]
    if not touching:
        return settlement
    reason = settlement.reason
    return replace(settlement, reason=replace(reason, because=(*reason.because, against(touching, drafter))))


def _size(owed: Owed, sign: int) -> tuple[int, Fraction, str]:
    kind, amount, words = size_of(owed)
    return kind, sign * amount, words
