"""The pictures of a finding, by the kind of its record."""

from __future__ import annotations

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.picture.coverage import coverage
from upheld.report.picture.drawing import Picture
from upheld.report.picture.occasions import occasions
from upheld.report.picture.parts import parts
from upheld.report.picture.spread import spread
from upheld.report.picture.tickets import tickets
from upheld.report.picture.timeline import allowance, timeline


def pictures_of(finding: Json, zone: Zone) -> list[Picture]:
    """The pictures that show what a finding rests on; none where there is nothing to draw."""
    drawn: tuple[Picture | None, ...]
    match finding["record"]["kind"]:
        case "availability":
            drawn = (timeline(finding, zone), allowance(finding))
        case "clocks":
            drawn = (tickets(finding),)
        case "duties":
            drawn = (occasions(finding, zone),)
        case "statistic":
            drawn = (spread(finding, zone), parts(finding, zone))
        case _:
            drawn = (coverage(finding, zone),)
    return [picture for picture in drawn if picture is not None]
