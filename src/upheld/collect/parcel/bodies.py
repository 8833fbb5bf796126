"""Bodies of requests, taken apart into rows that are not yet read."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from upheld.collect.parcel.parcel import BodyForm, RowProblem

VALUES_A_ROW = 50
"""So many values, or empty lines, a row may have on average: a small body must not unfold into gigabytes."""

_BOM = b"\xef\xbb\xbf"
_ARRAY: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])


class Sheet(Struct, frozen=True, kw_only=True):
    """Rows as they are written, and the lines they stand on where the form has lines."""

    rows: list[bytes]
    lines: list[int] | None = None


def taken_apart(body: bytes, form: BodyForm, most: int) -> Sheet | RowProblem:
    """Find the rows of a body; the problem where it has none, or more than `most`."""
    body = body.removeprefix(_BOM)
    sign, what = (b"\n", "lines") if form is BodyForm.NDJSON else (b",", "values")
    if body.count(sign) > VALUES_A_ROW * most:
        return RowProblem(
            row=None,
            reason=f"the body has more than {VALUES_A_ROW * most} {what}",
            remedy=f"send at most {most} rows at once",
        )
    sheet = _lines(body) if form is BodyForm.NDJSON else _array(body)
    if isinstance(sheet, Sheet) and len(sheet.rows) > most:
        return RowProblem(
            row=None,
            reason=f"the body has {len(sheet.rows)} rows, and {most} are the most",
            remedy="send them in several",
        )
    return sheet


def _lines(body: bytes) -> Sheet | RowProblem:
    rows, lines = [], []
    for number, line in enumerate(body.split(b"\n"), start=1):
        if line.strip():
            rows.append(line)
            lines.append(number)
    if not rows:
        return RowProblem(row=None, reason="the body is empty", remedy="write one object a line")
    return Sheet(rows=rows, lines=lines)


def _array(body: bytes) -> Sheet | RowProblem:
    try:
        return Sheet(rows=[bytes(row) for row in _ARRAY.decode(body)])
    except msgspec.ValidationError:
        return RowProblem(
            row=None,
            reason="the body is not an array of rows",
            remedy='write [{"source": "…", …}, …], or send one object a line as NDJSON',
        )
    except (msgspec.DecodeError, RecursionError) as error:
        reason = "the body is empty" if not body.strip() else f"the body is not JSON ({error})"
        return RowProblem(row=None, reason=reason, remedy='write [{"source": "…", …}, …]')
