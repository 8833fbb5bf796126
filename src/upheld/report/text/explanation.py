"""The explanation of one objective: the whole tree of reasons, down to clauses and rows of evidence."""

from __future__ import annotations

from upheld.chrono.zone import Zone
from upheld.errors import UsageError
from upheld.quantity import did_you_mean
from upheld.report.figure import Json
from upheld.report.local_time import read_zone
from upheld.report.text.page import NARROWEST, Page
from upheld.report.text.statement import promise_lines
from upheld.report.text.verdict import verdict_in_words, with_figure
from upheld.report.text.wording import counted, titles

MOST_EVIDENCE = 5
MOST_STEPS = 25


def render_explanation(document: Json, objective: str, width: int = 100, colour: bool = False) -> str:
    """Render why an objective came to its verdict, and what its credit rests on.

    `uptime, eu` is its finding on one member. Raises UsageError for an objective or a member the statement
    doesn't have, with the nearest name.
    """
    statement = document["statement"]
    page = Page(max(width, NARROWEST), colour)
    zone = read_zone(statement["zone"])
    lines: list[str] = []
    objective, _, member = objective.partition(", ")
    for title, finding in _find(statement, objective, member, zone):
        lines += page.heading(f"{title}: {verdict_in_words(finding)}") + promise_lines(finding, page)
        lines += page.heading("WHY") + _tree(finding["reason"], zone, page, 2)
    lines += _credit(statement["settlement"], objective, member, zone, page)
    lines += ["", *page.paragraph(f"Digest {document['digest']}", hang=2)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _find(statement: Json, objective: str, member: str, zone: Zone) -> list[tuple[str, Json]]:
    """The findings of an objective, one for each of its periods and members, with their titles."""
    findings = statement["findings"]
    titled = zip(titles(findings, zone), findings, strict=True)
    found = [(title, finding) for title, finding in titled if finding["objective"] == objective]
    members = [finding["member"] for _, finding in found if "member" in finding]
    if found and member and member not in members:
        known = f"it has {', '.join(members[:MOST_STEPS]) or 'no members'}"
        raise UsageError(f"no member `{member}`: {did_you_mean(member, members, known)}")
    if found:
        return [(title, each) for title, each in found if member in ("", each.get("member"))]
    names = list(dict.fromkeys(finding["objective"] for finding in findings))
    known = f"this statement judges {', '.join(names) or 'no objective'}"
    raise UsageError(f"no objective `{objective}`: {did_you_mean(objective, names, known)}")


def _tree(reason: Json, zone: Zone, page: Page, indent: int) -> list[str]:
    """A reason, its clause and rows, and under it the steps it rests on."""
    indent = min(indent, page.width // 2)
    lines = page.paragraph(f"- {with_figure(reason, zone)}  ({reason['rule']})", indent, 2)
    clause = reason.get("clause")
    if clause:
        quote = f": “{clause['quote']}”" if "quote" in clause else ""
        lines += page.paragraph(f"clause {clause['reference']}{quote}", indent + 2, 2)
    if "evidence_count" in reason:
        lines += page.paragraph(_evidence(reason), indent + 2, 2)
    steps = reason.get("because", ())
    for step in steps[:MOST_STEPS]:
        lines += _tree(step, zone, page, indent + 2)
    if len(steps) > MOST_STEPS:
        lines += page.paragraph(f"… and {len(steps) - MOST_STEPS} more steps (see JSON)", indent + 2)
    return lines


def _evidence(reason: Json) -> str:
    keys, count = reason["evidence"][:MOST_EVIDENCE], reason["evidence_count"]
    if not keys:
        return f"evidence: {counted(count, 'row')}"
    more = f" and {counted(count - len(keys), 'more row')}" if count > len(keys) else ""
    return f"evidence: {', '.join(keys)}{more}"


def _credit(settlement: Json, objective: str, member: str, zone: Zone, page: Page) -> list[str]:
    """The steps of the settlement that are about this objective."""
    parts = [*settlement["lines"], *settlement["without_credit"]]
    lines = page.heading("CREDIT") + page.paragraph(settlement["reason"]["says"], 2)
    for part in parts:
        if part["objective"] == objective and member in ("", part.get("member", "")):
            lines += _tree(part["reason"], zone, page, 2)
    return lines
