"""Bodies of JSON in which numbers stay exactly what is written, and no key stands twice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NoReturn

from upheld.collect.forms.json_rows import UnfitError
from upheld.collect.parcel.parcel import ParcelProblems, RowProblem
from upheld.collect.problem import quoted

Object = Mapping[str, object]
MOST_BYTES = 4 << 20
"""Of a body in the shape of another system."""

_MOST_EXPONENT = 400
"""Beyond that of any floating-point number of 64 bits."""
_BOM = b"\xef\xbb\xbf"


def bounded(body: bytes, most: int = MOST_BYTES) -> bytes:
    """Give a body that is not too long; `UnfitError` where it is."""
    if len(body) > most:
        raise UnfitError(f"the body is longer than {most // 1024} KiB", "send it in several")
    return body


def read_json(body: bytes) -> object:
    """Read a body of JSON: numbers with a fraction or exponent as decimals; `UnfitError` where it is none."""
    try:
        return json.loads(
            body.removeprefix(_BOM).decode(),
            object_pairs_hook=_once_each,
            parse_float=_decimal,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as error:
        raise UnfitError("the body is not UTF-8", "send it as UTF-8") from error
    except RecursionError as error:
        raise UnfitError("the body is nested too deeply", "send what the shape needs") from error
    except json.JSONDecodeError as error:
        where = f"{error.msg.lower()}, character {error.pos + 1}"
        raise UnfitError(f"the body is not JSON ({where})", "send one JSON value") from error
    except ValueError as error:
        raise UnfitError("the body has a number of too many digits", "write fewer digits") from error


def objects(node: object, place: str) -> Sequence[tuple[str, Object]]:
    """The objects of a list, each with its place; nothing where there is no list."""
    if node is None:
        return ()
    if not isinstance(node, list):
        raise misshapen(place, "a list")
    return [(f"{place}/{n}", object_at(each, f"{place}/{n}")) for n, each in enumerate(node)]


def object_at(node: object, place: str) -> Object:
    """An object; `UnfitError` where there is something else."""
    if not isinstance(node, dict):
        raise misshapen(place, "an object")
    return node


def text_at(node: object, place: str) -> str:
    """A text; `UnfitError` where there is something else, or nothing."""
    if not isinstance(node, str) or not node.strip():
        raise misshapen(place, "a text")
    return node


def misshapen(place: str, wanted: str) -> UnfitError:
    """Say that there is something else at a place than the shape has there."""
    return UnfitError(
        f"there is no {wanted.partition(' ')[2] or wanted} at {quoted(place or '/')}", f"send {wanted} there"
    )


def refusal(unfit: UnfitError) -> ParcelProblems:
    """The one problem of a body that can't be read."""
    reason, remedy = unfit.why
    return ParcelProblems(problems=(RowProblem(row=None, reason=reason, remedy=remedy),))


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n]))
        raise UnfitError(f"the key {quoted(twice)} stands twice", "write every key once")
    return found


def _decimal(written: str) -> Decimal:
    number = Decimal(written)
    if abs(number.adjusted()) > _MOST_EXPONENT:
        raise UnfitError(f"{quoted(written)} is out of any range", "send numbers that were measured")
    return number


def _no_number(constant: str) -> NoReturn:
    raise UnfitError(f"`{constant}` is not JSON and no number", "leave out what was not measured")
