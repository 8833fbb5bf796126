"""Credit bands that leave a gap, overlap, or do not begin where the commitment ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from upheld.agreement.credit import Credits
from upheld.agreement.credit_band import LOWEST, BandsCounted, BetweenBands, Edge, Stretch, TieredCredit
from upheld.agreement.credit_rule import CreditRule
from upheld.agreement.objective import Availability, Objective
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.patch import Edit, written
from upheld.language.question import Reading
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.review.credited import is_credited
from upheld.quantity import Operator, Target

_COUNTED = {
    BandsCounted.HIGHEST.value: "of the bands that hold it, the one that begins the lowest is owed",
    BandsCounted.CUMULATIVE.value: "each of them is owed, together",
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
            missed = dict(_missed(draft, draft.credits, number))
            _ask_for_gap(rule.formula, missed, node, reader)
            _ask_for_overlap(rule.formula, node, reader)
            _review_boundary(rule.formula, missed, node, reader)


def _missed(draft: Draft, credits: Credits, number: int) -> Iterator[tuple[str, Edge]]:
    """The availabilities whose breach a rule credits, each with the edge below which it is missed."""
    rule, earlier = credits.rules[number], credits.rules[:number]
    for each in draft.objectives:
        objective, target = each.value, each.value.share_target
        taken = any(not before.plans and _fits(before, objective) for before in earlier)
        credited = is_credited(objective, credits) and _fits(rule, objective) and not taken
        if credited and target is not None and not target.operator.is_ceiling:
            yield objective.name, _commitment(target)


def _fits(rule: CreditRule, objective: Objective) -> bool:
    indicator = objective.indicator
    if not isinstance(indicator, Availability):
        return False
    named = not rule.objectives or objective.name in rule.objectives
    return named and (not rule.services or indicator.of in rule.services)


def _commitment(target: Target[Fraction]) -> Edge:
    return Edge(target.bound, is_above=target.operator is Operator.MORE)


def _ask_for_gap(formula: TieredCredit, missed: Mapping[str, Edge], node: MapNode, reader: Reader) -> None:
    """Ask what is owed in gaps that a month which missed its target may lie in."""
    highest = max(missed.values(), default=None)
    gaps = [each for each in formula.gaps if highest is None or each.lower < highest]
    if not gaps or node.find("between_bands") is not None:
        return
    inner = any(gap.lower != LOWEST for gap in gaps)
    words = [word for word in _BETWEEN if inner or word != BetweenBands.BELOW.value]
    where = ", or ".join(f"`{gap}`" for gap in reversed(gaps))
    asks = f"none of the bands holds {where}, and the words do not say what such an availability earns"
    _ask(Code.CREDIT_BAND_GAP, "between_bands", asks, {word: _BETWEEN[word] for word in words}, node, reader)


def _ask_for_overlap(formula: TieredCredit, node: MapNode, reader: Reader) -> None:
    """Ask which of several bands is owed, where it is not said."""
    overlaps = () if formula.counted is BandsCounted.CUMULATIVE else formula.overlaps
    if not overlaps:
        return
    if node.find("bands_counted") is None:
        where = ", or ".join(f"`{stretch}`" for _, _, stretch in overlaps)
        asks = f"two bands of different amounts hold {where}, and the words do not say which is owed"
        _ask(Code.CREDIT_BAND_OVERLAP, "bands_counted", asks, _COUNTED, node, reader)
        return
    same = [high for high, low, _ in overlaps if high.stretch.upper == low.stretch.upper]
    if same:
        message = f"two bands of different amounts begin together, `{same[0].stretch}`: neither is the higher"
        remedy = "delete one of the two, " + _acceptable(Code.CREDIT_BAND_OVERLAP, node, reader)
        reader.report(Code.CREDIT_BAND_OVERLAP, _bands_key(node), message, remedy)


def _review_boundary(
    formula: TieredCredit, missed: Mapping[str, Edge], node: MapNode, reader: Reader
) -> None:
    """Warn where a kept target lies in a band, or a missed one above all of them."""
    top = formula.downwards[0].stretch.upper
    for name, commitment in missed.items():
        if top > commitment:
            what = (
                f"`{Stretch(commitment, top)}` keeps the target of `{name}`, and lies in a band all the same"
            )
        elif top < commitment:
            what = (
                f"`{Stretch(top, commitment)}` misses the target of `{name}`, and lies in none of the bands"
            )
        else:
            continue
        remedy = f"let the first band begin where the target ends: `{_upper(commitment)}`, " + _acceptable(
            Code.CREDIT_BAND_BOUNDARY, node, reader
        )
        reader.report(Code.CREDIT_BAND_BOUNDARY, _bands_key(node), what, remedy)


def _upper(edge: Edge) -> str:
    """The key that says where a band begins."""
    words = str(Stretch(LOWEST, edge))
    return words.replace("at most ", "at_most: ").replace("below ", "below: ")


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
