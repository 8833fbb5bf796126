"""What duties promise, by their kind: promises that are kept one occasion at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from upheld.agreement.conduct import ChannelEntitlement, Classification, MaintenanceConduct, ReplyContent
from upheld.agreement.control import Control
from upheld.agreement.governance import ChangeNotice, Reporting, Review
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Indicator
from upheld.agreement.recovery import Recovery
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.report.promised.conduct import (
    channels_briefly,
    channels_in_full,
    classification_briefly,
    classification_in_full,
    control_briefly,
    control_in_full,
    maintenance_briefly,
    maintenance_in_full,
    reply_briefly,
    reply_in_full,
    retention_briefly,
    retention_in_full,
    snapshots_briefly,
    snapshots_in_full,
)
from upheld.report.promised.occasions import (
    change_notice_briefly,
    change_notice_in_full,
    notification_briefly,
    notification_in_full,
    recovery_briefly,
    recovery_in_full,
    reporting_briefly,
    reporting_in_full,
    review_briefly,
    review_in_full,
)

_Words = Callable[[Any], str]

_WORDS: Mapping[type[Indicator], tuple[_Words, _Words]] = {
    Notification: (notification_briefly, notification_in_full),
    Recovery: (recovery_briefly, recovery_in_full),
    Reporting: (reporting_briefly, reporting_in_full),
    Review: (review_briefly, review_in_full),
    ChangeNotice: (change_notice_briefly, change_notice_in_full),
    Control: (control_briefly, control_in_full),
    MaintenanceConduct: (maintenance_briefly, maintenance_in_full),
    Snapshots: (snapshots_briefly, snapshots_in_full),
    Retention: (retention_briefly, retention_in_full),
    ReplyContent: (reply_briefly, reply_in_full),
    Classification: (classification_briefly, classification_in_full),
    ChannelEntitlement: (channels_briefly, channels_in_full),
}


def duty_briefly(duty: Indicator) -> str:
    """A few words for a table."""
    return _WORDS[type(duty)][0](duty)


def duty_in_full(duty: Indicator) -> str:
    """Everything that is promised, but how often."""
    return _WORDS[type(duty)][1](duty)
