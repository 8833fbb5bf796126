"""The settlement of a series as text: what is to be done, month by month what is owed, rights, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.chrono.instant import Instant, parse_instant
from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.local_time import read_zone
from upheld.report.text.page import NARROWEST, Ink, Page
from upheld.report.text.wording import amount, counted, moment

MOST_SHOWN = 12
"""So many breaches of a month are listed."""

MOST_NAMED = 2
"""So many undecided promises of a month are named."""

_OPEN = ("INDETERMINATE", "AMBIGUOUS")
_INKS = {
    "has arisen": Ink.RED,
    "to be claimed": Ink.YELLOW,
    "undecided": Ink.YELLOW,
    "not claimed in time": Ink.RED,
    "claimed too late": Ink.RED,
    "not claimed as agreed": Ink.RED,
    "rejected": Ink.RED,
}


def render_series(document: Json, width: int = 100, colour: bool = False) -> str:
    """Render the document of a series for a terminal or a mail of so many columns."""
    page = Page(max(width, NARROWEST), colour)
    series = document["series"]
    zone = read_zone(series["zone"])
    lines = [line for key in ("illustration", "in_force_overridden") for line in _said(series, key, page)]
    lines += [*_head(series, zone, page), *_next(series, page), *_months(series, zone, page)]
    lines += _readings(series, page)
    lines += [*_breaches(series, zone, page), *_claims(series, page), *_credits(series, page)]
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
    lines += page.field("For", *_subscription(series["subscription"]))
    lines += page.field("As of", moment(series["as_of"], zone))
    lines += _amounts(series, page)
    return lines + page.field("Not known", *_unknown(series))


def _unknown(series: Json) -> Iterator[str]:
    """What the figures leave out, since nobody knows it."""
    yield from (gap["says"] for gap in series["missing"])
    months = [month["month"] for month in series["months"] if _is_in_doubt(month)]
    if months:
        yield f"guarantees are undecided in {', '.join(months)}: what they may owe is not in these figures"


def _is_in_doubt(month: Json) -> bool:
    return any(each["verdict"] in _OPEN and each["force"] == "guarantee" for each in month["verdicts"])


def _amounts(series: Json, page: Page) -> list[str]:
    """What is owed for all breaches, and what became of it."""
    owed = series["owed"]
    if _is_nothing(owed):
        return page.field("Owed", "nothing")
    lines = page.field("Owed", f"{_amount(owed)} for all breaches")
    if owed["kind"] == "no data" and not series.get("outcomes"):
        return page.field("Owed", owed["why"])
    for label, key, words in (
        ("Due", "due", "of it, given unasked or claimed in time"),
        ("Still open", "still_open", "of it can still be claimed"),
        ("Lost", "lost", "of it, not claimed in time or as agreed, or rejected"),
    ):
        if not _is_nothing(series[key]):
            lines += page.field(label, f"{_amount(series[key])} {words}")
    return lines


def _amount(data: Json) -> str:
    return str(data["why"]) if data["kind"] == "no data" else amount(data)


def _subscription(subscription: Json) -> list[str]:
    named = {"customer": "{}", "plan": "plan {}"}
    said = [form.format(subscription[key]) for key, form in named.items() if key in subscription]
    return [", ".join(said)] if said else []


def _next(series: Json, page: Page) -> list[str]:
    lines = page.heading("WHAT TO DO NEXT")
    if not series["next"]:
        return lines + page.paragraph("nothing", 2)
    return lines + [line for step in series["next"] for line in page.paragraph(f"- {step['says']}", 2, 2)]


def _months(series: Json, zone: Zone, page: Page) -> list[str]:
    lines = page.heading("MONTHS")
    headers = ["month", "missed", "breaches", "owed", "claim by", "claim"]
    rows = [list(_row(month, zone)) for month in series["months"]]
    inks = [_INKS.get(month["claim"]["state"], Ink.FAINT) for month in series["months"]]
    return lines + page.table(headers, rows, inks)


def _row(month: Json, zone: Zone) -> Iterator[str]:
    so_far = "" if month["is_final"] else " so far"
    yield month["month"] + so_far
    yield ", ".join(_missed(month["verdicts"])) or "none"
    yield str(len(month["breaches"]))
    yield _owed(month)
    yield _claim_by(month["claim"], zone)
    yield _claim_in_words(month["claim"])


def _owed(month: Json) -> str:
    owed = month["owed"]
    if owed["kind"] == "no data":
        return str(month["standing"])
    return "-" if _is_nothing(owed) else amount(owed)


def _missed(verdicts: Sequence[Json]) -> Iterator[str]:
    """The promises that were missed, and those that nobody can say it of: by name where they are few."""
    open_ones = [each["objective"] for each in verdicts if each["verdict"] in _OPEN]
    yield from (each["objective"] for each in verdicts if each["verdict"] == "MISSED")
    if len(open_ones) > MOST_NAMED:
        yield f"{len(open_ones)} undecided"
    else:
        yield from (f"{name}?" for name in open_ones)


def _claim_by(claim: Json, zone: Zone) -> str:
    """The days by which what is open, or else what was claimed or lapsed, had to be claimed."""
    claimed = [each for case in claim["claims"] for each in (*case["in_time"], *case["too_late"])]
    about = claim["open"] or claimed or claim["lapsed"]
    days = sorted({_day(each["claim_by"], zone) for each in about})
    return "-" if not days else days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"


def _day(deadline: Json, zone: Zone) -> str:
    if deadline["kind"] == "moment":
        last = parse_instant(deadline["at"])
        ends_day = zone.date(Instant(last + 1)) != zone.date(last)
        return str(zone.date(last)) if ends_day else moment(deadline["at"], zone)
    return "no limit" if deadline["kind"] == "no limit" else "not known"


def _credits(series: Json, page: Page) -> list[str]:
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
    elif not _is_nothing(left):
        parts.append(f"{amount(left)} {credit['becomes']}")
    claim = f" (claim {credit['claim']})" if "claim" in credit else ""
    return f"{amount(credit['amount'])}{claim}: {', '.join(parts) or 'nothing'}"


def _applied(credit: Json) -> list[Json]:
    return [{"kind": "sum", **part} for part in credit["applied"]]


def _is_nothing(data: Json) -> bool:
    """Whether an amount is none at all."""
    return (data["kind"] == "sum" and not data["amount"].strip("0.")) or data.get("share") == "0"


def _claim_in_words(claim: Json) -> str:
    """How far each claim has come, and what is open or lapsed besides."""
    cases = claim["claims"]
    if not cases:
        return str(claim["state"])
    said = [f"{case['number']} {case['state']}{_in_part(case)}" for case in cases]
    named = [each for case in cases for each in (*case["in_time"], *case["too_late"], *case["undecided"])]
    for key, words in (("open", "to be claimed"), ("lapsed", "not claimed in time")):
        left = [each for each in claim[key] if key == "open" or each not in named]
        if left:
            said.append(f"{counted(len(left), 'failure')} {words}")
    return ", ".join(said)


def _in_part(case: Json) -> str:
    """For how many of its failures a claim is in time, where it is for some alone."""
    some, late = len(case["in_time"]), len(case["too_late"])
    return f" for {some} of {some + late} failures" if some and late else ""


def _readings(series: Json, page: Page) -> list[str]:
    """What becomes of the credits by each reading, where they come to different things."""
    if not series.get("outcomes"):
        return []
    lines = page.heading("BY READING")
    for outcome in series["outcomes"]:
        read = " and ".join(f"`{line}`" for line in outcome["readings"])
        totals = ", ".join(f"{_amount(outcome[key])} {words}" for key, words in _TOTALS)
        lines += page.paragraph(f"- {read}: {totals}", 2, 2)
        states = [f"{each['month']} {each['state']}" for each in outcome["states"] if _is_telling(each)]
        lines += page.paragraph(", ".join(states), 4)
        lines += [line for credit in outcome["credits"] for line in page.paragraph(_credit(credit), 4, 2)]
    return lines


_TOTALS = (("owed", "owed"), ("due", "due"), ("still_open", "still open"), ("lost", "lost"))


def _is_telling(state: Json) -> bool:
    return bool(state["state"] != "nothing to claim")


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
    return f"{moment(breach['at'], zone)}  {breach['objective']}: {breach['what']}{clause}"


def _claims(series: Json, page: Page) -> list[str]:
    claims = [claim for month in series["months"] for claim in month["claim"]["claims"]]
    if not claims and not series["unmatched"]:
        return []
    lines = page.heading("CLAIMS")
    for claim in claims:
        lines += _explained(claim["reason"], page)
    if series["unmatched"]:
        numbers = ", ".join(series["unmatched"])
        lines += page.paragraph(f"about no month, promise or failure of this series: {numbers}", 2, 2)
    return lines


def _rights(series: Json, page: Page) -> list[str]:
    if not series["rights"]:
        return []
    lines = page.heading("RIGHTS TO TERMINATE")
    for held in series["rights"]:
        lines += _explained(held["reason"], page)
    return lines


def _explained(reason: Json, page: Page) -> list[str]:
    """What a reason says, its clause, and the steps it rests on."""
    lines = page.paragraph(f"- {reason['says']}", 2, 2)
    if "clause" in reason:
        quote = f": “{reason['clause']['quote']}”" if "quote" in reason["clause"] else ""
        lines += page.paragraph(f"clause {reason['clause']['reference']}{quote}", 4, 2)
    for step in reason.get("because", ()):
        lines += page.paragraph(f"- {step['says']}", 4, 2)
    return lines
