"""Orders that don't fit the agreement: subscriptions outside its term, services that their plan lacks."""

from __future__ import annotations

from upheld.agreement.agreement import Agreement
from upheld.agreement.order import Ordered
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.reader import Reader
from upheld.language.review.placing import Places


def review_orders(draft: Draft, reader: Reader) -> None:
    """Report subscriptions that run when nothing is promised, and services that are promised to nobody."""
    agreement = draft.agreement
    if agreement is None or agreement.order is None:
        return
    places = Places(draft.fields.node)
    for ordered in agreement.order.subscriptions:
        whose = "the order" if ordered.name is None else f"subscription `{ordered.name}`"
        for code, message, remedy in (*_outside(ordered, agreement), *_uncovered(ordered, agreement)):
            reader.report(code, places.node_at(ordered.place), f"{whose} {message}", remedy)


def _outside(ordered: Ordered, agreement: Agreement) -> list[tuple[Code, str, str]]:
    term, found = agreement.in_force, []
    if ordered.since is not None and ordered.since < term.since:
        message = f"begins on {ordered.since}, and the agreement is in force from {term.since} on"
        found.append((Code.ORDER_OUTSIDE_TERM, message, f"write {term.since} or a later day"))
    last = ordered.until or ordered.since
    if term.until is not None and last is not None and last > term.until:
        message = f"runs until {last}, and the agreement is in force until {term.until}"
        found.append((Code.ORDER_OUTSIDE_TERM, message, f"write {term.until} or an earlier day"))
    return found


def _uncovered(ordered: Ordered, agreement: Agreement) -> list[tuple[Code, str, str]]:
    package = next((each for each in agreement.packages if each.plan == ordered.plan), None)
    lacking = [] if package is None else [each for each in ordered.services if each not in package.services]
    covers = "" if package is None else ", ".join(package.services)
    return [
        (
            Code.ORDER_UNCOVERED,
            f"is for `{service}`, and plan `{ordered.plan}` covers {covers}",
            "order another plan, or leave the service out",
        )
        for service in lacking
    ]
