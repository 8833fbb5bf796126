"""Names as agreements and evidence write them: the same whatever their case and spaces."""

from __future__ import annotations

from collections.abc import Iterable


def plain(name: str) -> str:
    """Give a name as it is compared: small letters, single spaces."""
    return " ".join(name.split()).casefold()


def alike(one: str, other: str) -> bool:
    """Tell whether two names are the same."""
    return plain(one) == plain(other)


def is_among(name: str, names: Iterable[str]) -> bool:
    """Tell whether a name is one of several."""
    return plain(name) in map(plain, names)


def lacking(promised: Iterable[str], told: Iterable[str]) -> tuple[str, ...]:
    """Give the items that were promised and not told, as the promise writes them."""
    known = set(map(plain, told))
    return tuple(item for item in promised if plain(item) not in known)
