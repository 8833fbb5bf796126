"""Exclusions that nobody can show, that leave a list open, or that leave nothing of the promise."""

from __future__ import annotations

from upheld.agreement.cause import Cause
from upheld.agreement.exclusion import (
    CauseExclusion,
    Exclusion,
    HoursExclusion,
    MaintenanceExclusion,
    MaintenanceKind,
)
from upheld.chrono.hours import ServiceHours
from upheld.chrono.instant import DAY
from upheld.chrono.window import Weekday
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.node import MapNode, Node
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept

_WEEK = 7 * DAY


def review_exclusions(draft: Draft, reader: Reader) -> None:
    """Warn of exclusions without evidence, without limit, or with a list that is left open."""
    hours = {written.value.name: written.value for written in draft.hours}
    for written in draft.exclusions:
        match written.value:
            case CauseExclusion():
                _review_cause(written, written.value, reader)
            case MaintenanceExclusion():
                _review_maintenance(written, written.value, reader)
            case HoursExclusion(during=during) if during in hours:
                _review_hours(written, hours[during], reader)
            case _:
                continue
    _note_evidence(draft, reader)


def _review_cause(written: Written[Exclusion], exclusion: CauseExclusion, reader: Reader) -> None:
    name = exclusion.name
    if exclusion.open_list:
        message = (
            f"the list of `{name}` is open: whatever is not in it may still be meant, and neither party "
            "can tell "
            f"before it has happened"
        )
        remedy = "name all that is meant and write `open_list: no`, " + or_accept(
            Code.OPEN_LIST, ("exclusions", name)
        )
        reader.report(Code.OPEN_LIST, _at(written, "open_list"), message, remedy)
    if _is_judgement(exclusion) and not _is_settled(exclusion):
        message = (
            f"whether `{name}` applies is a judgement, and nothing says how it is shown or who decides: "
            "after an "
            f"outage the provider's word stands against the customer's"
        )
        remedy = (
            f"write what shows it and who agrees, such as `evidence: "
            f"[{_EVIDENCE.get(exclusion.causes[0], _ANY)}]` "
            f"and `approved_by: both parties`"
        )
        reader.report(Code.EXCLUSION_WITHOUT_EVIDENCE, written.name, message, remedy)


def _is_judgement(exclusion: CauseExclusion) -> bool:
    """Whether no record by itself shows that an exclusion applies."""
    return exclusion.condition is not None or not _JUDGED.isdisjoint(exclusion.causes)


def _is_settled(exclusion: CauseExclusion) -> bool:
    return bool(exclusion.evidence) or exclusion.approved_by is not None


def _note_evidence(draft: Draft, reader: Reader) -> None:
    """Note, once, the exclusions that a record would show, and which name none."""
    silent = [
        written.name
        for written in draft.exclusions
        if isinstance(written.value, CauseExclusion)
        and not _is_settled(written.value)
        and not _is_judgement(written.value)
    ]
    if silent:
        names = ", ".join(f"`{name.text}`" for name in silent)
        message = (
            f"neither evidence nor an approver is named for {names}; whatever the records of evidence say "
            f"counts"
        )
        remedy = "write `evidence` and `approved_by` where one party's records are not enough"
        reader.report(Code.EVIDENCE_UNSTATED, silent[0], message, remedy)


def _review_maintenance(written: Written[Exclusion], exclusion: MaintenanceExclusion, reader: Reader) -> None:
    bounded = exclusion.notice_by_kind or exclusion.allowances
    if bounded or exclusion.notice is not None or exclusion.hours is not None:
        return
    kinds = " and ".join(kind.value for kind in exclusion.kinds)
    message = (
        f"{kinds} maintenance is left out however late it is announced, at any hour and for any length: "
        f"a week of it keeps every target"
    )
    bound = "`hours: nightly`"
    if MaintenanceKind.PLANNED in exclusion.kinds:
        bound = f"`notice: at least 24 hours` or {bound}"
    accepting = or_accept(Code.UNLIMITED_EXCLUSION, ("exclusions", exclusion.name))
    remedy = f"bound it, such as {bound}, {accepting}"
    reader.report(Code.UNLIMITED_EXCLUSION, _at(written, "maintenance"), message, remedy)


def _review_hours(written: Written[Exclusion], hours: ServiceHours, reader: Reader) -> None:
    weekly = max(
        sum(window.length for day in Weekday for window in version.weekly(day)) for version in hours.versions
    )
    if weekly == _WEEK:
        message = f"`{hours.name}` never ends, so nothing is left to be promised where this is excluded"
        remedy = "name the hours that are meant to be left out"
        reader.report(Code.SWALLOWING_EXCLUSION, _at(written, "during"), message, remedy)


def _at(written: Written[Exclusion], key: str) -> Node:
    found = written.node.find(key) if isinstance(written.node, MapNode) else None
    return written.name if found is None or isinstance(found, MapNode) else found


_JUDGED = frozenset({Cause.BEYOND_CONTROL, Cause.CYBER_ATTACK, Cause.OTHER})
"""Causes that are a judgement in themselves."""
_ANY = "incident report, log of the event"
_EVIDENCE = {
    Cause.THIRD_PARTY_OUTAGE: "incident report of the third party",
    Cause.CLOUD_PROVIDER: "incident report of the cloud provider",
    Cause.INTERMEDIARY_NETWORKS: "trace from outside both networks",
    Cause.EXTERNAL_CONNECTIVITY: "trace from outside both networks",
    Cause.LARGE_SCALE_INTERNET: "public report of the disturbance",
    Cause.FORCE_MAJEURE: "public report of the event",
    Cause.BEYOND_CONTROL: "incident report with its cause",
    Cause.AUTHORITY: "text of the order",
    Cause.CYBER_ATTACK: "report of the attack, measures in place",
    Cause.ABUSE: "report of the attack, log of the mitigation",
    Cause.CUSTOMER_ACTION: "audit log of the action",
    Cause.CUSTOMER_CHANGE: "audit log of the change",
    Cause.CUSTOMER_CONFIGURATION: "configuration before and after",
    Cause.CUSTOMER_LOAD: "request counts of the customer",
    Cause.CUSTOMER_TECHNOLOGY: "trace from the customer's network",
    Cause.CUSTOMER_MISUSE: "audit log of the use",
    Cause.SUSPENSION: "notice of the suspension",
}
"""What usually shows a cause, to be offered in a remedy."""
