"""The reference of promises: which tables each kind is judged by, as `docs/evidence.md` has it."""

from __future__ import annotations

from upheld.agreement.clock import MeanTime, TicketClock
from upheld.agreement.conduct import ChannelEntitlement, Classification, MaintenanceConduct, ReplyContent
from upheld.agreement.control import Control, Coverage
from upheld.agreement.governance import ChangeNotice, Reporting, Review
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Availability
from upheld.agreement.recovery import Recovery
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.agreement.statistic import Statistic
from upheld.collect.fitting.needed_tables import PROBED, TABLES_OF, AnyOf

_KINDS: dict[type[object], tuple[str, str]] = {
    Availability: ("availability", "`requests` instead where it goes by requests or error rates"),
    Statistic: (
        "mean, percentile, ratio, minimum, maximum, total, share of values, share of time, jitter, "
        "relative excess",
        "`aggregates` where the measure's grain is that",
    ),
    TicketClock: (
        "response, next response, update, resolution",
        "`incidents` where a clock starts with a declared failure",
    ),
    MeanTime: ("mean time of responses, resolutions and the like", ""),
    Notification: ("notification", "`tickets` where it is counted from the report or first contact"),
    Recovery: ("recovery", ""),
    Snapshots: ("snapshots", ""),
    Retention: ("retention", ""),
    Coverage: ("coverage", "for each service or measure the table that tells of it"),
    Control: ("control", "{probed} where a probe proves it"),
    MaintenanceConduct: ("maintenance conduct", ""),
    ReplyContent: ("reply content", "`changes` where a change flow is promised"),
    Classification: ("classification", ""),
    ChannelEntitlement: ("channel entitlement", ""),
    Review: ("review", ""),
    Reporting: ("reporting", ""),
    ChangeNotice: ("change notice", "`notices` where a notice announces the change"),
}
"""Kind of promise -> what it is called, and what its terms may need besides."""


def promise_reference() -> str:
    """Write the tables each kind of promise is judged by, as a table of Markdown."""
    rows = ["| promise | tables | besides |", "|---|---|---|"]
    for kind, (name, besides) in _KINDS.items():
        tables = ", ".join(_written(any_of) for any_of in TABLES_OF[kind])
        rows.append(f"| {name} | {tables} | {besides.format(probed=_written(PROBED))} |")
    return "\n".join(rows)


def _written(any_of: AnyOf) -> str:
    return " or ".join(f"`{table.value}`" for table in any_of)
