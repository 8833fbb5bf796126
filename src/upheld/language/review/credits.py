"""Credits that nobody can work out, that nothing bounds, or that are refused for reasons of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.agreement.clock import TicketClock
from upheld.agreement.convention import BreachUnit
from upheld.agreement.credit import Combined, Credits, Meeting, OnlyOne
from upheld.agreement.credit_band import TieredCredit
from upheld.agreement.credit_rule import CreditRule, FlatCredit, UnstatedCredit
from upheld.agreement.fee import FeeScope, ShareOfFee
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.price import Price, TimeOfFee, fee_of
from upheld.agreement.provenance import Place
from upheld.agreement.service import Quorum
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.node import MapNode, Node, ScalarNode
from upheld.language.patch import Edit, written
from upheld.language.question import Reading
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.review.credited import is_credited, is_credited_flat
from upheld.language.review.excluded import excluded_from
from upheld.language.review.placing import Places
from upheld.language.terms.credits import COUNTED, ONLY_ONE
from upheld.quantity import write_share

_UNITS = {
    BreachUnit.OBJECTIVE: "an objective that was missed in a month is one, whatever happened in it",
    BreachUnit.TICKET: "each late ticket is one",
    BreachUnit.OUTAGE: "each outage of a month that missed its target is one",
}


def review_credits(draft: Draft, reader: Reader) -> None:
    """Warn of credits without formula or cap and of two lists that differ; ask what one breach is."""
    if draft.credits is None:
        return
    _review_formulas(draft.credits, draft, reader)
    _review_cap(draft.credits, draft, reader)
    _review_cap_fees(draft.credits, draft, reader)
    _review_fee(draft.credits, draft, reader)
    _review_conditions(draft.credits, draft, reader)
    _ask_for_unit(draft.credits, draft, reader)
    _ask_of_what_one(draft.credits, draft, reader)


def _review_formulas(credits: Credits, draft: Draft, reader: Reader) -> None:
    places = Places(draft.fields.node)
    for rule in credits.rules:
        if isinstance(rule.formula, UnstatedCredit):
            names = ", ".join(f"`{name}`" for name in rule.objectives) or "a breach"
            message = f"a credit is held out for {names}, and no amount: nobody can work out what is owed"
            remedy = "write it, such as `amount: 10 % of monthly fee`, " + or_accept(
                Code.CREDIT_WITHOUT_FORMULA, ("credits",)
            )
            at = places.node_at(rule.place)
            reader.report(Code.CREDIT_WITHOUT_FORMULA, at, message, remedy)


def _review_cap(credits: Credits, draft: Draft, reader: Reader) -> None:
    node = _credits_node(draft)
    stated = any(not isinstance(rule.formula, UnstatedCredit) for rule in credits.all_rules)
    if stated and node is not None and node.find("cap") is None:
        message = "nothing bounds the credits of a month: they may come to more than its fee"
        remedy = "write `cap: 100 % of monthly fee per month`, or `cap: none` if that is meant, " + or_accept(
            Code.CREDIT_WITHOUT_CAP, ("credits",)
        )
        reader.report(Code.CREDIT_WITHOUT_CAP, _credits_key(draft), message, remedy)


def _review_fee(credits: Credits, draft: Draft, reader: Reader) -> None:
    """Warn of a credit that is more than all of the fee it is a share of."""
    places = Places(draft.fields.node)
    for amount, place in _stated(credits):
        if isinstance(amount, ShareOfFee) and amount.share > 1:
            at = places.node_at(place) if place != credits.place else _amount(draft)
            message = f"a credit of {write_share(amount.share)} of the {amount.of} is more than that fee"
            remedy = "check the figure; a `cap` bounds what is owed, " + or_accept(
                Code.CREDIT_BEYOND_FEE, ("credits",)
            )
            reader.report(Code.CREDIT_BEYOND_FEE, at, message, remedy)


def _review_cap_fees(credits: Credits, draft: Draft, reader: Reader) -> None:
    """Warn of a cap that is of the fee of one affected thing where a credit is of that of more."""
    places = Places(draft.fields.node)
    for cap in credits.caps:
        rules = [rule for rule in credits.all_rules if cap.may_meet(rule.objectives)]
        owed_of = [fee for rule in rules for fee in map(fee_of, rule.prices) if fee is not None]
        bound = fee_of(cap.limit)
        wider = [] if bound is None else [fee for fee in owed_of if bound.is_narrower(fee)]
        if bound is None or not wider:
            continue
        message = (
            f"the cap is a share of the {bound}, and a credit is one of the {wider[0]}: they can be compared "
            "only where both fees are known"
        )
        meant = dict.fromkeys(
            name
            for rule in rules
            if any(fee is not None and fee.scope is bound.scope for fee in map(fee_of, rule.prices))
            for name in rule.objectives
        )
        alone = (
            f"or bound what it is meant for alone with `for: [{', '.join(meant)}]`, "
            if meant and not cap.objectives
            else ""
        )
        remedy = (
            f"write `of the affected {bound.thing}` behind the fee of the credit too, {alone}"
            + or_accept(Code.CAP_OF_NARROWER_FEE, ("credits",))
        )
        reader.report(Code.CAP_OF_NARROWER_FEE, places.node_at(cap.place), message, remedy)


def _stated(credits: Credits) -> Iterator[tuple[Price, Place]]:
    """Every amount that is owed at once, and where it stands."""
    for rule in credits.all_rules:
        if isinstance(rule.formula, TieredCredit):
            yield from ((band.amount, band.place) for band in rule.formula.bands)
        else:
            yield from ((price, rule.place) for price in rule.prices)


def _review_conditions(credits: Credits, draft: Draft, reader: Reader) -> None:
    """Report reasons that keep credits from being owed but count as breaches, or the other way round."""
    refused = set(credits.conditions.not_for)
    credited = [each.value for each in draft.objectives if is_credited(each.value, credits)]
    measured = {name for each in credited for name in excluded_from(each, draft)}
    if not refused or refused == measured:
        return
    said = [
        f"{_listed(some)} {words}"
        for some, words in (
            (refused - measured, "still counts as a breach, and no credit is owed for it"),
            (measured - refused, "is left out of the measurement, and not named for credits"),
        )
        if some
    ]
    message = f"credits and measurement do not leave out the same: {'; '.join(said)}"
    remedy = "name the same exclusions in both places, " + or_accept(
        Code.CREDIT_EXCLUSIONS_DIFFER, ("credits", "conditions")
    )
    reader.report(Code.CREDIT_EXCLUSIONS_DIFFER, _not_for(draft), message, remedy)


def _ask_for_unit(credits: Credits, draft: Draft, reader: Reader) -> None:
    """Ask what one breach is where each earns an amount and the conventions do not say."""
    flat = [rule for rule in credits.all_rules if isinstance(rule.formula, FlatCredit)]
    declared = {name for name, _ in draft.conventions.declared}
    units = tuple(dict.fromkeys(_units(credits, draft)))
    if not flat or "one_breach" in declared or not units:
        return
    root = draft.fields.node
    at = Places(root).node_at(flat[0].place) if flat[0].place != credits.place else _amount(draft)
    readings = tuple(
        Reading(f"one_breach: {unit.value}", _UNITS[unit], (_declare(root, unit, at),))
        for unit in (BreachUnit.OBJECTIVE, *units)
    )
    asks = "an amount is owed for each breach, and `conventions` do not say what one breach is"
    reader.ask(Code.BREACH_UNIT, at, asks, readings)


def _ask_of_what_one(credits: Credits, draft: Draft, reader: Reader) -> None:
    """Ask whether one credit is owed or one promise, where a promise may earn several credits at once."""
    combination = credits.combination
    node = _credits_node(draft)
    combined = None if node is None else node.find("combined")
    chooses = combination.counted is not Combined.ADDED_UP and not combination.not_both
    if combined is None or not chooses or combination.only_one is not None:
        return
    credited = [each.value for each in draft.objectives if is_credited(each.value, credits)]
    if combination.per in _NEVER_SEVERAL or len(credited) < 2 or not _earn_several(credited, draft):
        return
    if not any(map(_is_of_each, credits.all_rules)):
        return
    readings = tuple(
        Reading(
            f"{ONLY_ONE.key}: {each.value}",
            means,
            (Edit(("credits", "combined", ONLY_ONE.key), written(each.value, combined.place), COUNTED.key),),
        )
        for each, means in _ONE_OF.items()
    )
    asks = (
        "members are judged each by itself, and the words do not say whether of credits that meet one is "
        "owed, or all those of one promise"
    )
    reader.ask(Code.CREDIT_OF_MEMBERS, combined, asks, readings)


_NEVER_SEVERAL = (Meeting.RESOURCE, Meeting.OBJECTIVE)
_ONE_OF = {
    OnlyOne.CREDIT: "of two members that failed, that of one",
    OnlyOne.PROMISE: "all that one promise earns, for each member that failed",
}


def _is_of_each(rule: CreditRule) -> bool:
    """Whether it credits each member by a fee of its own; of one fee for all, one credit is one credit."""
    return any(
        isinstance(price, ShareOfFee | TimeOfFee)
        and price.of.scope is FeeScope.RESOURCE
        and not price.of.of_all
        for price in rule.prices
    )


def _earn_several(objectives: Sequence[Objective], draft: Draft) -> bool:
    """Whether some promise is about members that have credits of their own."""
    apart = {each.value.name for each in draft.services if each.value.down_when is Quorum.EACH}
    return any(isinstance(each.indicator, Availability) and each.indicator.of in apart for each in objectives)


def _units(credits: Credits, draft: Draft) -> Iterator[BreachUnit]:
    """What else than an objective and its period may be one breach of what is credited."""
    for each in draft.objectives:
        objective = each.value
        flat = is_credited(objective, credits) and is_credited_flat(objective, credits)
        if flat and "one_breach" not in dict(objective.conventions.declared):
            match objective.indicator:
                case TicketClock():
                    yield BreachUnit.TICKET
                case Availability():
                    yield BreachUnit.OUTAGE
                case _:
                    continue


def _declare(root: Node, unit: BreachUnit, at: Node) -> Edit:
    value = written(unit.value, at.place)
    conventions = root.find("conventions") if isinstance(root, MapNode) else None
    if isinstance(conventions, MapNode):
        return Edit(("conventions", "one_breach"), value)
    key = ScalarNode("one_breach", at.place, 1)
    return Edit(("conventions",), MapNode(((key, value),), at.place))


def _credits_node(draft: Draft) -> MapNode | None:
    root = draft.fields.node
    found = root.find("credits") if isinstance(root, MapNode) else None
    return found if isinstance(found, MapNode) else None


def _credits_key(draft: Draft) -> Node:
    root = draft.fields.node
    keys = [key for key, _ in root.entries if key.text == "credits"] if isinstance(root, MapNode) else []
    return keys[0] if keys else root


def _amount(draft: Draft) -> Node:
    node = _credits_node(draft)
    return (node.find("per_breach") if node is not None else None) or _credits_key(draft)


def _not_for(draft: Draft) -> Node:
    node = _credits_node(draft)
    conditions = node.find("conditions") if node is not None else None
    if isinstance(conditions, MapNode):
        return next((key for key, _ in conditions.entries if key.text == "not_for"), _credits_key(draft))
    return _credits_key(draft)


def _listed(names: set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
