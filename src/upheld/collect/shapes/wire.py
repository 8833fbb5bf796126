"""The wire format of protocol buffers, read by a table of fields into what the JSON encoding would hold.

Format: https://protobuf.dev/programming-guides/encoding. Fields that the table does not name are skipped.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from upheld.collect.forms.json_rows import UnfitError

Value = object
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_LONGEST_VARINT = 10
_WORD = (1 << 64) - 1
_FAULT = "the body is not protocol buffers"


class Scalar(Struct, frozen=True, kw_only=True):
    """A kind of single values."""

    wire_type: int
    read: Callable[[bytes], Value]
    """From the bytes of one value; those of a varint are 8, least first."""


class Field(Struct, frozen=True, kw_only=True):
    """A field of a message: its name in JSON, and what it holds."""

    name: str
    holds: Scalar | Mapping[int, Field]
    """A single value, or a message of these fields, by their numbers."""
    is_repeated: bool = False


Message = Mapping[int, Field]


def read_message(data: bytes, message: Message) -> dict[str, Value]:
    """Read a message; `UnfitError` where it is none."""
    found: dict[str, Value] = {}
    repeated: dict[str, list[Value]] = {}
    for number, wire_type, value in _fields(data):
        field = message.get(number)
        if field is None:
            continue
        values = list(_values(field.holds, wire_type, value))
        if field.is_repeated:
            repeated.setdefault(field.name, []).extend(values)
        elif values:
            found[field.name] = values[-1]
    return found | repeated


def _values(holds: Scalar | Message, wire_type: int, value: bytes) -> Iterator[Value]:
    if not isinstance(holds, Scalar):
        if wire_type != _BYTES:
            raise _unfit()
        yield read_message(value, holds)
    elif wire_type == holds.wire_type:
        yield holds.read(value)
    elif wire_type == _BYTES and holds.wire_type == _FIXED_64 and len(value) % 8 == 0:
        # packed: several values of a fixed size, one after the other
        yield from (holds.read(value[at : at + 8]) for at in range(0, len(value), 8))
    else:
        raise _unfit()


def _fields(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Go through the fields: number, wire type, bytes of the value."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire_type = key >> 3, key & 7
        if number == 0:
            raise _unfit()
        if wire_type == _VARINT:
            value, at = _varint(data, at)
            yield number, wire_type, value.to_bytes(8, "little")
            continue
        size = {_FIXED_64: 8, _FIXED_32: 4}.get(wire_type)
        if wire_type == _BYTES:
            size, at = _varint(data, at)
        if size is None or at + size > len(data):
            raise _unfit()
        yield number, wire_type, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(data[at : at + _LONGEST_VARINT]):
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value & _WORD, at + place + 1
    raise _unfit()


def _unfit() -> UnfitError:
    return UnfitError(_FAULT, "send it as application/x-protobuf says, or in JSON")


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise _unfit() from error


def _double(value: bytes) -> Value:
    """Give the shortest decimal that stands for a number; infinities stay what they are."""
    (number,) = struct.unpack("<d", value)
    if math.isnan(number):
        return "NaN"
    return Decimal(repr(number)) if math.isfinite(number) else number


def _signed(value: bytes) -> int:
    return int.from_bytes(value, "little", signed=True)


TEXT = Scalar(wire_type=_BYTES, read=_text)
TRUTH = Scalar(wire_type=_VARINT, read=lambda value: any(value))
INTEGER = Scalar(wire_type=_VARINT, read=_signed)
"""int64, uint32 and enumerations."""
DOUBLE = Scalar(wire_type=_FIXED_64, read=_double)
FIXED = Scalar(wire_type=_FIXED_64, read=lambda value: int.from_bytes(value, "little"))
SIGNED_FIXED = Scalar(wire_type=_FIXED_64, read=_signed)
