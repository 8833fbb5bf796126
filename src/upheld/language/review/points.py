"""Promises about something of which nobody says where it is measured."""

from __future__ import annotations

from upheld.agreement.objective import Availability
from upheld.agreement.service import AtLeast
from upheld.agreement.statistic import Statistic
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.node import MapNode
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept


def _by_requests(indicator: Availability | Statistic) -> bool:
    """Whether it goes by the requests of the service, wherever they came from."""
    return isinstance(indicator, Availability) and indicator.requests is not None


def review_points(draft: Draft, reader: Reader) -> None:
    """Warn of targets for services without measurement points, and for measures that are taken anywhere."""
    promised = {
        each.value.indicator.of
        for each in draft.objectives
        if isinstance(each.value.indicator, Availability | Statistic)
        and not _by_requests(each.value.indicator)
    }
    for service in draft.services:
        has_points = service.value.points or service.value.as_recorded
        if not has_points and service.value.name in promised:
            message = (
                f"nothing says where `{service.value.name}` is measured: a check of the login page and one "
                "of the "
                f"whole shop give different months, and each party has its own"
            )
            accepted = or_accept(Code.TARGET_WITHOUT_POINT, ("services", service.value.name))
            remedy = (
                "name the points whose records count, such as `points: [health endpoint]`, or, where a list "
                f"of its outages is the record, {accepted.removeprefix('or ')}"
            )
            reader.report(Code.TARGET_WITHOUT_POINT, service.name, message, remedy)
    for measure in draft.measures:
        if measure.value.name in promised and measure.value.measured_at is None and not measure.value.source:
            differs = "seen at the server it is another figure than seen at its users"
            message = f"nothing says where `{measure.value.name}` is measured: {differs}"
            remedy = (
                "write `measured_at: server side` or another vantage, or the `source` whose records count"
            )
            reader.report(Code.TARGET_WITHOUT_POINT, measure.name, message, remedy)


def review_quorums(draft: Draft, reader: Reader) -> None:
    """Report where more locations must see a point fail than there are."""
    if draft.agreement is None or not draft.agreement.locations:
        return
    count = len(draft.agreement.locations)
    for written in draft.services:
        needed, node = written.value.locations_down_when, written.node
        if isinstance(needed, AtLeast) and needed.count > count:
            at = node.find("locations_down_when") if isinstance(node, MapNode) else None
            message = (
                f"a point of service `{written.value.name}` is down when {needed.count} locations see it "
                f"fail, and the agreement has {count}"
            )
            remedy = f"write at most {count}, or name more `locations`"
            reader.report(Code.QUORUM_OUT_OF_REACH, at or written.name, message, remedy)
