"""What the credits show: line by line, the cap, and what earns nothing and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.chrono.instant import parse_instant
from upheld.chrono.zone import Zone
from upheld.quantity import write_length
from upheld.report.figure import Json
from upheld.report.summary import CLAIM, term_words, told_by_reading
from upheld.report.text.page import Page
from upheld.report.text.series_credits import open_in_words
from upheld.report.text.wording import amount, last_day, titles
from upheld.settlement.settlement import MAY_CHANGE, Standing

PROVIDED = "credit.provided"
MOST_NAMED = 8
"""So many that earn nothing for one reason are named."""
TERMS = {
    "credit.claim": "Claim",
    "credit.payment": "Payment",
    "termination.ground": "Termination",
}
"""The steps of a settlement that say on which terms a credit is given."""


def credits_in_a_word(settlement: Json) -> str:
    """One line for the head of the statement."""
    may_change = not settlement["is_final"] and Standing(settlement["standing"]) in MAY_CHANGE
    so_far = " so far" if may_change else ""
    is_open = "open" in settlement or settlement["standing"] == Standing.AMBIGUOUS.value
    is_owed = bool(settlement["lines"]) or settlement["standing"] == Standing.OWED.value
    if is_open or (is_owed and settlement["owed"]["kind"] == "no data"):
        return str(settlement["reason"]["says"])
    if not settlement["lines"]:
        return f"{settlement['standing']}{so_far}"
    unspoken = [words for words, is_attested, _ in provided(settlement) if not is_attested]
    condition = f", provided that this holds: {' and '.join(unspoken)}" if unspoken else ""
    return f"{amount(settlement['owed'])}{so_far}{condition}"


def provided(settlement: Json) -> Iterator[tuple[str, bool, str]]:
    """The conditions of the credit in words, whether evidence speaks of each, and what is said of it."""
    steps = {
        step["says"]: bool(step.get("evidence_count"))
        for line in settlement["lines"]
        for step in line["reason"].get("because", ())
        if step["rule"] == PROVIDED
    }
    for says, is_attested in steps.items():
        yield says.partition(": ")[2], is_attested, says


def claim_in_a_word(settlement: Json, zone: Zone) -> str:
    """Until when the failure must be reported and the credit claimed: first and last day, by reading."""
    claims = [step for _, step in told_by_reading(settlement, CLAIM)]
    days = dict.fromkeys(_days(claim, zone) for claim in claims if "figure" in claim)
    notices = dict.fromkeys(filter(None, (_notice_days(claim, zone) for claim in claims)))
    said = [f"report by {' or '.join(notices)}"] if notices else []
    said += [f"claim by {' or '.join(days)}"] if days else []
    return ", ".join(said)


def _days(claim: Json, zone: Zone) -> str:
    """The day by which what failed first must be claimed, and that for the last, where it is another."""
    first = str(last_day(claim["figure"]["at"], zone))
    found = _moments(claim, "credit.claim_by")
    return _first_and_last(first, str(last_day(found[-1], zone)) if found else first)


def _notice_days(claim: Json, zone: Zone) -> str:
    """The day by which what failed first must be reported, where a credit is asked for in two stages."""
    days = [str(last_day(at, zone)) for at in _moments(claim, "credit.report_by")]
    return _first_and_last(days[0], days[-1]) if days else ""


def _moments(claim: Json, rule: str) -> list[str]:
    moments = (
        step["figure"]["at"]
        for step in claim.get("because", ())
        if step["rule"] == rule and step.get("figure", {}).get("kind") == "moment"
    )
    return sorted(moments, key=parse_instant)


def _first_and_last(first: str, last: str) -> str:
    return first if first == last else f"{first} (what failed last by {last})"


def credits_lines(settlement: Json, zone: Zone, page: Page) -> list[str]:
    """The section on credits."""
    lines = page.heading("CREDITS")
    lines += page.paragraph(settlement["reason"]["says"], 2)
    clause = settlement["reason"].get("clause")
    if clause:
        lines += page.paragraph(_clause(clause), 2)
    if settlement["lines"]:
        lines += _table(settlement, zone, page)
    for number, outcome in enumerate(settlement.get("outcomes", ())):
        lines += page.field("" if number else "Readings", owed_by_reading(outcome))
    lines += page.field("Provided", *(says for _, _, says in provided(settlement)))
    for label, says in adjustment_words(settlement):
        lines += page.field(label, says)
    lines += page.field("Not charged", *not_charged_words(settlement))
    lines += page.field("No credit", *without_credit_words(settlement["without_credit"]))
    for rule, label in TERMS.items():
        for says, _ in term_words(settlement, rule):
            lines += page.field(label, says)
    return lines


def adjustment_words(settlement: Json) -> Iterator[tuple[str, str]]:
    """Each step from the sum of the lines to what is owed, under the name of its term."""
    last = ""
    for step in settlement.get("adjustments", ()):
        label = step["kind"].capitalize()
        yield ("" if label == last else label), step["reason"]["says"]
        last = label


def not_charged_words(settlement: Json) -> Iterator[str]:
    """The charges that are not made, line by line."""
    for line in settlement.get("reductions", ()):
        yield line["reason"]["says"]


def _table(settlement: Json, zone: Zone, page: Page) -> list[str]:
    parts = settlement["lines"]
    rows = [credit_cells(title, line) for title, line in zip(titles(parts, zone), parts, strict=True)]
    lines = page.table(["objective", "breaches", "for each", "credit"], rows)
    if "fee" in settlement:
        lines += page.field("Monthly fee", amount({"kind": "sum", **settlement["fee"]}))
    return lines


def credit_cells(title: str, line: Json) -> list[str]:
    """One line as a row: its objective, the breaches, what is owed for each, and in all."""
    return [title, _count(line), _each(line), _credit(line)]


def _count(line: Json) -> str:
    """How many breaches, with the downtime where a credit is reckoned on it."""
    if "length" in line.get("tally", {}):
        return f"{line['breaches']}, {write_length(line['tally']['length'])} down"
    if "downtime" not in line:
        return str(line["breaches"])
    return f"{line['breaches']}, {line['downtime']['percent']} down"


def _each(line: Json) -> str:
    """What is owed for each breach, for each block of downtime, or in a band."""
    each = line.get("stated") or amount(line["per_breach"])
    if "tally" in line:
        tally = line["tally"]
        if "each" not in tally and "stated" in line:
            return str(each)
        return f"{each} per {tally['each']}" if "each" in tally else f"{each}, by the length of outages"
    if "band" in line:
        return f"{each}, {line['band']['bands']}"
    return f"{each} per {line['downtime']['block']}" if "downtime" in line else each


def _credit(line: Json) -> str:
    return amount(line["owed"]) + ("" if line["is_final"] else " so far")


def without_credit_words(misses: Sequence[Json]) -> Iterator[str]:
    """Which misses earn nothing and why, those of one reason together."""
    together: dict[str, list[str]] = {}
    for miss in misses:
        name = miss["objective"]
        title = f"{name}, {miss['member']}" if "member" in miss else name
        together.setdefault(miss["reason"]["says"].removeprefix(f"{name}: "), []).append(title)
    for why, several in together.items():
        names = list(dict.fromkeys(several))
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED + 1 else ""
        yield f"{', '.join(names[:MOST_NAMED] if more else names)}{more}: {why}"


def owed_by_reading(outcome: Json) -> str:
    """What is owed by one combination of readings."""
    by = " and ".join(f"`{line}`" for line in outcome["readings"]) or "the words as they stand"
    if outcome["standing"] == Standing.NOTHING_OWED.value:
        return f"nothing, by {by}"
    if "open" in outcome and outcome["owed"]["kind"] == "no data":
        return f"{open_in_words(outcome['open'])}, by {by}"
    owed = outcome["standing"] if outcome["owed"]["kind"] == "no data" else amount(outcome["owed"])
    return f"{owed}, by {by}"


def _clause(clause: Json) -> str:
    quote = f": “{clause['quote']}”" if "quote" in clause else ""
    return f"{clause['reference']}{quote}"
