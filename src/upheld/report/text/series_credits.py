"""The credits of a series: how each claim stands, against which bills a credit goes, and by which reading."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.chrono.instant import Instant, parse_instant
from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.text.page import Page
from upheld.report.text.wording import amount, moment

_TOTALS = (("owed", "owed"), ("due", "due"), ("still_open", "still open"), ("lost", "lost"))


def readings_lines(series: Json, zone: Zone, page: Page) -> list[str]:
    """What becomes of the credits by each reading, where they come to different things."""
    if not series.get("outcomes"):
        return []
    lines = page.heading("BY READING")
    for outcome in series["outcomes"]:
        read = " and ".join(f"`{line}`" for line in outcome["readings"])
        totals = ", ".join(f"{amount_or_why(outcome[key])} {words}" for key, words in _TOTALS)
        lines += page.paragraph(f"- {read}: {totals}", 2, 2)
        states = [_state(each, zone) for each in outcome["states"] if _is_telling(each)]
        lines += page.paragraph(", ".join(states), 4)
        lines += [line for credit in outcome["credits"] for line in page.paragraph(_credit(credit), 4, 2)]
    return lines


def _is_telling(state: Json) -> bool:
    return bool(state["state"] != "nothing to claim")


def _state(state: Json, zone: Zone) -> str:
    days = " to ".join(claim_days(state.get("claim_by", ()), zone))
    return f"{state['month']} {state['state']}{f' (claim by {days})' if days else ''}"


def claim_days(deadlines: Sequence[Json], zone: Zone) -> list[str]:
    """The first and the last day by which failures are to be claimed; one where they are the same."""
    days = sorted({_day(each, zone) for each in deadlines})
    return days if len(days) < 2 else [days[0], days[-1]]


def _day(deadline: Json, zone: Zone) -> str:
    if deadline["kind"] == "moment":
        last = parse_instant(deadline["at"])
        ends_day = zone.date(Instant(last + 1)) != zone.date(last)
        return str(zone.date(last)) if ends_day else moment(deadline["at"], zone)
    return "no limit" if deadline["kind"] == "no limit" else "not known"


def claims_lines(series: Json, page: Page) -> list[str]:
    """Every claim, with what speaks for it and against it, and those that are about nothing here."""
    claims = [claim for month in series["months"] for claim in month["claim"]["claims"]]
    if not claims and not series["unmatched"]:
        return []
    lines = page.heading("CLAIMS")
    for claim in claims:
        lines += explained(claim["reason"], page)
    if series["unmatched"]:
        numbers = ", ".join(series["unmatched"])
        lines += page.paragraph(f"about no month, promise or failure of this series: {numbers}", 2, 2)
    return lines


def credits_lines(series: Json, page: Page) -> list[str]:
    """Every credit that is due, and the bills it is set against."""
    if not any(month["credits"] for month in series["months"]):
        return []
    lines = page.heading("CREDITS")
    for month in series["months"]:
        lines += page.field(month["month"], *(_credit(credit) for credit in month["credits"]))
    return lines


def _credit(credit: Json) -> str:
    parts = [f"{amount(money)} against the bill of {money['month']}" for money in _applied(credit)]
    left = credit["left"]
    if left["kind"] == "no data":
        bill = f"against the bill of {credit['first_bill']}, " if "first_bill" in credit else ""
        parts.append(f"{bill}{credit['becomes']}")
    elif not is_nothing(left):
        parts.append(f"{amount(left)} {credit['becomes']}")
    claim = f" (claim {credit['claim']})" if "claim" in credit else ""
    return f"{amount(credit['amount'])}{claim}: {', '.join(parts) or 'nothing'}"


def _applied(credit: Json) -> list[Json]:
    return [{"kind": "sum", **part} for part in credit["applied"]]


def explained(reason: Json, page: Page) -> list[str]:
    """What a reason says, its clause, and the steps it rests on."""
    lines = page.paragraph(f"- {reason['says']}", 2, 2)
    if "clause" in reason:
        quote = f": “{reason['clause']['quote']}”" if "quote" in reason["clause"] else ""
        lines += page.paragraph(f"clause {reason['clause']['reference']}{quote}", 4, 2)
    for step in reason.get("because", ()):
        lines += page.paragraph(f"- {step['says']}", 4, 2)
    return lines


def is_nothing(data: Json) -> bool:
    """Whether an amount is none at all."""
    return (data["kind"] == "sum" and not data["amount"].strip("0.")) or data.get("share") == "0"


def open_in_words(left: Json) -> str:
    """How much is owed for certain, how much may be besides, and what is missing."""
    least, most = left["least"], left["most"]
    surely = "" if is_nothing(least) else f"at least {amount(least)} for certain, "
    if most["kind"] == "no data":
        up_to = f"how much{' more' if surely else ''} is open, since {most['why']}"
    else:
        up_to = f"up to {amount(most)}{' in all' if surely else ''} is open"
    return f"{surely}{up_to} ({'; '.join(left['why'])})"


def bounds_in_words(left: Json) -> str:
    """How much is owed for certain, and how much at most, for a table."""
    least, most = left["least"], left["most"]
    up_to = "more?" if most["kind"] == "no data" else f"up to {amount(most)}?"
    return up_to if is_nothing(least) else f"{amount(least)}, {up_to}"


def amount_or_why(data: Json) -> str:
    """An amount, or why there is none."""
    return str(data["why"]) if data["kind"] == "no data" else amount(data)
