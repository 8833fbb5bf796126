"""Onsets: when the time for something began to run, or between which instants, where that is not recorded."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from upheld.agreement.clock import Start
from upheld.chrono.instant import Instant

COLUMNS = {
    Start.OCCURRENCE: "`occurred_at`",
    Start.DETECTION: "`detected_at`",
    Start.AWARENESS: "`aware_at`",
    Start.DECLARED_FAILURE: "`declared_at`",
    Start.REPORT: "a ticket that names the incident",
    Start.FIRST_CONTACT: "a ticket that names the incident",
}
"""What would record each start."""

BEGAN = {
    Start.OCCURRENCE: "it happened",
    Start.DETECTION: "it was detected",
    Start.REPORT: "it was reported",
    Start.FIRST_CONTACT: "the customer first made contact",
    Start.AWARENESS: "the provider knew of it",
    Start.DECLARED_FAILURE: "it was declared",
}
"""What each start is, in words."""

_BEFORE: Mapping[Start, frozenset[Start]] = {
    Start.OCCURRENCE: frozenset(),
    Start.DETECTION: frozenset({Start.OCCURRENCE}),
    Start.AWARENESS: frozenset({Start.OCCURRENCE}),
    Start.DECLARED_FAILURE: frozenset({Start.OCCURRENCE, Start.AWARENESS}),
    Start.FIRST_CONTACT: frozenset({Start.OCCURRENCE}),
    Start.REPORT: frozenset({Start.OCCURRENCE, Start.FIRST_CONTACT}),
}
"""What never comes after each start: nothing is seen, known or said before it happens."""


class Onset(Struct, frozen=True):
    """When a time began: not before `earliest` and not after `latest`, absent where nothing bounds it."""

    start: Start
    earliest: Instant | None
    latest: Instant | None

    @property
    def is_recorded(self) -> bool:
        """Whether the very instant is known."""
        return self.earliest is not None and self.earliest == self.latest

    @property
    def placed_at(self) -> Instant | None:
        """The instant by which it is put into a period."""
        return self.latest if self.earliest is None else self.earliest

    def began(self, at: Instant) -> str:
        """Say what happened at the start, or at a bound of it where that is not recorded."""
        if self.is_recorded:
            return BEGAN[self.start]
        return f"it can have begun at the {'earliest' if at == self.earliest else 'latest'}"


def onset_of(start: Start, recorded: Mapping[Start, Instant], as_of: Instant) -> Onset | None:
    """Give when a time began to run, from what is recorded; nothing where it had not begun at `as_of`."""
    known = {each: at for each, at in recorded.items() if at <= as_of}
    if start in known:
        return Onset(start, known[start], known[start])
    if start in recorded or (recorded and not known):
        return None
    before = [at for each, at in known.items() if each in _BEFORE[start]]
    after = [at for each, at in known.items() if start in _BEFORE[each]]
    return Onset(start, max(before, default=None), min(after, default=None))
