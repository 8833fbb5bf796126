"""Credit bands that leave a gap, overlap, or do not begin where the commitment ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from upheld.agreement.credit import Credits
from upheld.agreement.credit_band import (
    LOWEST,
    Band,
    BandsBy,
    BandsCounted,
    BandUnit,
    BetweenBands,
    Edge,
    Stretch,
    TieredCredit,
    Worse,
    is_before,
)
from upheld.agreement.credit_rule import CreditRule
from upheld.agreement.measure import MeasureUnit
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.statistic import Statistic, Summary
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.patch import Edit, written
from upheld.language.question import Reading
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.review.credited import is_credited
from upheld.language.terms.amounts import size_of
from upheld.language.terms.credit_bands import SharedEdges, meet_in_one_figure
from upheld.quantity import Duration, Operator, Rate

_COUNTED = {
    BandsCounted.HIGHEST.value: "of the bands that hold it, the one that begins the lowest is owed",
    BandsCounted.CUMULATIVE.value: "each of them is owed, together",
}
_SHARED = {
    SharedEdges.ABOVE.value: "what is owed in the band above it is owed there",
    SharedEdges.BELOW.value: "what is owed in the band below it is owed there",
}
_BETWEEN = {
    BetweenBands.NOTHING.value: "nothing is owed there",
    BetweenBands.ABOVE.value: "what is owed in the band above is owed there",
    BetweenBands.BELOW.value: "what is owed in the band below is owed there",
}


def review_credit_bands(draft: Draft, reader: Reader) -> None:
    """Ask what gaps and overlaps of bands earn; warn of bands at odds with the target."""
    if draft.credits is None:
        return
    for number, (rule, node) in enumerate(zip(draft.credits.rules, _rule_nodes(draft), strict=False)):
        if isinstance(rule.formula, TieredCredit):
            credited = list(_credited(draft, draft.credits, number))
            missed = dict(_missed(rule.formula, credited))
            in_pieces = bool(credited) and all(_is_whole(objective, draft) for objective in credited)
            _ask_for_gap(rule.formula, missed, node, reader, in_pieces=in_pieces)
            _ask_for_overlap(rule.formula, node, reader)
            _review_allowance(draft, draft.credits, number, node, reader)
            if reader.concerns(rule.plans):
                asked = _ask_for_edge(rule.formula, missed, draft, node, reader)
                others = {name: edge for name, edge in missed.items() if name not in asked}
                _review_boundary(rule.formula, others, node, reader, in_pieces=in_pieces)
            _review_order(rule.formula, node, reader)


def _credited(draft: Draft, credits: Credits, number: int) -> Iterator[Objective]:
    """The promises that a rule credits by their figure."""
    rule, earlier = credits.rules[number], credits.rules[:number]
    if not isinstance(rule.formula, TieredCredit) or rule.formula.by is not BandsBy.FIGURE:
        return
    for each in draft.objectives:
        objective = each.value
        taken = any(not before.plans and _fits(before, objective) for before in earlier)
        if is_credited(objective, credits) and _fits(rule, objective) and not taken:
            yield objective


def _missed(formula: TieredCredit, credited: Iterable[Objective]) -> Iterator[tuple[str, Edge]]:
    """The promises with a target in the unit of the bands, each with the edge beyond which it is missed."""
    for objective in credited:
        commitment = _commitment(objective, formula)
        if commitment is not None:
            yield objective.name, commitment


def _is_whole(objective: Objective, draft: Draft) -> bool:
    """Whether the figure of a promise is a number of pieces, with none between two of them."""
    indicator = objective.indicator
    if not isinstance(indicator, Statistic) or indicator.summary not in _WHOLE:
        return False
    return any(
        each.value.name == indicator.of and each.value.unit is MeasureUnit.COUNT for each in draft.measures
    )


_WHOLE = (Summary.TOTAL, Summary.MINIMUM, Summary.MAXIMUM)


def _review_allowance(draft: Draft, credits: Credits, number: int, node: MapNode, reader: Reader) -> None:
    """Tell that outages which the target allows earn nothing, where each is looked up by itself."""
    rule, earlier = credits.rules[number], credits.rules[:number]
    if not isinstance(rule.formula, TieredCredit) or rule.formula.by not in _BY_OUTAGE:
        return
    for each in draft.objectives:
        target, indicator = each.value.target, each.value.indicator
        taken = any(not before.plans and _fits(before, each.value) for before in earlier)
        credited = is_credited(each.value, credits) and _fits(rule, each.value) and not taken
        if target is None or not isinstance(indicator, Availability) or not credited:
            continue
        if target.bound == 1 or (isinstance(target.bound, Duration) and not target.bound.count):
            continue
        message = (
            f"a month in which `{each.value.name}` keeps its target of {target} owes nothing for any outage, "
            "however long it was"
        )
        remedy = (
            'if every outage is credited, write `target: ">= 100 %"` and accept `target-without-allowance`; '
            "if only those of a missed month are, leave it"
        )
        reader.report(Code.OUTAGE_WITHIN_TARGET, node.find("bands_by") or node, message, remedy)
        return


_BY_OUTAGE = (BandsBy.EACH_OUTAGE, BandsBy.POINTS)


def _fits(rule: CreditRule, objective: Objective) -> bool:
    indicator = objective.indicator
    named = objective.name in rule.objectives
    if not isinstance(indicator, Availability):
        return named and not rule.services
    return (named or not rule.objectives) and (not rule.services or indicator.of in rule.services)


def _commitment(objective: Objective, formula: TieredCredit) -> Edge | None:
    """The edge at which a promise is missed, where its target is one in the unit of the bands."""
    target = objective.target
    if target is None or target.operator.is_ceiling is (formula.worse is Worse.LOWER):
        return None
    match target.bound:
        case Fraction() as share if formula.unit is BandUnit.SHARE:
            bound = share
        case Duration() as length if formula.unit is BandUnit.TIME:
            bound = Fraction(length.micros)
        case Rate() as rate if formula.unit is BandUnit.RATE:
            bound = rate.in_bits().per_second
        case Decimal() as figure if formula.unit is BandUnit.NUMBER:
            bound = Fraction(figure)
        case _:
            return None
    return Edge(bound, is_above=target.operator in (Operator.MORE, Operator.AT_MOST))


def _ask_for_gap(
    formula: TieredCredit, missed: Mapping[str, Edge], node: MapNode, reader: Reader, *, in_pieces: bool
) -> None:
    """Ask what is owed in gaps that a month which missed its target may lie in."""
    gaps = [
        each
        for each in formula.gaps
        if _may_be_missed(each, formula, missed.values()) and (each.holds_whole_number or not in_pieces)
    ]
    if not gaps or node.find("between_bands") is not None:
        return
    is_lower = formula.worse is Worse.LOWER
    end = BetweenBands.BELOW if is_lower else BetweenBands.ABOVE
    inner = any(gap.lower != LOWEST if is_lower else gap.upper is not None for gap in gaps)
    words = [word for word in _BETWEEN if inner or word != end.value]
    where = ", or ".join(f"`{gap}`" for gap in reversed(gaps))
    what = "an availability" if formula.unit is BandUnit.SHARE else "a figure"
    asks = f"none of the bands holds {where}, and the words do not say what such {what} earns"
    _ask(Code.CREDIT_BAND_GAP, "between_bands", asks, {word: _BETWEEN[word] for word in words}, node, reader)


def _may_be_missed(gap: Stretch, formula: TieredCredit, missed: Collection[Edge]) -> bool:
    """Whether a promise that came out in a gap would have been missed; taken for sure where none is known."""
    if not missed:
        return True
    if formula.worse is Worse.LOWER:
        return gap.lower < max(missed)
    return is_before(min(missed), gap.upper)


def _ask_for_overlap(formula: TieredCredit, node: MapNode, reader: Reader) -> None:
    """Ask which of several bands is owed, where it is not said."""
    overlaps = () if formula.counted is BandsCounted.CUMULATIVE else formula.overlaps
    if not overlaps:
        return
    if node.find("bands_counted") is None:
        shared = [each for each in overlaps if _is_shared_edge(each)]
        for key, found, wordings in (
            ("shared_edges", shared, _SHARED),
            ("bands_counted", [each for each in overlaps if each not in shared], _COUNTED),
        ):
            if found:
                where = ", or ".join(f"`{stretch}`" for _, _, stretch in found)
                asks = f"two bands of different amounts hold {where}, and the words do not say which is owed"
                if any(one.stretch == other.stretch for one, other, _ in found):
                    asks += "; they have the same edges, of which one is likely another"
                _ask(Code.CREDIT_BAND_OVERLAP, key, asks, wordings, node, reader)
        return
    same = [mild for mild, grave, _ in overlaps if _begins(mild, formula) == _begins(grave, formula)]
    if same:
        message = f"two bands of different amounts begin together, `{same[0].stretch}`: neither is the higher"
        remedy = "delete one of the two, " + _acceptable(Code.CREDIT_BAND_OVERLAP, node, reader)
        reader.report(Code.CREDIT_BAND_OVERLAP, _bands_key(node), message, remedy)


def _is_shared_edge(overlap: tuple[Band, Band, Stretch]) -> bool:
    """Whether two bands have no more in common than the edge at which one ends and the other begins."""
    one, other = (band.stretch for band in overlap[:2])
    return meet_in_one_figure(one, other) or meet_in_one_figure(other, one)


def _ask_for_edge(
    formula: TieredCredit, missed: Mapping[str, Edge], draft: Draft, node: MapNode, reader: Reader
) -> Collection[str]:
    """Ask whose a figure is that just keeps the target and begins the bands; give the promises it is about.

    *At least 99.9 %* is promised, and the first band is *99.9 % to 99 %*.
    """
    begins, is_lower = formula.begins, formula.worse is Worse.LOWER
    shared = [
        name
        for name, edge in missed.items()
        if begins.value == edge.value and begins != edge and (begins > edge) is is_lower
    ]
    targets = [_target_of(name, draft) for name in shared]
    first = _first_band(formula, begins, node)
    if not shared or first is None or not all(targets):
        return ()
    figure = formula.unit.write(begins.value)
    strict = written(f'"{">" if is_lower else "<"} {figure}"', node.place)
    keys = ("at_most", "below") if is_lower else ("at_least", "above")
    number, band = first
    renamed = tuple(
        (ScalarNode(keys[1], key.place, key.width) if key.text == keys[0] else key, value)
        for key, value in band.entries
    )
    try:
        path = (*reader.path_of(node), "bands", number)
        edits = tuple(Edit(reader.path_of(target), strict) for target in targets if target is not None)
    except LookupError:
        return ()
    kept = Edit(path, MapNode(renamed, band.place, band.width))
    several = ", ".join(f"`{name}`" for name in shared)
    asks = f"`exactly {figure}` keeps the target of {several}, and lies in a band all the same"
    readings = (
        Reading(f"{keys[1]}: {figure}", "it keeps the promise, and earns nothing", (kept,)),
        Reading(
            f'target: "{">" if is_lower else "<"} {figure}"', "it misses the promise, and earns that", edits
        ),
    )
    reader.ask(Code.CREDIT_BAND_BOUNDARY, _bands_key(node), asks, readings)
    return shared


def _target_of(name: str, draft: Draft) -> ScalarNode | None:
    """The target of a promise, where it is a figure alone."""
    for each in draft.objectives:
        if each.value.name == name:
            target = _find(each.node, "target")
            return target if isinstance(target, ScalarNode) else None
    return None


def _first_band(formula: TieredCredit, begins: Edge, node: MapNode) -> tuple[int, MapNode] | None:
    """The one band of a list with which the bands begin, and its place in the list."""
    bands, key = _find(node, "bands"), "at_most" if formula.worse is Worse.LOWER else "at_least"
    if not isinstance(bands, ListNode):
        return None
    own = [
        (number, item)
        for number, (item, band) in enumerate(zip(bands.items, formula.bands, strict=False))
        if isinstance(item, MapNode) and _begins(band, formula) == begins and item.find(key) is not None
    ]
    return own[0] if len(own) == 1 else None


def _review_boundary(
    formula: TieredCredit, missed: Mapping[str, Edge], node: MapNode, reader: Reader, *, in_pieces: bool
) -> None:
    """Warn where a kept target lies in a band, or a missed one above all of them."""
    begins, is_lower = formula.begins, formula.worse is Worse.LOWER
    for name, commitment in missed.items():
        if begins == commitment:
            continue
        between = Stretch(min(begins, commitment), max(begins, commitment), formula.unit)
        if in_pieces and not between.holds_whole_number:
            continue
        if (begins > commitment) is is_lower:
            what = f"`{between}` keeps the target of `{name}`, and lies in a band all the same"
        else:
            what = f"`{between}` misses the target of `{name}`, and lies in none of the bands"
        first = f"`{_first_edge(commitment, formula)}`"
        remedy = f"let the first band begin where the target ends: {first}, " + _acceptable(
            Code.CREDIT_BAND_BOUNDARY, node, reader
        )
        reader.report(Code.CREDIT_BAND_BOUNDARY, _bands_key(node), what, remedy)


def _begins(band: Band, formula: TieredCredit) -> Edge | None:
    return band.stretch.upper if formula.worse is Worse.LOWER else band.stretch.lower


def _first_edge(edge: Edge, formula: TieredCredit) -> str:
    """The key that says where a band begins."""
    keys = ("below", "at_most") if formula.worse is Worse.LOWER else ("at_least", "above")
    return f"{keys[edge.is_above]}: {formula.unit.write(edge.value)}"


def _review_order(formula: TieredCredit, node: MapNode, reader: Reader) -> None:
    """Warn of a graver miss that earns less."""
    if formula.counted is BandsCounted.CUMULATIVE:
        return
    for mild, grave in pairwise(formula.by_gravity):
        (unit, more), (other, less) = size_of(mild.amount), size_of(grave.amount)
        if unit == other and less < more and _begins(mild, formula) != _begins(grave, formula):
            message = f"`{grave.stretch}` earns less than `{mild.stretch}`, which is missed by less"
            remedy = "check both amounts, " + _acceptable(Code.CREDIT_FALLS, node, reader)
            reader.report(Code.CREDIT_FALLS, _bands_key(node), message, remedy)


def _ask(code: Code, key: str, asks: str, wordings: Mapping[str, str], node: MapNode, reader: Reader) -> None:
    at = _bands_key(node)
    path = (*reader.path_of(node), key)
    readings = (
        Reading(f"{key}: {words}", meaning, (Edit(path, written(words, at.place)),))
        for words, meaning in wordings.items()
    )
    reader.ask(code, at, asks, tuple(readings))


def _acceptable(code: Code, node: MapNode, reader: Reader) -> str:
    return or_accept(code, (*reader.path_of(node), "bands"))


def _bands_key(node: MapNode) -> ScalarNode:
    return next(key for key, _ in node.entries if key.text == "bands")


def _rule_nodes(draft: Draft) -> tuple[MapNode, ...]:
    """The mappings of the rules, in their order."""
    credits = _find(draft.fields.node, "credits")
    rules = None if credits is None else _find(credits, "rules")
    nodes = rules.items if isinstance(rules, ListNode) else (rules,)
    return tuple(node for node in nodes if isinstance(node, MapNode))


def _find(node: Node, key: str) -> Node | None:
    return node.find(key) if isinstance(node, MapNode) else None
