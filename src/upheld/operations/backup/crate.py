"""A crate: named contents one after the other, of which neither number nor size is known beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson
from msgspec import Struct

from upheld.operations.backup.vault import Reader, Writer

CHUNK = 1 << 18

Label = dict[str, object]


class Content(Struct, frozen=True):
    """Something in a crate, with what its label says. Its chunks are read before the next content is."""

    label: Label
    chunks: Iterator[bytes]

    def whole(self) -> bytes:
        """All of it at once."""
        return b"".join(self.chunks)


def put(writer: Writer, label: Label, chunks: Iterable[bytes]) -> None:
    """Put something in."""
    _put(writer, orjson.dumps(label))
    for chunk in chunks:
        if chunk:
            _put(writer, chunk)
    _put(writer, b"")


def close(writer: Writer) -> None:
    """Put in the end."""
    _put(writer, b"")
    writer.close()


def contents(reader: Reader) -> Iterator[Content]:
    """Take everything out in its order; BackupError where the crate is not whole."""
    while label := _take(reader):
        chunks = iter(lambda: _take(reader), b"")
        yield Content(orjson.loads(label), chunks)
        for _ in chunks:
            pass
    reader.finish()


def _put(writer: Writer, data: bytes) -> None:
    writer.write(len(data).to_bytes(4) + data)


def _take(reader: Reader) -> bytes:
    return reader.read(int.from_bytes(reader.read(4)))
