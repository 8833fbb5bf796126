"""What promises about how things are done say: works, replies, classes, channels, controls, copies."""

from __future__ import annotations

from upheld.agreement.conduct import (
    ChannelEntitlement,
    Classification,
    MaintenanceConduct,
    Moment,
    ReplyContent,
)
from upheld.agreement.control import Control
from upheld.agreement.snapshot import CountedIn, Retention, Snapshots
from upheld.evaluation.wording import listed
from upheld.quantity import write_length
from upheld.report.promised.times import every, joined, length_in_days

_IN = {
    Moment.FIRST_RESPONSE: "the first response",
    Moment.EVERY_UPDATE: "every update",
    Moment.RESOLUTION: "the resolution",
    Moment.AFTERWARDS: "a message after the resolution",
    Moment.ANY: "any message",
}


def maintenance_briefly(promise: MaintenanceConduct) -> str:
    """Notice, hours and length, as far as they are promised: for a table."""
    return ", ".join(_conduct(promise))


def maintenance_in_full(promise: MaintenanceConduct) -> str:
    """Of which works, and all that is promised of them."""
    kinds = listed([kind.value for kind in promise.kinds])
    return f"{kinds} maintenance: {', '.join(_conduct(promise))}"


def _conduct(promise: MaintenanceConduct) -> list[str]:
    parts = []
    if promise.notice is not None:
        parts.append(f">= {write_length(promise.notice)} notice" if promise.notice else "prior notice")
    if promise.hours is not None:
        parts.append(f"in {promise.hours}")
    if promise.lasting is not None:
        parts.append(f"lasting {promise.lasting}")
    return parts or ["nothing promised of it"]


def reply_briefly(promise: ReplyContent) -> str:
    """How many items in which message, or what there is else."""
    flow = f"changes by {promise.change_flow}" if promise.change_flow else ""
    if not promise.contains:
        return flow or f"{joined(promise.where_possible)} where possible"
    items = promise.contains[0] if len(promise.contains) == 1 else f"{len(promise.contains)} items"
    return f"{items} in {_IN[promise.moment]}"


def reply_in_full(promise: ReplyContent) -> str:
    """Every item, in which message, on which tickets, and by which change flow a fix is made."""
    parts = []
    if promise.contains:
        parts.append(f"{joined(promise.contains)} in {_IN[promise.moment]}")
    if promise.where_possible:
        parts.append(f"{joined(promise.where_possible)} where possible")
    if promise.change_flow:
        parts.append(f"changes by the flow {promise.change_flow}")
    tickets = (
        f"tickets of priority {' or '.join(promise.priorities)}" if promise.priorities else "every ticket"
    )
    return f"{tickets}: {'; '.join(parts)}"


def classification_briefly(_: Classification) -> str:
    """What is promised of each ticket."""
    return "every ticket classified"


def classification_in_full(promise: Classification) -> str:
    """What is recorded with each class."""
    records = f", with {joined(promise.records)} recorded" if promise.records else ""
    return f"every ticket classified by who has to, by the rules of its priority{records}"


def channels_briefly(promise: ChannelEntitlement) -> str:
    """The channels alone."""
    return joined(promise.channels)


def channels_in_full(promise: ChannelEntitlement) -> str:
    """Which channels there are."""
    return f"customers can use {joined(promise.channels)}"


def control_briefly(_: Control) -> str:
    """That the fact, which its objective is named after, never ceases."""
    return "holds throughout"


def control_in_full(promise: Control) -> str:
    """The fact, and what proves it."""
    proof = f"proved by {' and '.join(each.value for each in promise.proved_by)}" if promise.proved_by else ""
    renewed = f"renewed {every(promise.renewed_every)}" if promise.renewed_every else ""
    documents = f"with {joined(promise.documents)}" if promise.documents else ""
    return "; ".join(part for part in (promise.states, proof, renewed, documents) if part)


def snapshots_briefly(promise: Snapshots) -> str:
    """How often."""
    return f"every {length_in_days(promise.every)}"


def snapshots_in_full(promise: Snapshots) -> str:
    """Of what, and how often by which count."""
    counted = " by calendar days" if promise.counted_in is CountedIn.CALENDAR_DAYS else ""
    return f"a copy of {promise.of} every {length_in_days(promise.every)}{counted}"


def retention_briefly(promise: Retention) -> str:
    """How long."""
    return f"kept {length_in_days(promise.kept)}"


def retention_in_full(promise: Retention) -> str:
    """Of what, and for how long."""
    return f"copies of {promise.of} kept for {length_in_days(promise.kept)}"
