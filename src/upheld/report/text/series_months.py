"""The months of a series as a table: what was missed, what is owed for it, and where its claim stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.text.page import Ink, Page
from upheld.report.text.series_credits import bounds_in_words, claim_days, is_nothing
from upheld.report.text.wording import amount, counted
from upheld.settlement.claims import ClaimState

MOST_NAMED = 2
"""So many undecided promises of a month, and members that missed one, are named."""

OPEN = ("INDETERMINATE", "AMBIGUOUS")
"""Verdicts that leave it open whether something was missed."""

_INKS = {
    "to be claimed": Ink.YELLOW,
    "undecided": Ink.YELLOW,
    "not claimed in time": Ink.RED,
    "not known whether it was claimed": Ink.YELLOW,
    "depends on how the text is read": Ink.YELLOW,
    "claimed too late": Ink.RED,
    "claimed too early": Ink.RED,
    "not claimed as agreed": Ink.RED,
    "rejected": Ink.RED,
}


def months_lines(series: Json, zone: Zone, page: Page) -> list[str]:
    """A row for each month."""
    lines = page.heading("MONTHS")
    headers = ["month", "missed", "breaches", "owed", "claim by", "claim"]
    outcomes = series.get("outcomes", ())
    rows = [
        list(_row(month, [each["states"][number] for each in outcomes], zone))
        for number, month in enumerate(series["months"])
    ]
    inks = [_INKS.get(month["claim"]["state"], Ink.FAINT) for month in series["months"]]
    return lines + page.table(headers, rows, inks)


def _row(month: Json, by_reading: Sequence[Json], zone: Zone) -> Iterator[str]:
    so_far = "" if month["is_final"] else " so far"
    yield month["month"] + so_far
    missed = Counter(_missed(month["verdicts"], month["is_final"]))
    yield (
        ", ".join(f"{name} ({count} times)" if count > 1 else name for name, count in missed.items())
        or "none"
    )
    yield str(len(month["breaches"]))
    yield _owed(month)
    yield _claim_by(month["claim"], by_reading, zone)
    yield _claim_in_words(month["claim"])


def _owed(month: Json) -> str:
    owed = month["owed"]
    if "open" in month:
        return bounds_in_words(month["open"])
    if owed["kind"] == "no data":
        return str(month["standing"])
    return "-" if is_nothing(owed) else amount(owed)


def _missed(verdicts: Sequence[Json], is_final: bool) -> Iterator[str]:
    """The promises that were missed, and those that nobody can say it of: by name where they are few.

    In a month that is over, one of a longer period is missed so far, and counts where that ends.
    """
    open_ones = [_subject(each) for each in verdicts if each["verdict"] in OPEN]
    missed = [each for each in verdicts if each["verdict"] == "MISSED"]
    members = Counter(each["objective"] for each in missed if "member" in each)
    for each in missed:
        if members[each["objective"]] <= MOST_NAMED:
            yield _subject(each) + (" so far" if is_final and not each["is_final"] else "")
    for name, count in members.items():
        if count > MOST_NAMED:
            yield f"{name} of {count} members"
    if len(open_ones) > MOST_NAMED:
        yield f"{len(open_ones)} undecided"
    else:
        yield from (f"{name}?" for name in open_ones)


def _subject(verdict: Json) -> str:
    return (
        f"{verdict['objective']}, {verdict['member']}" if "member" in verdict else str(verdict["objective"])
    )


def _claim_by(claim: Json, by_reading: Sequence[Json], zone: Zone) -> str:
    """The days by which what is open, or else what was claimed or lapsed, had to be claimed.

    Where they depend on how the text is read, those of each reading.
    """
    claimed = [each for case in claim["claims"] for each in (*case["in_time"], *case["too_late"])]
    about = claim["open"] or claimed or claim["lapsed"]
    if about or claim["state"] != ClaimState.AMBIGUOUS.value:
        return " to ".join(claim_days([each["claim_by"] for each in about], zone)) or "-"
    days = [" to ".join(claim_days(each.get("claim_by", ()), zone)) for each in by_reading]
    return " or ".join(dict.fromkeys(each for each in days if each)) or "-"


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
