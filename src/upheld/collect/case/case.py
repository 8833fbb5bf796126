"""Case files: YAML read as far as it can be before the agreement is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from upheld.agreement.provenance import Place
from upheld.chrono.instant import Micros
from upheld.chrono.period_phrase import read_period_phrase
from upheld.chrono.zone import fixed_zone
from upheld.collect.binding_nodes import Desk
from upheld.collect.case.moment import read_moment
from upheld.errors import PhraseError, TimeError
from upheld.evidence.evidence import Table
from upheld.language.diagnostic import Code, Diagnostic
from upheld.language.lines import Lines
from upheld.language.source import ListNode, Node, ScalarNode, read_source
from upheld.quantity import did_you_mean

ASKED = ("period", "plan", "subscription", "customer", "as_of")
"""What stands in for options of the command."""
FEE, COMPLETE, ILLUSTRATION = "fee", "complete", "illustration"
KEYS = (*ASKED, FEE, COMPLETE, ILLUSTRATION)
"""Keys of a case besides the names of tables."""

OPTION = "--outage"
"""Where an outage stands that was given on the command line."""
YES, NO = ("yes", "true"), ("no", "false")


class Case(Struct, frozen=True, kw_only=True):
    """A case file that was opened: what it asks for, and what it tells under each key."""

    lines: Lines
    asked: Mapping[str, str]
    nodes: Mapping[str, Node]
    is_complete: bool = True
    """Whether everything was up but for the outages that are listed."""
    paid: tuple[str, ...] = ()
    """What fees that stand beside the case are paid for."""
    diagnostics: tuple[Diagnostic, ...] = ()


def open_case(file: str, data: bytes) -> Case:
    """Open a case file; never raises: what is wrong is among the diagnostics."""
    source = read_source(file, data)
    desk = Desk(source.lines, list(source.diagnostics))
    if source.root is None:
        return Case(lines=source.lines, asked={}, nodes={}, diagnostics=tuple(desk.diagnostics))
    nodes = _known(source.root.entries, desk)
    asked = {
        key: text
        for key in ASKED
        if key in nodes
        and (text := desk.text(nodes[key], f"`{key}`"))
        and _is_readable(key, text, nodes[key], desk)
    }
    return Case(
        lines=source.lines,
        asked=asked,
        nodes=nodes,
        is_complete=_is_complete(nodes.get(COMPLETE), desk),
        diagnostics=tuple(desk.diagnostics),
    )


def case_of_outages(outages: Sequence[str], paid: Sequence[str] = ()) -> Case:
    """The case that a list of outages makes by itself, each as on the command line.

    `paid` are the names of what has a fee there.
    """
    lines = Lines(OPTION, tuple(outages))
    items = tuple(
        ScalarNode(text, Place(OPTION, number, 1), max(len(text), 1))
        for number, text in enumerate(outages, start=1)
    )
    listed = ListNode(items, Place(OPTION, 1, 1))
    return Case(lines=lines, asked={}, nodes={Table.OUTAGES.value: listed}, paid=tuple(paid))


def _known(entries: Iterable[tuple[ScalarNode, Node]], desk: Desk) -> dict[str, Node]:
    names = (*KEYS, *(table.value for table in Table))
    found = {}
    for key, value in entries:
        if key.text in names:
            found[key.text] = value
            continue
        remedy = did_you_mean(key.text, names, f"a case has {', '.join(KEYS)}, and tables of evidence")
        desk.report(Code.UNKNOWN_KEY, key, f"`{key.text}` has no meaning in a case", remedy)
    return found


def _is_readable(key: str, text: str, node: Node, desk: Desk) -> bool:
    """Whether a period or an instant that is asked for is one; the zone it lies in is not known yet."""
    try:
        if key == "period":
            read_period_phrase(text)
        elif key == "as_of":
            read_moment(text, _ANY_ZONE)
    except PhraseError as error:
        desk.report(Code.UNREADABLE_VALUE, node, error.message, error.remedy)
        return False
    except TimeError as error:
        says, _, remedy = str(error).partition("; ")
        desk.report(Code.UNREADABLE_VALUE, node, says, remedy or "write it as 2026-03")
        return False
    return True


_ANY_ZONE = fixed_zone("UTC", Micros(0))


def _is_complete(node: Node | None, desk: Desk) -> bool:
    text = desk.text(node, f"`{COMPLETE}`").lower() if node is not None else ""
    if node is not None and text and text not in (*YES, *NO):
        message = f"`{text}` does not say whether the list of outages is complete"
        desk.report(Code.UNREADABLE_VALUE, node, message, "write `yes` or `no`")
    return text not in NO
