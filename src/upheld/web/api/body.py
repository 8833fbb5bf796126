"""Bodies of requests: bounded, unpacked, and of a form that is known."""

from __future__ import annotations

import zlib

from django.core.exceptions import RequestDataTooBig

from upheld.collect.parcel.parcel import BodyForm
from upheld.web.api.troubles import TroubleError
from upheld.web.request import Request

MEBIBYTE = 1 << 20
MOST_BYTES = 16 * MEBIBYTE
"""Of a body, unpacked: 10 000 rows of evidence have less."""
_GZIP = 16 + zlib.MAX_WBITS


def read_body(request: Request) -> tuple[bytes, BodyForm]:
    """Give the body and its form; TroubleError where it can't be had."""
    form = _form_of(request)
    return unpacked(request), form


def media_type_of(request: Request) -> str:
    """The media type of a body, without its parameters."""
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def unpacked(request: Request) -> bytes:
    """Give the body as it was before it was packed; TroubleError where it can't be had."""
    try:
        raw = request.body
    except RequestDataTooBig as error:
        raise _too_large() from error
    packing = request.headers.get("Content-Encoding", "identity").strip().lower()
    if packing == "gzip":
        return _unpacked(raw)
    if packing != "identity":
        raise TroubleError(
            415, "The body is packed in a way that is not read here", "pack it by gzip, or not at all"
        )
    if len(raw) > MOST_BYTES:
        raise _too_large()
    return raw


def _unpacked(raw: bytes) -> bytes:
    """Unpack gzip, no further than a body may be long: a small one may hold gigabytes."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        body = unpacking.decompress(raw, MOST_BYTES + 1)
    except zlib.error as error:
        raise _damaged() from error
    if len(body) > MOST_BYTES:
        raise _too_large()
    if not unpacking.eof or unpacking.unused_data:
        raise _damaged()
    return body


def _form_of(request: Request) -> BodyForm:
    kind = media_type_of(request)
    for form in BodyForm:
        if form.value == kind:
            return form
    known = " or ".join(each.value for each in BodyForm)
    raise TroubleError(415, "The body is of no form that is read here", f"send it as {known}")


def _too_large() -> TroubleError:
    most = f"send at most {MOST_BYTES // MEBIBYTE} MiB at once, in several batches"
    return TroubleError(413, "The body is too large", most)


def _damaged() -> TroubleError:
    return TroubleError(400, "The body can't be unpacked", "it says it is gzip, and is not, or not all of it")
