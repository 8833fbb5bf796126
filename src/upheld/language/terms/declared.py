"""Names that are references where the agreement declares any of their sort, and plain words where not."""

from __future__ import annotations

from upheld.language.directive import Kind, Schema, Within
from upheld.language.kind import ListOf, Reference, Text
from upheld.language.node import Node


class DeclaredName(Kind[str], frozen=True):
    """A name; one of those declared, if any are."""

    sort: str
    what: str

    def read(self, node: Node, within: Within) -> str:
        """Give what it says, or note what keeps it from being read."""
        kind = Reference(self.sort, self.what) if within.reader.names.get(self.sort) else Text(self.what)
        return kind.read(node, within)

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return Text(self.what).schema()

    def words(self) -> str:
        """Describe it to a person."""
        return self.what


PRIORITY_NAME = DeclaredName("priority", "a priority")
CHANNEL_NAMES = ListOf(DeclaredName("channel", "a channel"), "a channel or a list of channels")
PRIORITY_NAMES = ListOf(PRIORITY_NAME, "a priority or a list of priorities")
