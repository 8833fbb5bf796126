"""The forms of values that several kinds share."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from fractions import Fraction
from typing import cast

from upheld.chrono.instant import Micros
from upheld.collect.probes.expression import check_expression
from upheld.collect.probes.place import place_of
from upheld.collect.probes.secret import SecretRef
from upheld.collect.probes.written.form import UNREAD, Form, Plain, Sheet, of_text, several
from upheld.errors import PhraseError
from upheld.language.source import MapNode, Node, ScalarNode
from upheld.quantity import Unit, did_you_mean, parse_duration, parse_share, write_length, write_share

_SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_HOST = re.compile(r"[^\s/@?#]+")
_SIZE = re.compile(r"(\d{1,9})\s*(B|bytes|kB|KiB|MB|MiB|GB|GiB)")
_SIZES = {"B": 1, "bytes": 1, "kB": 10**3, "KiB": 2**10, "MB": 10**6, "MiB": 2**20, "GB": 10**9, "GiB": 2**30}
_RATE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*(bit|kbit|Mbit|Gbit)/s")
_RATES = {"bit": 1, "kbit": 10**3, "Mbit": 10**6, "Gbit": 10**9}
_PEM = "-----BEGIN CERTIFICATE-----"
_LARGEST_PEM = 1 << 20
MILLION = 1_000_000
_FIXED = frozenset(
    {Unit.MICROSECOND, Unit.MILLISECOND, Unit.SECOND, Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.WEEK}
)


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text) or len(text) > 100:
        raise PhraseError(
            f"`{text}` is no name of a probe", "write small letters and digits, with single hyphens between"
        )
    return text


def _length(text: str) -> Micros:
    duration = parse_duration(text)
    if duration.unit not in _FIXED:
        raise PhraseError(
            f"`{text}` is not the same at all times", "write a length such as `30 s` or `5 min`"
        )
    return Micros(duration.micros)


def _host(text: str) -> str:
    if not _HOST.fullmatch(text) or text.startswith("["):
        raise PhraseError(f"`{text}` is no host", "write a name such as `example.com`, or an address")
    return text


def _url(text: str) -> str:
    place_of(text)
    return text


def _expression(text: str) -> str:
    check_expression(text)
    return text


def _size(text: str) -> int:
    match = _SIZE.fullmatch(text)
    if match is None:
        raise PhraseError(f"`{text}` is no size", "write a size such as `64 KiB` or `1 MiB`")
    return int(match[1]) * _SIZES[match[2]]


def _write_size(value: object) -> str:
    size = cast(int, value)
    for unit in ("GiB", "GB", "MiB", "MB", "KiB", "kB"):
        if size and size % _SIZES[unit] == 0:
            return f"{size // _SIZES[unit]} {unit}"
    return f"{size} B"


def _rate(text: str) -> int:
    match = _RATE.fullmatch(text)
    bits = Fraction(match[1]) * _RATES[match[2]] if match else Fraction(1, 2)
    if bits.denominator != 1:
        raise PhraseError(f"`{text}` is no rate", "write bits a second, such as `50 Mbit/s`")
    return int(bits)


def _write_rate(value: object) -> str:
    rate = cast(int, value)
    unit = next(unit for unit in ("Gbit", "Mbit", "kbit", "bit") if rate % _RATES[unit] == 0)
    return f"{rate // _RATES[unit]} {unit}/s"


def _millionths(text: str) -> int:
    share = parse_share(text) * MILLION
    if share.denominator != 1 or not 0 <= share <= MILLION:
        raise PhraseError(f"`{text}` is no share of what was sent", "write a percentage from 0 % to 100 %")
    return int(share)


def _yes_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise PhraseError(f"`{text}` is neither yes nor no", "write `yes` or `no`")
    return text == "yes"


TEXT = of_text("text", lambda text: text)
SLUG = of_text("small letters and digits, with hyphens", _slug)
HOST = of_text("a name or an address", _host)
URL = of_text("a URL of http or https", _url)
LENGTH = of_text("a length of time", _length, lambda value: write_length(cast(int, value)))
SIZE = of_text("a size", _size, _write_size)
RATE = of_text("bits a second", _rate, _write_rate)
SHARE = of_text("a percentage", _millionths, lambda value: write_share(Fraction(cast(int, value), MILLION)))
EXPRESSION = of_text("a regular expression (RE2)", _expression)
YES_NO = Form("`yes` or `no`", of_text("", _yes_no).read, lambda value: bool(value), "yes or no")
TEXTS = several(TEXT, "text, or a list")
SLUGS = several(SLUG, "a name, or a list")
EXPRESSIONS = several(EXPRESSION, "a regular expression (RE2), or a list")


def whole(least: int, most: int) -> Form:
    """A whole number between two others, both included."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise PhraseError(
                f"`{text}` is not between {least} and {most}", "write a whole number in between"
            )
        return int(text)

    return of_text(f"a whole number from {least} to {most}", read)


PORT = whole(1, 65535)


def word(words: type[Enum]) -> Form:
    """One of a closed list of words."""
    known = {str(each.value): each for each in words}

    def read(text: str) -> Enum:
        if text not in known:
            remedy = did_you_mean(text, known, f"write one of {', '.join(known)}")
            raise PhraseError(f"`{text}` is none of the words that are known here", remedy)
        return known[text]

    listed = ", ".join(f"`{each}`" for each in known)
    return of_text(listed, read, lambda value: str(cast(Enum, value).value))


def _read_secret_text(sheet: Sheet, node: Node, what: str) -> object:
    if isinstance(node, ScalarNode) and node.text.strip():
        return node.text  # what is sent is sent as it stands, its line ends included
    if not isinstance(node, MapNode):
        return sheet.desk.text(node, what) or UNREAD
    keys = sheet.desk.keys(node, ("secret",), f"{what}: a text, or `secret: NAME`,")
    if not sheet.desk.required(node, keys, ("secret",), what):
        return UNREAD
    name = SLUG.read(sheet, keys["secret"], "the name of a secret")
    return SecretRef(name) if isinstance(name, str) else UNREAD


def _write_secret_text(value: object) -> Plain:
    return {"secret": value.name} if isinstance(value, SecretRef) else str(value)


SECRET_TEXT = Form("text, or `secret: NAME`", _read_secret_text, _write_secret_text)


def _read_pem(sheet: Sheet, node: Node, what: str) -> object:
    name = sheet.desk.text(node, what)
    if not name:
        return UNREAD
    if sheet.folder is None:
        return sheet.fails(
            node,
            PhraseError(
                f"`{name}` stands beside the file, and was not sent with it",
                "define probes with files of their own by `upheld probes define`",
            ),
        )
    path = sheet.folder / name
    try:
        with path.open("rb") as stream:
            pem = stream.read(_LARGEST_PEM + 1).decode("ascii", "replace")
    except OSError as error:
        return sheet.fails(
            node, PhraseError(f"`{name}` can't be read ({error.strerror})", "put the file beside this one")
        )
    if _PEM not in pem or len(pem) > _LARGEST_PEM:
        return sheet.fails(
            node, PhraseError(f"`{name}` holds no certificates in PEM", f"a file of them begins with {_PEM}")
        )
    return pem


PEM_FILE = Form("a file of certificates in PEM, beside this one", _read_pem, lambda _value: "authorities.pem")


def as_mapping(
    words: str, read: Callable[[Sheet, str, Node, str], object], write: Callable[[object], tuple[str, Plain]]
) -> Form:
    """A form that is a mapping with keys of one's own; each entry becomes one value of a tuple."""

    def read_node(sheet: Sheet, node: Node, what: str) -> object:
        values = [
            read(sheet, key.text.strip(), value, f"{what} `{key.text.strip()}`")
            for key, value in sheet.desk.entries(node, what)
        ]
        return UNREAD if not values or UNREAD in values else tuple(values)

    def write_all(value: object) -> Plain:
        return dict(write(each) for each in cast(tuple[object, ...], value))

    return Form(words, read_node, write_all)
