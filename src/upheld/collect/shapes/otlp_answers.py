"""What senders of OTLP are answered, in the encoding that they wrote in.

Shapes: https://opentelemetry.io/docs/specs/otlp/#otlphttp-response, `ExportMetricsServiceResponse` and
`google.rpc.Status`. Only the two fields that each needs are written.
"""

from __future__ import annotations

import json

_LENGTH_DELIMITED = 2
_MOST_TOLD = 1000


def export_answer(rejected: int, says: str, *, is_binary: bool) -> bytes:
    """Tell what became of an export: all of it was taken, or some points were left out and why."""
    if is_binary:
        partial = _number(1, rejected) + _text(2, says)
        return _field(1, partial) if partial else b""
    told: dict[str, object] = {"rejectedDataPoints": str(rejected)} if rejected else {}
    if says:
        told["errorMessage"] = says[:_MOST_TOLD]
    return json.dumps({"partialSuccess": told} if told else {}).encode()


def status_answer(code: int, says: str, *, is_binary: bool) -> bytes:
    """Tell why an export was refused, by a code of gRPC."""
    if is_binary:
        return _number(1, code) + _text(2, says)
    return json.dumps({"code": code, "message": says[:_MOST_TOLD]}).encode()


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value) if value else b""


def _text(field: int, text: str) -> bytes:
    return _field(field, text[:_MOST_TOLD].encode()) if text else b""


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | _LENGTH_DELIMITED) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
