"""Identity: what is worked out of the very same thing again and again is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

Thing = TypeVar("Thing")
Besides = ParamSpec("Besides")
Result = TypeVar("Result")
MOST = 256
"""So many results are kept at a time."""


def once_for_each(
    work: Callable[Concatenate[Thing, Besides], Result],
) -> Callable[Concatenate[Thing, Besides], Result]:
    """Remember what a function of something that never changes gave, by which thing that is.

    For things that many share, such as the finding on a promise to all customers, or a target of the
    agreement: to compare two of them, or to hash one, would take longer than the work itself. The other
    arguments, none of them by name, are compared.
    """
    known: dict[object, tuple[Thing, Result]] = {}

    @wraps(work)
    def found(thing: Thing, /, *args: Besides.args, **named: Besides.kwargs) -> Result:
        key = (id(thing), *args) if args else id(thing)
        kept = known.get(key)
        if kept is None:
            if len(known) >= MOST:
                known.clear()
            # with the thing itself, which so keeps its identity
            kept = known[key] = thing, work(thing, *args, **named)
        return kept[1]

    return found
