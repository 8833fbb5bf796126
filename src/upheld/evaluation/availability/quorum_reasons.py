"""By which quorum the members of a service make its state."""

from __future__ import annotations

from upheld.agreement.convention import UnknownMembers
from upheld.agreement.service import AtLeast, DownWhen, Quorum
from upheld.evaluation.availability.account import Account
from upheld.evaluation.reason import Count, Reason


def quorum_reason(account: Account) -> Reason | None:
    """Say how many points and locations must fail; nothing where there is one of each."""
    service = account.measurement.service
    locations = max(
        (len(account.measurement.panel.of_point(point.name)) for point in service.points), default=0
    )
    rules = []
    if len(service.points) > 1:
        rules.append(_spoken_quorum(service.down_when, len(service.points), "points", "the service"))
    if locations > 1:
        rules.append(_spoken_quorum(service.locations_down_when, locations, "locations", "a point"))
    if not rules:
        return None
    counts = account.measurement.panel.unknown_members is UnknownMembers.COUNTED
    unknown = "keep their seat" if counts else "abstain"
    return Reason(
        rule="availability.quorum",
        says=f"{'; '.join(rules)}; members without evidence {unknown}",
        figure=Count(len(service.points), "measurement points"),
    )


def _spoken_quorum(down_when: DownWhen, members: int, noun: str, whole: str) -> str:
    match down_when:
        case AtLeast(count):
            return f"{whole} fails when at least {count} of {members} {noun} fail"
        case Quorum.MEAN:
            return f"{whole} has the mean of the availabilities of its {members} {noun}"
        case Quorum.ANY:
            return f"{whole} fails when any of {members} {noun} fails"
        case Quorum.ALL:
            return f"{whole} fails when all of {members} {noun} fail"
        case Quorum.HALF:
            return f"{whole} fails when at least half of {members} {noun} fail"
        case Quorum.MAJORITY:
            return f"{whole} fails when more than half of {members} {noun} fail"
