"""By which quorum the members of a service make its state."""

from __future__ import annotations

from upheld.agreement.convention import UnknownMembers
from upheld.agreement.service import WITHOUT_QUORUM, AtLeast, DownWhen, Quorum, ShareFails
from upheld.evaluation.availability.account import Account
from upheld.evaluation.reason import Count, Reason
from upheld.quantity.share import write_share

_SEVERAL = 2


def quorum_reason(account: Account) -> Reason | None:
    """Say how many points and locations must fail; nothing where there is one of each."""
    service, panel = account.measurement.service, account.measurement.panel
    names = panel.by_name
    locations = max((len(panel.of_point(name)) for name in names), default=0)
    rules = []
    if len(names) >= _SEVERAL:
        rules.append(_spoken_quorum(service.down_when, len(names), "points", "the service"))
    if locations >= _SEVERAL:
        rules.append(_spoken_quorum(service.locations_down_when, locations, "locations", "a point"))
    if not rules or account.measurement.requested is not None:
        return None
    counts = account.measurement.panel.unknown_members is UnknownMembers.COUNTED
    unknown = "keep their seat" if counts else "abstain"
    is_apart = service.down_when in WITHOUT_QUORUM and locations < _SEVERAL
    abstention = "" if is_apart else f"; members without evidence {unknown}"
    return Reason(
        rule="availability.quorum",
        says=f"{'; '.join(rules)}{abstention}",
        figure=Count(len(names), "measurement points"),
    )


def _spoken_quorum(down_when: DownWhen, members: int, noun: str, whole: str) -> str:
    if isinstance(down_when, AtLeast):
        return f"{whole} fails when at least {down_when.count} of {members} {noun} fail"
    if isinstance(down_when, ShareFails):
        share = f"{'more than' if down_when.is_strict else 'at least'} {write_share(down_when.share)}"
        needed = down_when.needed(members)
        return f"{whole} fails when {share} of {members} {noun} fail, which is {needed} of them"
    return _SPOKEN[down_when].format(whole=whole, several=f"{members} {noun}")


_SPOKEN = {
    Quorum.ANY: "{whole} fails when any of {several} fails",
    Quorum.HALF: "{whole} fails when at least half of {several} fail",
    Quorum.MAJORITY: "{whole} fails when more than half of {several} fail",
    Quorum.ALL: "{whole} fails when all of {several} fail",
    Quorum.MEAN: "{whole} has the mean of the availabilities of its {several}",
    Quorum.POOLED: "{whole} has all the good time of its {several} over all their time",
    Quorum.LOWEST: "{whole} has the lowest of the availabilities of its {several}",
    Quorum.EACH: "each of {several} is judged by itself",
}
