"""Quorums: how many members must fail before the whole is down, or how else their availabilities count."""

from __future__ import annotations

import re
from collections.abc import Mapping

from upheld.agreement.service import AtLeast, DownWhen, Quorum, ShareFails
from upheld.errors import PhraseError
from upheld.language.kind import Phrase
from upheld.language.terms.things import THINGS, may_be_thing, singular
from upheld.quantity import did_you_mean
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy
from upheld.quantity.share import parse_share

NOUNS = tuple(noun for noun in THINGS if noun != "location")
"""What contracts call the points of a service; each may stand in place of `point`, and so may other nouns.

Locations are where checks are made from, which is another key.
"""

_COUNTED = Pattern(
    r"(?P<of>any|half of(?: the)?|majority of(?: the)?|all(?: of the)?|mean of(?: all| the)?|pooled|lowest"
    r"|each|at least [0-9]{1,4}(?: of the)?|(?:at least|more than|>=|>) ?[0-9.]{1,9} ?%(?: of(?: the)?)?)"
    r" (?P<noun>[a-z][a-z -]*?)(?P<rest> fails?| by itself)?"
)
_PLURAL = ("half", "majority", "all", "mean", "pooled", "at least", "more than", ">")
_SHARE = Pattern(
    r"(?P<sign>at least|more than|>=|>) ?(?P<share>[0-9.]{1,9} ?%)(?: of(?: the)?)?"
    r" (?P<noun>[a-z][a-z -]*?) fails?"
)


def quorum_of(noun: str, *, apart: bool) -> Phrase[DownWhen]:
    """The phrases for how many members must fail: `majority of points fail`, `at least 2 points fail`.

    `apart` adds those by which every member has an availability of its own: `mean of points`.
    """
    words: dict[str, DownWhen] = {
        f"any {noun} fails": Quorum.ANY,
        f"half of {noun}s fail": Quorum.HALF,
        f"majority of {noun}s fail": Quorum.MAJORITY,
        f"all {noun}s fail": Quorum.ALL,
    }
    if apart:
        words |= {
            f"mean of {noun}s": Quorum.MEAN,
            f"pooled {noun}s": Quorum.POOLED,
            f"lowest {noun}": Quorum.LOWEST,
            f"each {noun} by itself": Quorum.EACH,
        }
    listed = ", ".join(f"`{word}`" for word in words)
    return Phrase(
        lambda text: _parse(text, noun, words),
        f"how many {noun}s must fail ({listed}, `at least 2 {noun}s fail` or `more than 5 % of {noun}s "
        "fail`)",
    )


def _parse(text: str, noun: str, words: Mapping[str, DownWhen]) -> DownWhen:
    phrase = tidy(text).lower()
    plain = _with_points(phrase) if noun == "point" else phrase
    if plain in words:
        return words[plain]
    counted = re.fullmatch(rf"at least ([0-9]{{1,4}}) (?:of the )?{noun}s? fails?", plain)
    if counted is not None and int(counted[1]) > 0:
        return AtLeast(int(counted[1]))
    shared = _SHARE.fullmatch(plain)
    if shared is not None and shared["noun"] in (noun, f"{noun}s"):
        return _share_fails(phrase, shared["share"], is_strict=shared["sign"] in ("more than", ">"))
    listed = ", ".join(f"`{word}`" for word in words)
    remedy = did_you_mean(
        phrase,
        words,
        f"write one of {listed}, or `at least 2 {noun}s fail` or `more than 5 % of {noun}s fail`",
    )
    raise PhraseError(f"`{phrase}` does not say when it is down", remedy)


def _share_fails(phrase: str, text: str, *, is_strict: bool) -> ShareFails:
    share = parse_share(text)
    if share > 1 or (share == 1 and is_strict) or (share == 0 and not is_strict):
        raise PhraseError(f"`{phrase}` is always so, or never", "write a share such as `more than 5 %`")
    return ShareFails(share, is_strict)


def noun_in(text: str) -> str | None:
    """What a quorum of points calls them, one of them: `instance` in `each instance by itself`."""
    found = _COUNTED.fullmatch(tidy(text).lower())
    noun = "" if found is None else singular(found["noun"].removeprefix("availability "))
    return noun if may_be_thing(noun) else None


def _with_points(phrase: str) -> str:
    """The same, of points, where it is of what the contract calls them."""
    found = _COUNTED.fullmatch(phrase)
    if found is None or noun_in(phrase) is None:
        return phrase
    of = found["of"].removesuffix(" of the") if found["of"].startswith(("all", "at least")) else found["of"]
    of = re.sub(r" of(?: the| all)$", " of", of)
    point = "points" if of.startswith(_PLURAL) else "point"
    return f"{of} {point}{found['rest'] or ''}"
