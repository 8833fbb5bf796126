"""The statement as text: whose it is, verdicts first, then each objective, credits and conventions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from upheld.chrono.instant import Instant, format_instant, parse_instant
from upheld.chrono.zone import Zone
from upheld.quantity import write_length
from upheld.report.figure import Json
from upheld.report.local_time import read_zone
from upheld.report.members import Others, told
from upheld.report.summary import RIGHT, arithmetic, term_words
from upheld.report.text.availability import availability_lines
from upheld.report.text.conventions import conventions_lines
from upheld.report.text.coverage import coverage_lines
from upheld.report.text.credits import (
    claim_in_a_word,
    credits_in_a_word,
    credits_lines,
    owed_by_reading,
)
from upheld.report.text.duties import duties_lines
from upheld.report.text.outcomes import outcomes_lines
from upheld.report.text.page import NARROWEST, Ink, Page
from upheld.report.text.statistic import statistic_lines
from upheld.report.text.subscription import parts_in_words, subscription_in_words
from upheld.report.text.tickets import tickets_lines
from upheld.report.text.undeclared import undeclared_lines
from upheld.report.text.verdict import (
    example_of,
    range_in_words,
    verdict_cells,
    verdict_in_words,
    with_figure,
)
from upheld.report.text.wording import amount, last_day, moment, span
from upheld.settlement.settlement import Standing

MOST_FLAGS = 8
MOST_REASONS = 6
MOST_NAMED = 30
"""So many of the members told together are named."""

_SHOWN_ABOVE = frozenset(
    f"availability.{name}"
    for name in (
        "allowance",
        "bounds",
        "exclusions",
        "gap",
        "measured",
        "outages",
        "prospect",
        "sampling",
        "to_date",
    )
)
_SECTIONS: Mapping[str, Callable[[Json, Zone, Page], list[str]]] = {
    "availability": availability_lines,
    "clocks": tickets_lines,
    "duties": duties_lines,
    "statistic": statistic_lines,
    "coverage": coverage_lines,
}
_INKS = {"MET": Ink.GREEN, "MISSED": Ink.RED, "INDETERMINATE": Ink.YELLOW, "AMBIGUOUS": Ink.YELLOW}


def render_text(document: Json, width: int = 100, colour: bool = False) -> str:
    """Render a document for a terminal or a mail of so many columns; colour only repeats what words say."""
    page = Page(max(width, NARROWEST), colour)
    statement = document["statement"]
    zone = read_zone(statement["zone"])
    lines = [*_warnings(statement, page), *_head(statement, zone, page), *_verdicts(statement, zone, page)]
    for part in told(statement["findings"], zone):
        if isinstance(part, Others):
            lines += others_lines(part, zone, page)
        else:
            lines += finding_lines(part.title, part.finding, zone, page)
    lines += credits_lines(statement["settlement"], zone, page)
    lines += undeclared_lines(statement.get("undeclared", ()), page)
    lines += conventions_lines(statement["findings"], statement["settlement"], page)
    lines += _flags(statement["flags"], page)
    lines += _foot(document, page)
    return "\n".join(lines).lstrip("\n") + "\n"


def render_verdicts(document: Json, width: int = 100) -> str:
    """Render what a statement begins with: what it is an illustration of, whose it is, and the verdicts."""
    page = Page(max(width, NARROWEST), colour=False)
    statement = document["statement"]
    zone = read_zone(statement["zone"])
    lines = [*_warnings(statement, page), *_head(statement, zone, page), *_verdicts(statement, zone, page)]
    return "\n".join(lines).lstrip("\n") + "\n"


def finding_lines(title: str, finding: Json, zone: Zone, page: Page) -> list[str]:
    """One objective: what was promised, what happened, and why the verdict is what it is."""
    lines = page.heading(f"{title}: {verdict_in_words(finding)}")
    lines += promise_lines(finding, page)
    lines += outcomes_lines(finding, zone, page)
    lines += _SECTIONS[finding["record"]["kind"]](finding, zone, page)
    lines += page.field("Missing", *finding.get("gaps", ()))
    return lines + page.field("Why", *_why(finding["reason"], zone))


def others_lines(others: Others, zone: Zone, page: Page) -> list[str]:
    """Members or periods told together: what was promised, what they came to, and their names."""
    lines = page.heading(f"{others.title}: {verdict_in_words(others.findings[0])}")
    lines += promise_lines(others.findings[0], page)
    lines += page.field("Measured", range_in_words(others, zone))
    names = others.names[:MOST_NAMED]
    more = (
        f" … and {len(others.names) - len(names)} more (see JSON)" if len(others.names) > len(names) else ""
    )
    return lines + page.field(f"{others.noun.capitalize()}s", f"{', '.join(names)}{more}")


def promise_lines(finding: Json, page: Page) -> list[str]:
    """The promise in full, its force, and the clause in its own words."""
    clause = finding.get("clause")
    words = []
    if clause:
        quote = f": “{clause['quote']}”" if "quote" in clause else ""
        words.append(f"{clause['reference']}{quote}")
    return page.field("Promised", f"{finding['promise']} ({finding['force']})", *words)


def _warnings(statement: Json, page: Page) -> list[str]:
    """What must be known before anything else is read."""
    said = [statement[key] for key in ("illustration", "in_force_overridden") if key in statement]
    return [line for text in said for line in page.paragraph(text)]


def _head(statement: Json, zone: Zone, page: Page) -> list[str]:
    agreement, period = statement["agreement"], statement["period"]
    length = write_length(parse_instant(period["end"]) - parse_instant(period["start"]))
    lines = page.heading(f"STATEMENT {period['label']}: {agreement['name']}")
    lines += page.field(
        "Agreement", f"{agreement['name']}, version {agreement['version']}, by {agreement['provider']}"
    )
    lines += page.field("For", *subscription_in_words(statement["subscription"]))
    lines += page.field(
        "Period",
        f"{period['label']}, {period['rule']} in {zone.name} ({length})",
        span(period["start"], period["end"], zone),
    )
    lines += page.field("In parts", *parts_in_words(statement, zone))
    still = (
        "the period is closed" if statement["is_final"] else "the period is still open: verdicts are to date"
    )
    return lines + page.field("As of", f"{moment(statement['as_of'], zone)}; {still}")


def _verdicts(statement: Json, zone: Zone, page: Page) -> list[str]:
    findings: Sequence[Json] = statement["findings"]
    lines = page.heading("VERDICTS")
    if not findings:
        return lines + page.paragraph("no objective of this agreement is judged in this period", 2)
    parts = told(findings, zone)
    rows = [verdict_cells(part, zone) for part in parts]
    inks = [_INKS.get(of["verdict"], Ink.FAINT) for of in map(example_of, parts)]
    lines += page.table(["objective", "promised", "measured", "evidence", "verdict"], rows, inks)
    settlement = statement["settlement"]
    claim = claim_in_a_word(settlement, zone)
    less = f"; {amount(settlement['not_charged'])} not charged" if "not_charged" in settlement else ""
    credit = f"Credit: {credits_in_a_word(settlement)}{less}{f'; {claim}' if claim else ''}"
    lines += ["", *page.paragraph(credit, 2)]
    for says in (*arithmetic(settlement), *map(owed_by_reading, settlement.get("outcomes", ()))):
        lines += page.paragraph(f"- {says}", 4, 2)
    for says in _owed_later(statement, zone):
        lines += page.paragraph(f"- {says}", 4, 2)
    for says, _ in term_words(settlement, RIGHT):
        lines += page.paragraph(f"Right: {says}", 2, 2)
    return lines


def _owed_later(statement: Json, zone: Zone) -> Iterator[str]:
    """What is missed in a period that lasts beyond the statement's, and so is credited in a later one."""
    end = parse_instant(statement["period"]["end"])
    if Standing(statement["settlement"]["standing"]) is Standing.NOTHING_PROMISED:
        return
    for finding in statement["findings"]:
        until = parse_instant(finding["interval"]["end"])
        if until > end and finding["verdict"] == "MISSED" and finding["breaches"]:
            last = last_day(format_instant(Instant(until - 1)), zone)
            yield f"{finding['objective']} is judged to {last}: it is credited in the statement of that month"


def _why(reason: Json, zone: Zone) -> list[str]:
    """The reason, and the steps right under it that nothing above has shown."""
    steps = [step for step in reason.get("because", ()) if not _is_shown_above(step["rule"])]
    said = [with_figure(reason, zone), *(f"- {with_figure(step, zone)}" for step in steps[:MOST_REASONS])]
    if len(steps) > MOST_REASONS:
        said.append(f"… and {len(steps) - MOST_REASONS} more steps (see `upheld explain`)")
    return said


def _is_shown_above(rule: str) -> bool:
    """Whether a step repeats a field of its section, or tells of one ticket."""
    return rule in _SHOWN_ABOVE or rule.startswith("clock.")


def _flags(flags: Sequence[Json], page: Page) -> list[str]:
    if not flags:
        return []
    lines = page.heading("NOTES ON THE EVIDENCE")
    for flag in flags[:MOST_FLAGS]:
        lines += page.paragraph(f"{flag['source']}: {flag['says']} ({flag['code']})", 2, 2)
    if len(flags) > MOST_FLAGS:
        lines += page.paragraph(f"… and {len(flags) - MOST_FLAGS} more (see JSON)", 2)
    return lines


def _foot(document: Json, page: Page) -> list[str]:
    findings = document["statement"]["findings"]
    example = findings[0]["objective"] if findings else "OBJECTIVE"
    return [
        "",
        *page.paragraph(f"Digest {document['digest']}", hang=2),
        *page.paragraph(f"Made by upheld {document['envelope']['version']}"),
        *page.paragraph(
            "Every step, with the rows of evidence behind it: write the statement with `--format json -o "
            f"statement.json`, then `upheld explain statement.json {example}`"
        ),
    ]
