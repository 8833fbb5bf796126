"""Drafted agreements: a scene that brings the words of its own agreement, on the stage of all scenes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from stage import STATES, Stage, watched

HEAD = """\
upheld: 1
agreement: Example Hosting Service Level Agreement
provider: Example Hosting
version: "2026-01"
in_force: {from: 2026-01-01}
time_zone: UTC
currency: EUR
services:
  app: {points: [web], down_when: any point fails, sampled_every: 60 s}
"""
"""What an agreement on one service begins with, unless a scene has a head of its own."""

BINDINGS = """
    bindings: 1
    points:
      web: {source: monitor, site: web}
"""


@dataclass(slots=True)
class Drafted(Stage):
    """The stage of one drafted agreement."""

    words: str = ""

    def _agreement(self, work: Path, text: str, rewritten: Mapping[str, str]) -> Path:
        words = self.words
        for old, new in rewritten.items():
            assert words.count(old) == 1, f"`{old}` stands {words.count(old)} times"
            words = words.replace(old, new)
        copy = work / text
        copy.write_text(words)
        return copy


def drafted(folder: Path, words: str, *, head: str = HEAD, bindings: str = BINDINGS) -> Drafted:
    """An agreement of a head and the terms that a scene is about."""
    return Drafted("drafted", folder, bindings, words=head + dedent(words))


def down(
    *stretches: tuple[str, str], start: str = "2026-01-01T00:00Z", end: str = "2027-01-01T00:00Z"
) -> str:
    """States of the one point: down in some stretches, and up from start to end besides."""
    return STATES + watched(
        "web", _instant(start), _instant(end), *((_instant(a), _instant(b)) for a, b in stretches)
    )


def _instant(text: str) -> str:
    """`2026-06-03 14:03` as evidence writes it, in UTC."""
    return f"{text.removesuffix('Z').replace(' ', 'T')}:00Z"
