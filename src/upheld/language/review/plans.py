"""Plans and channels as lists of names, where an empty list stands for all of them."""

from __future__ import annotations


def share(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two lists of names have one in common, where an empty list stands for all names."""
    return not some or not others or bool(set(some) & set(others))
