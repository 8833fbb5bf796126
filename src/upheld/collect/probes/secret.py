"""Secrets of probes: named in definitions, handed over apart from them, and shown nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from upheld.errors import UsageError

SHORTEST_STRUCK_OUT = 4
"""A value shorter than this stands in too much that is no secret to be struck out wherever it comes."""
STRUCK_OUT = "[secret]"


class SecretRef(Struct, frozen=True, forbid_unknown_fields=True):
    """A secret, by its name."""

    name: str = field(name="secret")


Text = str | SecretRef
"""A text as it stands, or the name of a secret."""


class Secrets:
    """Values of secrets by name; its representation never shows one."""

    __slots__ = ("_long", "_values")

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = dict(values or {})
        self._long = sorted(
            (value for value in self._values.values() if len(value) >= SHORTEST_STRUCK_OUT),
            key=len,
            reverse=True,
        )

    def __repr__(self) -> str:
        return f"Secrets({', '.join(sorted(self._values))})"

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secrets) and other._values == self._values

    __hash__ = None  # type: ignore[assignment]

    def text(self, written: Text) -> str:
        """Give a text, or the value of the secret it names.

        Raises UsageError for a secret that was not handed over: that is the probe's own failure.
        """
        if isinstance(written, str):
            return written
        if written.name not in self._values:
            raise UsageError(f"the secret `{written.name}` was not handed over: give it a value")
        return self._values[written.name]

    def struck_out(self, text: str) -> str:
        """Give a text without the values of secrets."""
        for value in self._long:
            text = text.replace(value, STRUCK_OUT)
        return text
