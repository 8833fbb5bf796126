"""What duties of an occasion promise: to tell, to recover, to report, to review."""

from __future__ import annotations

from upheld.agreement.clock import Start
from upheld.agreement.governance import ChangeNotice, Reporting, ReportOccasion, Review, ReviewsCounted
from upheld.agreement.notification import Notification
from upheld.agreement.recovery import Recovery
from upheld.report.promised.times import every, joined, running_on, time_target

_SINCE = {
    Start.OCCURRENCE: "occurrence",
    Start.DETECTION: "detection",
    Start.REPORT: "the report",
    Start.FIRST_CONTACT: "first contact",
    Start.AWARENESS: "awareness",
    Start.DECLARED_FAILURE: "the declared failure",
}


def notification_briefly(promise: Notification) -> str:
    """The time alone: `within 2 business hours`."""
    return time_target(promise.within, mixed=False)


def notification_in_full(promise: Notification) -> str:
    """Of what, to whom, how soon after what, by which channel, with what in it, and on which condition."""
    within = time_target(promise.within, mixed=promise.hours is not None)
    whom = f" to {promise.audience}" if promise.audience else ""
    parts = [
        f"notification of each {promise.of}{whom} {within} of {_SINCE[promise.starts_at]}",
        *([f"by {' or '.join(promise.channels)}"] if promise.channels else []),
        *([f"with {joined(promise.contains)}"] if promise.contains else []),
        *([f"only if {promise.only_if}"] if promise.only_if else []),
    ]
    return ", ".join(parts) + running_on(promise.hours, promise.business_days)


def recovery_briefly(promise: Recovery) -> str:
    """The time alone: `within 24 h`."""
    return time_target(promise.within, mixed=False)


def recovery_in_full(promise: Recovery) -> str:
    """Of what, how soon after what, and what shows it."""
    within = time_target(promise.within, mixed=promise.hours is not None)
    drilled = f", tried at least {every(promise.drilled_every)}" if promise.drilled_every else ""
    proof = " or ".join(each.value for each in promise.proved_by)
    calendars = running_on(promise.hours, promise.business_days)
    return (
        f"recovery of {promise.of} {within} of {_SINCE[promise.starts_at]}, shown by {proof}"
        f"{drilled}{calendars}"
    )


def review_briefly(promise: Review) -> str:
    """How often."""
    return _reviewed(promise)


def _reviewed(promise: Review) -> str:
    calendar = promise.counted_in is ReviewsCounted.CALENDAR
    return f"in each calendar {promise.every.unit.value}" if calendar else every(promise.every)


def review_in_full(promise: Review) -> str:
    """What is reviewed how often."""
    return f"review of {promise.of} {_reviewed(promise)}"


def change_notice_briefly(promise: ChangeNotice) -> str:
    """How long before."""
    return f"announced at least {promise.notice} before"


def change_notice_in_full(promise: ChangeNotice) -> str:
    """What is announced how long before."""
    return f"changes of the {promise.of} announced at least {promise.notice} before they take effect"


def reporting_briefly(promise: Reporting) -> str:
    """When it is given, and how soon."""
    soon = f", {time_target(promise.within, mixed=False)}" if promise.within else ""
    return f"{_occasion(promise)}{soon}"


def reporting_in_full(promise: Reporting) -> str:
    """Which report, when, how soon, and what must be in it."""
    soon = f", {time_target(promise.within, mixed=promise.hours is not None)}" if promise.within else ""
    contains = f", with {joined(promise.contains)}" if promise.contains else ""
    calendars = running_on(promise.hours, promise.business_days)
    return f"{promise.what} {_occasion(promise)}{soon}{contains}{calendars}"


def _occasion(promise: Reporting) -> str:
    return "on request" if promise.on is ReportOccasion.REQUEST else "after each period"
