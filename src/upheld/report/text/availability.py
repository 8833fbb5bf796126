"""What an availability shows: the measured figure and its bounds, the allowance, outages and exclusions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from upheld.chrono.instant import parse_instant
from upheld.chrono.zone import Zone
from upheld.quantity import write_length
from upheld.report.figure import Json
from upheld.report.text.page import LABEL, Page
from upheld.report.text.picture import bar, period_picture
from upheld.report.text.requests import SLICE_HEADERS, request_words, slice_rows, tells_time
from upheld.report.text.wording import counted, from_to, moment, share_of, span

MOST_OUTAGES = 10
MOST_EXCLUSIONS = 8
_PARTS = ("up", "degraded", "down", "unknown", "excluded")


def availability_lines(finding: Json, zone: Zone, page: Page) -> list[str]:
    """Everything between the promise and the reasons."""
    record = finding["record"]
    lines = page.field("Measured", *measured_words(record))
    lines += page.field("Requests", *request_words(record))
    if rows := slice_rows(record, zone):
        lines += page.table(SLICE_HEADERS, rows)
    if tells_time(record):
        lines += page.field("Sampling", *sampling_words(record))
        if finding["verdict"] != "TRACKED":
            lines += page.field("Allowance", *allowance_words(record), *_allowance_bar(record))
    if not finding["is_final"]:
        lines += page.field("Period open", *open_words(record))
    if tells_time(record):
        picture, legend = period_picture(finding, zone, page.width - LABEL - 2)
        lines += page.drawing("Day by day", picture) + page.field("", legend)
        lines += _outages(record["outages"], zone, page)
    lines += page.field("Excluded", *exclusion_words(record["exclusions"], granted=True, zone=zone))
    lines += page.field("Not excluded", *exclusion_words(record["exclusions"], granted=False, zone=zone))
    lines += page.field("No evidence", *unevidenced_words(record["exclusions"]))
    return lines


def measured_words(record: Json) -> Iterator[str]:
    """The figure seen, its coverage, what the time was made of, and the bounds where they differ."""
    observed, coverage = record["observed"], share_of(record["coverage"])
    if observed["kind"] == "no data":
        yield f"no figure: {observed['why']}; coverage {coverage}"
    else:
        of = f"{write_length(record['measured'])} measured" if tells_time(record) else "the time that counts"
        yield f"{observed['percent']} of what was seen; coverage {coverage} of {of}"
    parts = [f"{name} {write_length(record[name])}" for name in _PARTS if record[name]]
    if parts:
        yield ", ".join(parts)
    yield from _bounds(record)


def _bounds(record: Json) -> Iterator[str]:
    """The two bounds, where unknown time sets them apart."""
    worst, best, judged = record["worst"], record["best"], record["judged"]
    if worst == best or "no data" in (worst["kind"], best["kind"]):
        return
    by = f"; judged by {judged['percent']}" if judged["kind"] == "share" else ""
    if not tells_time(record):
        yield (
            f"between {worst['percent']}, if all that is unknown failed, and {best['percent']}, if none of "
            f"it did{by}"
        )
        return
    yield (
        f"between {worst['percent']}, if all unknown time was down, and {best['percent']}, if all of it "
        f"was up{by}"
    )


def sampling_words(record: Json) -> Iterator[str]:
    """How far checks at intervals leave the figure open."""
    sampling = record["sampling"]
    if sampling["every"] <= 0 or record["observed"]["kind"] == "no data":
        return
    holds = "the verdict holds" if sampling["verdict_holds"] else "the verdict does not hold throughout"
    yield (
        f"seen by checks every {write_length(sampling['every'])}: between {sampling['lowest']['percent']} "
        f"and {sampling['highest']['percent']}, if no outage fell between two checks; {holds}"
    )


def allowance_words(record: Json) -> Iterator[str]:
    """How much downtime the target leaves, and how much of it is used."""
    allowance, left = record["allowance"], record["allowance_left"]
    used = allowance - left
    rest = f"{write_length(left)} left" if left >= 0 else f"{write_length(-left)} over"
    yield f"{write_length(allowance)} of downtime in this period: {write_length(used)} used, {rest}"


def _allowance_bar(record: Json) -> Iterator[str]:
    allowance = record["allowance"]
    if allowance > 0:
        yield bar(allowance - record["allowance_left"], allowance)


def open_words(record: Json) -> Iterator[str]:
    """The figures of an open period: three different ones, never taken for each other."""
    yield f"to date {share_of(record['to_date'])}"
    yield f"best achievable {share_of(record['best_achievable'])}, if nothing more goes wrong"
    yield f"projected {share_of(record['projected'])}, if it goes on as it has so far"


def _outages(outages: list[Json], zone: Zone, page: Page) -> list[str]:
    if not outages:
        return page.field("Outages", "none seen")
    listed = longest_outages(outages, MOST_OUTAGES)
    counts = write_length(sum(outage["counted"] for outage in outages))
    lines = page.field("Outages", f"{counted(len(outages), 'outage')}; {counts} count as downtime")
    rows = [outage_cells(outage, zone) for outage in listed]
    lines += page.table(["from", "to", "length", "counts", "note"], rows)
    if len(outages) > len(listed):
        lines += page.paragraph(f"… and {len(outages) - len(listed)} more that count for less (see JSON)", 4)
    return lines


def longest_outages(outages: list[Json], most: int) -> list[Json]:
    """The outages that count for most, in order of time."""
    longest = sorted(outages, key=lambda outage: -outage["counted"])[:most]
    return sorted(longest, key=lambda outage: parse_instant(outage["start"]))


def outage_cells(outage: Json, zone: Zone) -> list[str]:
    """One outage as a row: its ends, its length, what of it counts, and what is odd about it."""
    length = write_length(parse_instant(outage["end"]) - parse_instant(outage["start"]))
    notes = [] if outage["state"] == "down" else [outage["state"]]
    if not outage["confirmed"]:
        notes.append("never confirmed by a full check")
    if outage.get("excluded_by"):
        notes += outage["excluded_by"]
    if outage.get("resources"):
        notes.append(f"of {', '.join(outage['resources'])}")
    elif outage.get("apart"):
        notes.append(f"of {', '.join(outage.get('points', ()))}")
    notes += outage.get("why", ())
    notes += _beyond(outage, zone)
    ends = from_to(outage["start"], outage["end"], zone)
    return [*ends, length, write_length(outage["counted"]), ", ".join(notes)]


def _beyond(outage: Json, zone: Zone) -> Iterator[str]:
    """What of an outage lies beyond the time judged."""
    whole = outage.get("whole")
    if whole is None:
        return
    began = whole["start"] != outage["start"]
    ended = whole["end"] != outage["end"]
    edges = [f"from {moment(whole['start'], zone)}"] * began + [f"to {moment(whole['end'], zone)}"] * ended
    if edges:
        yield f"{write_length(whole['counted'])} in all, {' '.join(edges)}"
    if not whole["over"]:
        yield "not known to have ended"


def exclusion_words(exclusions: list[Json], *, granted: bool, zone: Zone) -> Iterator[str]:
    """One line for each kind of exclusion and its reason; a nightly window is one line, not thirty."""

    def alike(part: Json) -> tuple[str, str, str]:
        return part["exclusion"], part["what"], part["why"]

    known = (part for part in exclusions if part["granted"] is granted and not _is_unevidenced(part))
    chosen = sorted(known, key=alike)
    groups = [(key, list(parts)) for key, parts in groupby(chosen, alike)]
    for (name, what, why), parts in groups[:MOST_EXCLUSIONS]:
        title = name if name == what else f"{name} ({what})"
        yield f"{title}, {_when(parts, zone)}: {why}"
    if len(groups) > MOST_EXCLUSIONS:
        yield f"… and {len(groups) - MOST_EXCLUSIONS} more (see JSON)"


def unevidenced_words(exclusions: list[Json]) -> Iterator[str]:
    """One line for all exclusions of whose causes no evidence speaks."""
    names = dict.fromkeys(part["exclusion"] for part in exclusions if _is_unevidenced(part))
    if names:
        yield f"of a cause for {', '.join(names)}: nothing is left out"


def _is_unevidenced(part: Json) -> bool:
    """Whether time is not excluded for want of any evidence; refused maintenance has its row."""
    return not part["granted"] and not part.get("evidence")


def _when(parts: list[Json], zone: Zone) -> str:
    total = write_length(sum(parse_instant(part["end"]) - parse_instant(part["start"]) for part in parts))
    first = min(parts, key=lambda part: parse_instant(part["start"]))
    shown = span(first["start"], first["end"], zone)
    return f"{shown} ({total})" if len(parts) == 1 else f"{len(parts)} times, first {shown} ({total} in all)"
