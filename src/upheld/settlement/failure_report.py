"""Reports of failures: when the customer told of what went wrong, such as by opening a trouble ticket."""

from __future__ import annotations

from upheld.agreement.agreement import Agreement
from upheld.agreement.objective import Availability
from upheld.chrono.instant import Instant
from upheld.evaluation.reason import NoData
from upheld.evaluation.statement import FailureReported, Statement
from upheld.settlement.breach import Breach, Failure
from upheld.settlement.lateness_breach import time_of

UNREPORTED = NoData(
    "it runs from when the customer reported the failure, and neither an outage nor a ticket on record says "
    "when that was"
)


def reported_at(
    breach: Breach, failure: Failure, statement: Statement, agreement: Agreement
) -> Instant | NoData:
    """Give when a failure was reported: a late ticket when it was opened, an outage as its records tell."""
    service = _service(breach.objective, agreement)
    told = (each.at for each in statement.failures_reported if _tells_of(each, failure, service))
    return min(told, default=UNREPORTED)


def _service(name: str, agreement: Agreement) -> str | None:
    """The service that a promise of availability is about."""
    promised = (each.indicator for each in agreement.objectives if each.name == name)
    return next((each.of for each in promised if isinstance(each, Availability)), None)


def _tells_of(report: FailureReported, failure: Failure, service: str | None) -> bool:
    """Whether a report is that of a failure.

    A late ticket is its own report. Otherwise it is one of the same incident, or of an outage at the same
    time that affected the same things.
    """
    if failure.ticket is not None:
        return report.ticket == failure.ticket
    if not set(report.incidents).isdisjoint(failure.incidents):
        return True
    if report.ticket is not None or not report.interval.overlaps(time_of(failure)):
        return False
    if service is not None and report.services and service not in report.services:
        return False
    things = {failure.of} if failure.of is not None else set(failure.resources)
    return not report.resources or not things or not things.isdisjoint(report.resources)
