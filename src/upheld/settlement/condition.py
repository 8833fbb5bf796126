"""Conditions of credits: a breach as it stands for credits, and why one may be owed none."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from upheld.agreement.convention import BreachUnit
from upheld.evaluation.reason import Figure, Share
from upheld.evaluation.statement import Creditable, Finding, Verdict
from upheld.quantity import percent
from upheld.quantity.identity import once_for_each
from upheld.settlement.figure_in_bands import owed_elsewhere


@once_for_each
def as_credited(finding: Finding) -> Finding:
    """A finding as it stands for credits: without what the agreement owes none for.

    Itself where no condition was held against it. The verdict of the promise is another matter: a month can
    be a breach and owe no credit.
    """
    left = finding.creditable
    if left is None:
        return finding
    return replace(
        finding,
        verdict=left.verdict,
        figure=left.figure,
        breaches=0 if left.unmet else left.breaches,
        record=left.record,
        creditable=None,
        broken_first=None,
    )


def missed_by_parts(finding: Finding) -> Finding:
    """A missed finding whose outages all belong to other periods, as one breach of its own period.

    That is for credits by downtime or by its figure: of these each period is owed its own part. Itself where
    it has breaches of its own, or where none of its outages belongs elsewhere.
    """
    is_missed = finding.verdict is Verdict.MISSED and not finding.breaches
    if not is_missed or finding.creditable is not None or not owed_elsewhere(finding):
        return finding
    conventions = replace(finding.conventions, one_breach=BreachUnit.OBJECTIVE)
    return replace(finding, breaches=1, conventions=conventions)


def condition_failed(finding: Finding) -> Iterator[tuple[str, str]]:
    """Say why the conditions of a credit leave nothing of a breach, by rule; else nothing."""
    left = finding.creditable
    if left is None:
        return
    if left.unmet is not None:
        yield left.unmet.rule, left.unmet.says
    elif left.verdict is Verdict.INDETERMINATE:
        says = "the evidence does not decide whether it was missed without what earns no credit"
        yield "credit.undecided", f"{says}, so none is worked out"
    elif left.verdict is not Verdict.MISSED:
        yield "credit.nothing_left", _nothing_left(finding, left)
    elif left.breaches == 0:
        says = "without what earns no credit, nothing of it is a breach that is certain"
        yield "credit.nothing_left", says


def _nothing_left(finding: Finding, left: Creditable) -> str:
    kept = _spoken(left.figure)
    promised = f", and {finding.objective.target} is promised" if finding.objective.target else ""
    without = "a breach, and no credit is owed for it: without what earns none,"
    return f"{without} it comes to {kept}{promised}" if kept else f"{without} nothing is left of it"


def _spoken(figure: Figure) -> str:
    return percent(figure.value) if isinstance(figure, Share) else ""
