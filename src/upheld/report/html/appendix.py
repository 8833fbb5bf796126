"""What stands after the objectives: exclusions, conventions, notes on the evidence, and recomputing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.html.blocks import fields, more, section, table
from upheld.report.html.prose import prose
from upheld.report.html.reasons import folded
from upheld.report.in_force import InForce, conventions_in_force
from upheld.report.markup import Markup, Part, element, together
from upheld.report.text.undeclared import decided, readings, told_apart
from upheld.report.text.wording import from_to, moment

MOST_EXCLUSIONS = 100
MOST_FLAGS = 30


def exclusions_section(findings: Sequence[Json], zone: Zone) -> Markup | None:
    """Every stretch that an exclusion takes out, or would have taken out, with its reason."""
    weighed: dict[tuple[str, ...], list[str]] = {}
    for finding in findings:
        for part in finding["record"].get("exclusions", ()):
            if part["granted"] or part.get("evidence"):
                key = (
                    part["start"],
                    part["end"],
                    part["exclusion"],
                    part["what"],
                    _granted(part),
                    part["why"],
                )
                weighed.setdefault(key, []).append(finding["objective"])
    if not weighed:
        return None
    rows = [
        [_name(name, what), *from_to(start, end, zone), granted, why, ", ".join(dict.fromkeys(objectives))]
        for (start, end, name, what, granted, why), objectives in sorted(weighed.items())
    ]
    return section(
        "exclusions",
        "Exclusions",
        table(
            "What was left out, or was not and why",
            ["exclusion", "from", "to", "ruling", "why", "objectives"],
            rows[:MOST_EXCLUSIONS],
        ),
        more(len(rows) - MOST_EXCLUSIONS),
    )


def undeclared_section(terms: Sequence[Json]) -> Markup | None:
    """What the text leaves open: what decides something here in full, the rest as a list."""
    if not terms:
        return None
    deciding, idle = told_apart(terms)
    rows: list[list[Part]] = [
        [term["asks"], element("ul", *_readings(term), class_="readings"), decided(term), _place(term)]
        for term in deciding
    ]
    listed = (element("li", f"{term['asks']} ", _place(term)) for term in idle)
    return section(
        "undeclared",
        "What the text leaves open",
        table("Terms by whose readings something differs", ["left open", "readings", "decides", "at"], rows),
        folded(f"Open too, though nothing here differs by it ({len(idle)})", element("ul", *listed))
        if idle
        else None,
    )


def _readings(term: Json) -> Iterable[Markup]:
    return (element("li", prose(reading)) for reading in readings(term))


def _place(term: Json) -> Markup:
    return element("span", f"{term['code']}, {term['at']}", class_="place")


def conventions_section(findings: Sequence[Json], settlement: Json) -> Markup | None:
    """What the agreement declares, and what holds by default where it is silent."""
    held = conventions_in_force(findings, settlement)
    if not held:
        return None
    declared = [each for each in held if each.declared_at is not None]
    defaults = [each for each in held if each.declared_at is None]
    return section(
        "conventions",
        "Conventions and readings in force",
        fields([("Declared", _listed(declared)), ("By default", _listed(defaults))]),
    )


def notes_section(flags: Sequence[Json]) -> Markup | None:
    """What is odd about the evidence."""
    if not flags:
        return None
    items = (
        element("li", f"{flag['source']}: {flag['says']} ", element("code", flag["code"]))
        for flag in flags[:MOST_FLAGS]
    )
    return section(
        "notes",
        "Notes on the evidence",
        element("ul", together(items, "\n")),
        more(len(flags) - MOST_FLAGS),
    )


def recompute_section(document: Json, zone: Zone) -> Markup:
    """What it takes to come to the same bytes, and where every step stands."""
    statement, envelope = document["statement"], document["envelope"]
    libraries = ", ".join(f"{name} {version}" for name, version in sorted(envelope["libraries"].items()))
    return section(
        "recompute",
        "How to recompute this statement",
        element(
            "p",
            "The same agreement, lock and evidence, judged as of the same instant, give the same statement: "
            "anybody who has them can compare the digest. This page was made from the JSON document of the "
            "statement, which holds every figure exactly and every reason in full.",
        ),
        element("pre", element("code", _command(statement))),
        fields(
            [
                ("Digest", [element("code", document["digest"])]),
                ("As of", [f"{moment(statement['as_of'], zone)} ({statement['as_of']})"]),
                ("Made by", [f"upheld {envelope['version']}"]),
                ("With", [libraries] if libraries else []),
                ("Lock", [element("code", envelope["lock"])] if "lock" in envelope else []),
            ]
        ),
    )


def _command(statement: Json) -> str:
    """What one would type; the files are the reader's own."""
    subscription = statement["subscription"]
    named = [key for key in ("plan", "subscription") if key in subscription]
    plan = "".join(f" --{key} '{subscription[key]}'" for key in named)
    return (
        f"upheld evaluate AGREEMENT --evidence DIR --period {statement['period']['label']}{plan} "
        f"--as-of {statement['as_of']} --format json"
    )


def _granted(part: Json) -> str:
    return "left out" if part["granted"] else "not left out"


def _name(name: str, what: str) -> str:
    return name if name == what else f"{name} ({what})"


def _listed(held: Iterable[InForce]) -> Iterable[Part]:
    items = [
        element(
            "li",
            each.phrase,
            f" (for {', '.join(each.objectives)})" if each.objectives else None,
            element("span", f" at {each.declared_at}", class_="place") if each.declared_at else None,
        )
        for each in held
    ]
    return [element("ul", together(items), class_="conventions-list")] if items else []
