"""What each member came to by itself, where the figure is made of several."""

from __future__ import annotations

from fractions import Fraction

from upheld.agreement.service import Quorum
from upheld.evaluation.availability.account import Account
from upheld.evaluation.availability.measured_time import NOTHING_KNOWN, NOTHING_MEASURED
from upheld.evaluation.availability.measurement import Reckoned
from upheld.evaluation.reason import Count, NoData, Reason, Share
from upheld.evaluation.wording import counted
from upheld.quantity import percent, write_length
from upheld.quantity.phrase import write_number

_TOLD = 20
"""So many members are told, those with the lowest figure; of the others only how many they are."""


def members_reason(account: Account) -> Reason | None:
    """Tell the figure of each member, the lowest first; nothing where there is one alone."""
    members = sorted(account.reckoned, key=_rank)
    if len(members) < 2:
        return None
    weights = {each.member.weight for each in members}
    is_weighed = len(weights) > 1 and account.measurement.combined is not Quorum.LOWEST
    more = len(members) - _TOLD
    others = f"; the {more} with the highest figures are not told one by one" if more > 0 else ""
    return Reason(
        rule="availability.members",
        says=f"{counted(len(members), 'member')}, each with an availability of its own{others}",
        figure=Count(len(members), "members"),
        because=tuple(_told(each, is_weighed) for each in members[:_TOLD]),
    )


def _rank(each: Reckoned) -> tuple[Fraction, str]:
    known = Fraction(each.time.good) / each.time.known if each.time.known else Fraction(2)
    return known, "".join(name for name, _ in each.member.points)


def _told(each: Reckoned, is_weighed: bool) -> Reason:
    name = ", ".join(point for point, _ in each.member.points) or "no point"
    time = each.time
    figure: Share | NoData
    if time.known:
        figure = Share(Fraction(time.good) / time.known)
        down = f", down for {write_length(int(time.down))}" if time.down else ""
        unknown = f", {write_length(int(time.unknown))} of them without evidence" if time.unknown else ""
        says = f"{percent(figure.value)} of {write_length(time.measured)}{unknown}{down}"
    else:
        figure = NOTHING_KNOWN if time.measured else NOTHING_MEASURED
        says = figure.why
    weight = f"; its weight is {write_number(each.member.weight)}" if is_weighed else ""
    return Reason(rule="availability.member", says=f"{name}: {says}{weight}", figure=figure)
