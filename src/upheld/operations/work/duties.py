"""Duties: work as those see it who do it, and what kinds of it there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

import orjson
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.leases import finishing, step
from upheld.store.work import Work

Clock = Callable[[], Instant]


class Duty:
    """One piece of work under a lease. What it does to the records, it does within `finishing` or `step`."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock
        self.is_finished = False
        """Whether it took effect."""

    @property
    def now(self) -> Instant:
        """The time."""
        return self._clock()

    @property
    def payload(self) -> Mapping[str, object]:
        """What was recorded of it, or what is left to do after a step."""
        return self._work.content

    @property
    def version(self) -> int:
        """In which form the payload is."""
        return self._work.version

    @property
    def attempt(self) -> int:
        """1 for the first."""
        return self._work.attempts

    @contextmanager
    def finishing(self, *, at_ease: bool = False) -> Iterator[None]:
        """A transaction in which the work takes effect and is done; LeaseLost where it is another's now.

        At ease, it need not be on disk at once: see `upheld.store.leases.finishing`.
        """
        with finishing(self._work, self.now, at_ease=at_ease):
            yield
        self.is_finished = True

    def step(self, left: Mapping[str, object] | None = None) -> AbstractContextManager[None]:
        """A transaction in which a part of it takes effect; the payload becomes what is left to do."""
        return step(self._work, None if left is None else orjson.dumps(left).decode())


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of work that this version of the program can do."""

    name: str
    perform: Callable[[Duty], None]
    """Does it. Whatever it raises puts the work off; what it returns without having finished is finished."""
    version: int = 1
    """The newest form of its payload that it reads; it reads all earlier ones, too."""
    attempts: int = 8
    """After so many it is set aside for people to look at."""
    limit: float = 900.0
    """Seconds after which it is taken to hang."""
    stays: bool = False
    """Whether it is left, for a while, to the worker that did it last, which remembers most of it."""
    lasts: bool = False
    """Whether it may take long: a worker of several hands keeps one of them free for what does not."""
