"""The settlement of a series as text: what is to be done, month by month what is owed, rights, and why."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.local_time import read_zone
from upheld.report.text.page import NARROWEST, Page
from upheld.report.text.series_credits import (
    amount_or_why,
    claims_lines,
    credits_lines,
    explained,
    is_nothing,
    open_in_words,
    readings_lines,
)
from upheld.report.text.series_months import OPEN, months_lines
from upheld.report.text.subscription import subscription_in_words
from upheld.report.text.wording import moment

MOST_SHOWN = 12
"""So many breaches of a month are listed."""


def render_series(document: Json, width: int = 100, colour: bool = False) -> str:
    """Render the document of a series for a terminal or a mail of so many columns."""
    page = Page(max(width, NARROWEST), colour)
    series = document["series"]
    zone = read_zone(series["zone"])
    lines = [line for key in ("illustration", "in_force_overridden") for line in _said(series, key, page)]
    lines += [*_head(series, zone, page), *_next(series, page), *months_lines(series, zone, page)]
    lines += readings_lines(series, zone, page)
    lines += [*_breaches(series, zone, page), *claims_lines(series, page), *credits_lines(series, page)]
    lines += _rights(series, page)
    lines += ["", *page.paragraph(f"Digest {document['digest']}", hang=2)]
    lines += page.paragraph(f"Made by upheld {document['envelope']['version']}")
    lines += page.paragraph(
        "Every figure and row of evidence of one month: `upheld evaluate` with the same `--as-of`"
    )
    return "\n".join(lines).lstrip("\n") + "\n"


def _said(series: Json, key: str, page: Page) -> list[str]:
    return page.paragraph(series[key]) if key in series else []


def _head(series: Json, zone: Zone, page: Page) -> list[str]:
    agreement, months = series["agreement"], series["months"]
    span = months[0]["month"] if len(months) == 1 else f"{months[0]['month']} to {months[-1]['month']}"
    lines = page.heading(f"SETTLEMENT {span}: {agreement['name']}")
    lines += page.field(
        "Agreement", f"{agreement['name']}, version {agreement['version']}, by {agreement['provider']}"
    )
    lines += page.field("For", *subscription_in_words(series["subscription"]))
    lines += page.field("As of", moment(series["as_of"], zone))
    lines += _amounts(series, page)
    return lines + page.field("Not known", *_unknown(series))


def _unknown(series: Json) -> Iterator[str]:
    """What the figures leave out, since nobody knows it."""
    yield from (gap["says"] for gap in series["missing"])
    yield from (f"{month['month']}: {open_in_words(month['open'])}" for month in _open(series))
    known = [month["month"] for month in _open(series)]
    months = [month["month"] for month in series["months"] if _is_in_doubt(month)]
    months = [each for each in months if each not in known]
    if months:
        yield f"guarantees are undecided in {', '.join(months)}: what they may owe is not in these figures"


def _open(series: Json) -> list[Json]:
    """The months of which the evidence leaves open how much is owed."""
    return [month for month in series["months"] if "open" in month]


def _is_in_doubt(month: Json) -> bool:
    return any(each["verdict"] in OPEN and each["force"] == "guarantee" for each in month["verdicts"])


def _amounts(series: Json, page: Page) -> list[str]:
    """What is owed for all breaches, and what became of it."""
    owed, surely = series["owed"], " for certain" if _open(series) else ""
    if is_nothing(owed):
        return page.field("Owed", f"nothing{surely}")
    lines = page.field("Owed", _known(owed, f"{surely.strip()} for all breaches".strip()))
    if owed["kind"] == "no data" and not series.get("outcomes"):
        return page.field("Owed", owed["why"])
    for label, key, words in (
        ("Due", "due", "of it, given unasked or claimed in time"),
        ("Still open", "still_open", "of it can still be claimed"),
        ("Lost", "lost", "of it, not claimed in time or as agreed, or rejected"),
    ):
        if not is_nothing(series[key]):
            lines += page.field(label, _known(series[key], words))
    return lines


def _known(data: Json, words: str) -> str:
    """An amount and what is said of it, or why nobody knows how much it is."""
    return f"not known: {data['why']}" if data["kind"] == "no data" else f"{amount_or_why(data)} {words}"


def _next(series: Json, page: Page) -> list[str]:
    lines = page.heading("WHAT TO DO NEXT")
    if not series["next"]:
        return lines + page.paragraph("nothing", 2)
    return lines + [line for step in series["next"] for line in page.paragraph(f"- {step['says']}", 2, 2)]


def _breaches(series: Json, zone: Zone, page: Page) -> list[str]:
    lines = page.heading("BREACHES")
    if not any(month["breaches"] for month in series["months"]):
        return lines + page.paragraph("none", 2)
    for month in series["months"]:
        found = month["breaches"]
        said = [_breach(breach, zone) for breach in found[:MOST_SHOWN]]
        if len(found) > MOST_SHOWN:
            said.append(f"… and {len(found) - MOST_SHOWN} more (see JSON)")
        lines += page.field(month["month"], *said)
    return lines


def _breach(breach: Json, zone: Zone) -> str:
    clause = f" ({breach['clause']['reference']})" if "clause" in breach else ""
    subject = ", ".join(breach[key] for key in ("objective", "member") if key in breach)
    return f"{moment(breach['at'], zone)}  {subject}: {breach['what']}{clause}"


def _rights(series: Json, page: Page) -> list[str]:
    if not series["rights"]:
        return []
    lines = page.heading("RIGHTS TO TERMINATE")
    for held in series["rights"]:
        lines += explained(held["reason"], page)
    return lines
