"""Tables of samples and states: what was seen of a site."""

from __future__ import annotations

from upheld.collect.column import SOURCE, Column, Kind
from upheld.evidence.observation import State

STATE_WORDS = tuple(state.name.lower() for state in State)
"""Words of the column `state`; the position of a word is the number of its `State`."""

_SITE = Column(
    name="site", kind=Kind.TEXT, required=True, meaning="what was watched, in the words of the source"
)
_LOCATION = Column(name="location", kind=Kind.TEXT, meaning="from where it was watched")
_STATE = Column(
    name="state", kind=Kind.WORD, required=True, words=STATE_WORDS, meaning="what it was seen to be"
)
_DETAIL = Column(name="detail", kind=Kind.TEXT, meaning="a remark for people; not used in judging")

SAMPLES = (
    SOURCE,
    _SITE,
    _LOCATION,
    Column(name="at", kind=Kind.TIME, required=True, meaning="when the check was made"),
    _STATE,
    Column(
        name="retry",
        kind=Kind.YES_NO,
        meaning="whether it is a retry within a failing check, not a check of its own; no where empty",
    ),
    Column(name="response_us", kind=Kind.COUNT, unit="µs", meaning="how long the answer took"),
    _DETAIL,
)

STATES = (
    SOURCE,
    _SITE,
    _LOCATION,
    Column(name="at", kind=Kind.TIME, required=True, meaning="when the state began or was seen again"),
    Column(
        name="until",
        kind=Kind.TIME,
        meaning="when it ended, where the record says so; else it holds until the next one or for `hold`",
    ),
    _STATE,
    _DETAIL,
)
