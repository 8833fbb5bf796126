"""Payable: fees held against the agreements that they are paid for, before they are recorded.

A fee on a plan that nobody promises anything on, or in another currency than credits are in, keeps the whole
agreement from being judged, for everybody. Whoever hands it over is told instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

from upheld.agreement.agreement import Agreement
from upheld.collect.parcel.parcel import Parcel, ParcelProblems, RowProblem
from upheld.collect.problem import MOST_LISTED
from upheld.operations.standing import grounds_in_store
from upheld.quantity.phrase import did_you_mean
from upheld.store.agreements import AgreementVersion
from upheld.store.dossiers import Dossier
from upheld.store.holding import Near, rows_near


def unpayable(dossier: Dossier, parcel: Parcel) -> ParcelProblems | None:
    """Tell which fees of a parcel fit no version of any agreement of a dossier; nothing where all fit.

    A dossier without an agreement takes any.
    """
    versions = AgreementVersion.objects.filter(agreement__dossier=dossier).select_related("agreement")
    agreements = [grounds_in_store(version).agreement for version in versions if version.content is not None]
    if not agreements or not parcel.rows:
        return None
    problems = [
        *_of_plans(parcel, agreements),
        *_of_no_plan(dossier, parcel, agreements),
        *_of_currencies(parcel, agreements),
    ]
    problems.sort(key=lambda problem: problem.row or 0)
    listed, unlisted = tuple(problems[:MOST_LISTED]), max(len(problems) - MOST_LISTED, 0)
    return ParcelProblems(problems=listed, unlisted=unlisted) if problems else None


def _of_plans(parcel: Parcel, agreements: Collection[Agreement]) -> Iterator[RowProblem]:
    plans = list(dict.fromkeys(plan for each in agreements for plan in each.plans))
    names = " or ".join(dict.fromkeys(each.name for each in agreements))
    known = f"it has {', '.join(plans)}" if plans else "it has no plans, so leave the plan out"
    for index, row in enumerate(parcel.rows):
        plan = row.cells.get("plan")
        if plan is not None and plan not in plans:
            remedy = did_you_mean(plan, plans, known)
            yield RowProblem(row=index, field="plan", reason=f"{names} has no plan `{plan}`", remedy=remedy)


def _of_no_plan(dossier: Dossier, parcel: Parcel, agreements: Collection[Agreement]) -> Iterator[RowProblem]:
    """Fees of customers of whom no fee names a plan, where what is promised differs by plan."""
    if not all(any(objective.plans for objective in each.objectives) for each in agreements):
        return
    planned = {row.customer for row in parcel.rows if "plan" in row.cells}
    bare = {index: row.customer for index, row in enumerate(parcel.rows) if "plan" not in row.cells}
    asked = frozenset(each for each in bare.values() if each is not None) - planned
    if not asked:
        return
    near = Near(tables=frozenset({parcel.table.value}), subjects=frozenset(), customers=asked)
    kept = (msgspec.json.decode(content, type=dict[str, str]) for _, _, content in rows_near(dossier, near))
    planned |= {cells.get("customer") for cells in kept if "plan" in cells}
    plans = ", ".join(dict.fromkeys(plan for each in agreements for plan in each.plans))
    for index, customer in bare.items():
        if customer in asked and customer not in planned:
            reason = f"what is promised differs by plan, and no fee of {customer} names one"
            yield RowProblem(row=index, field="plan", reason=reason, remedy=f"name one of {plans}")


def _of_currencies(parcel: Parcel, agreements: Collection[Agreement]) -> Iterator[RowProblem]:
    currencies = list(dict.fromkeys(each.currency for each in agreements if each.currency is not None))
    if not currencies:
        return
    names = " or ".join(dict.fromkeys(each.name for each in agreements))
    for index, row in enumerate(parcel.rows):
        currency = row.cells.get("currency", currencies[0])
        if currency not in currencies:
            reason = f"`{currency}` is another currency than that of {names}"
            remedy = f"give the fee in {' or '.join(currencies)}"
            yield RowProblem(row=index, field="currency", reason=reason, remedy=remedy)
