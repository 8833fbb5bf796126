"""Fees over time: one that changes some day is a stretch more, and what was paid before stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

Cells = Mapping[str, str]
FROM = " from "
"""Between the number of a fee and the instant from which a later stretch of it holds."""


class Stretch(Struct, frozen=True, kw_only=True):
    """A fee over a time, as it is to be recorded."""

    cells: Cells
    place: str
    """Where it stands in a list; that of the one after it, where it only ends because of it."""
    is_ended_by_next: bool = False
    """Whether no list names it: it ends where the next one begins."""


def number_of(cells: Cells) -> str:
    """The number by which another system knows a fee, whichever stretch of it this is."""
    return cells["fee"].partition(FROM)[0]


def continued(told: Sequence[tuple[Cells, str]], known: Iterable[Cells]) -> list[Stretch]:
    """Set what lists tell of fees beside what is known of the same ones; cells as they are kept.

    One that begins anew ends the stretch before where it begins. One that begins when a known stretch does
    corrects that. An end that is told is taken as it is told.
    """
    kept: dict[tuple[str, str], dict[str, Cells]] = defaultdict(dict)
    for cells in known:
        kept[cells["source"], number_of(cells)][cells["since"]] = cells
    new: dict[tuple[str, str], dict[str, tuple[Cells, str]]] = defaultdict(dict)
    for cells, place in told:
        new[cells["source"], number_of(cells)][cells["since"]] = cells, place
    return [
        stretch for fee, several in new.items() for stretch in _of_fee(fee[1], several, kept.get(fee, {}))
    ]


def _of_fee(
    number: str, told: Mapping[str, tuple[Cells, str]], known: Mapping[str, Cells]
) -> Iterable[Stretch]:
    begins = sorted({*told, *known}, key=_in_order)
    taken = {cells["fee"] for cells in known.values()}
    for since, following in zip(begins, [*begins[1:], ""], strict=True):
        if since in told:
            cells, place = told[since]
            own = known[since]["fee"] if since in known else number if number not in taken else ""
            own = own or f"{number}{FROM}{since}"
            taken.add(own)
            ends = {"until": following} if following and "until" not in cells else {}
            yield Stretch(cells={**cells, **ends, "fee": own}, place=place)
        elif following in told and _in_order(known[since].get("until") or "~") > _in_order(following):
            cells = {**known[since], "until": following}
            yield Stretch(cells=cells, place=told[following][1], is_ended_by_next=True)


def _in_order(instant: str) -> str:
    """Instants as they are kept, `2026-03-01T00:00:00.5Z`, so that a fraction is later than none."""
    return instant.removesuffix("Z")
