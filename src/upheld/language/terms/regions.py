"""Regions and locations: where customers are served, and from where services are watched."""

from __future__ import annotations

from fractions import Fraction

from upheld.agreement.part_target import REGION
from upheld.agreement.statistic import RegionShare
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Kind, Otherwise, Schema, Within
from upheld.language.kind import PLAIN, ListOf, NewName, Phrase, Reference, Text
from upheld.language.node import Node
from upheld.language.record import Record
from upheld.quantity import Operator, Target, parse_share, parse_target
from upheld.quantity.phrase import tidy

REGIONS: Directive[tuple[str, ...]] = Directive(
    "regions",
    ListOf(NewName("region", "a region"), "a list of regions"),
    "The regions in which customers are served, as records of evidence name them.",
    "[europe, north america, asia]",
    default=Otherwise((), "those that the evidence names"),
)
LOCATIONS: Directive[tuple[str, ...]] = Directive(
    "locations",
    ListOf(NewName("location", "a location"), "a list of locations"),
    "The locations from which points are watched; records that name another one do not count.",
    "[frankfurt, dublin, virginia]",
    default=Otherwise((), "those that the evidence names"),
)

_ALL = Target(Operator.AT_LEAST, Fraction(1))
_EXACT = {"all": _ALL, "all regions": _ALL, "every region": _ALL}
_VAGUE = frozenset({"most", "most regions", "nearly all", "almost all", "the majority"})
_HALF = Target(Operator.MORE, Fraction(1, 2))


def parse_region_share(text: str) -> Target[Fraction]:
    """The target of `all`, `>= 80 %`; PhraseError for ceilings, and for more than all."""
    phrase = tidy(text).lower()
    if phrase in _EXACT:
        return _EXACT[phrase]
    target = parse_target(phrase, parse_share, default=Operator.AT_LEAST)
    if target.operator.is_ceiling or target.bound > 1 or target == Target(Operator.MORE, Fraction(1)):
        raise PhraseError(f"`{phrase}` is no least share of the regions", "write `all`, or such as `>= 80 %`")
    return target


_SHARE_PHRASE = Phrase(parse_region_share, "a share of the regions (`all`, `>= 80 %`)")


class ShareOfRegions(Kind[Target[Fraction]], frozen=True):
    """A share of regions; what `most` means is asked."""

    def read(self, node: Node, within: Within) -> Target[Fraction]:
        """Give what it says, or note what keeps it from being read."""
        text = " ".join(within.scalar(node, self.words()).text.lower().split())
        if text not in _VAGUE:
            return _SHARE_PHRASE.read(node, within)
        wordings = {'"> 50 %"': "in more than half of them", '">= 90 %"': "in nine of ten at least"}
        within.ask(Code.REGION_SHARE, node, f"`{text}` does not say in how many of the regions", wordings)
        return _HALF

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return dict(PLAIN)

    def words(self) -> str:
        """Describe it to a person."""
        return _SHARE_PHRASE.what


_SHARE: Directive[Target[Fraction]] = Directive(
    "share", ShareOfRegions(), "In how many of the regions the promise must be kept.", '">= 80 %"'
)
_AMONG: Directive[tuple[str, ...]] = Directive(
    "among",
    ListOf(Reference("region", "a region"), "a region or a list of regions"),
    "The regions that count.",
    "[europe, asia]",
    default=Otherwise((), "all regions of the agreement"),
)
_BY: Directive[str] = Directive(
    "by",
    Text("a label of records"),
    "The label of records that tells them apart, where they are not regions: each circuit, machine or site "
    "has a figure of its own then, and is called so.",
    "circuit",
    default=Otherwise(REGION, f"`{REGION}`"),
)


def _build(fields: Fields) -> RegionShare:
    return RegionShare(share=fields[_SHARE], among=fields[_AMONG], by=fields[_BY])


REGION_SHARE: Directive[RegionShare | None] = Directive(
    "regions",
    Record(
        "share of regions",
        "In how many regions a promise must be kept, each with its own figure. A single text is `share`.",
        (_SHARE, _AMONG, _BY),
        _build,
        short=_SHARE,
    ),
    "In how many regions the target must be met, each with a figure of its own.",
    '{share: ">= 80 %", among: [europe, asia]}',
    default=Otherwise(None, "one figure for all regions together"),
)
