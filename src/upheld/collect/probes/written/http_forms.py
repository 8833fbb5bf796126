"""The forms of what is asked and expected by HTTP."""

from __future__ import annotations

import re
from typing import cast

import msgspec

from upheld.collect.probes.json_path import parse_path
from upheld.collect.probes.targets.http import Basic, Bearer, ExpectedHeader, ExpectedValue
from upheld.collect.probes.written.form import UNREAD, Form, Plain, Sheet, of_text, several
from upheld.collect.probes.written.forms import EXPRESSION, SECRET_TEXT, YES_NO, as_mapping
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.source import MapNode, Node

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_STATUS = re.compile(r"([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?")
_METHOD = re.compile(r"[A-Z]{3,20}")


def _status(text: str) -> tuple[int, int]:
    match = _STATUS.fullmatch(text)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if first > last:
        raise PhraseError(f"`{text}` is no status of HTTP", "write one such as `200`, or a range, `200-299`")
    return first, last


def _write_status(value: object) -> str:
    first, last = cast(tuple[int, int], value)
    return str(first) if first == last else f"{first}-{last}"


def _method(text: str) -> str:
    if not _METHOD.fullmatch(text) or text in ("CONNECT", "TRACE"):
        raise PhraseError(
            f"`{text}` is no method that is asked by", "write one such as `GET`, `HEAD` or `POST`"
        )
    return text


def _header(sheet: Sheet, name: str, node: Node, what: str) -> object:
    value = SECRET_TEXT.read(sheet, node, what)
    if not _TOKEN.fullmatch(name) or (isinstance(value, str) and re.search(r"[\r\n\0]", value)):
        return sheet.fails(node, PhraseError(f"`{name}` is no header", "write `Name: value`, on one line"))
    return UNREAD if value is UNREAD else (name, value)


def _write_header(value: object) -> tuple[str, Plain]:
    name, text = cast(tuple[str, object], value)
    return name, SECRET_TEXT.write(text)


def _expected_header(sheet: Sheet, name: str, node: Node, what: str) -> object:
    if not _TOKEN.fullmatch(name):
        return sheet.fails(node, PhraseError(f"`{name}` is no header", "write the name of one"))
    if not isinstance(node, MapNode):
        expression = EXPRESSION.read(sheet, node, what)
        return ExpectedHeader(name, expression) if isinstance(expression, str) else UNREAD
    is_there = _is_there(sheet, node, what)
    return UNREAD if is_there is UNREAD else ExpectedHeader(name, is_absent=not is_there)


def _is_there(sheet: Sheet, node: Node, what: str) -> object:
    keys = sheet.desk.keys(node, ("there",), what)
    if not sheet.desk.required(node, keys, ("there",), what):
        return UNREAD
    return YES_NO.read(sheet, keys["there"], what)


def _write_expected_header(value: object) -> tuple[str, Plain]:
    expected = cast(ExpectedHeader, value)
    return expected.name, {"there": not expected.is_absent} if expected.matches is None else expected.matches


def _expected_value(sheet: Sheet, path: str, node: Node, what: str) -> object:
    try:
        parse_path(path)
    except PhraseError as error:
        return sheet.fails(node, error)
    if isinstance(node, MapNode):
        if _is_there(sheet, node, what) is True:
            return ExpectedValue(path)
        sheet.desk.report(
            Code.UNREADABLE_VALUE, node, "a value can only be expected to be there", "write `there: yes`"
        )
        return UNREAD
    text = sheet.desk.text(node, what)
    return ExpectedValue(path, _as_json(text)) if text else UNREAD


def _as_json(text: str) -> str:
    """A number, true, false, null or a text in quotes as JSON has them; anything else is a text."""
    try:
        value: object = msgspec.json.decode(text)
    except msgspec.DecodeError:
        value = text
    if isinstance(value, (dict, list)):
        value = text
    return msgspec.json.encode(value).decode()


def _write_expected_value(value: object) -> tuple[str, Plain]:
    expected = cast(ExpectedValue, value)
    if expected.is_ is None:
        return expected.path, {"there": True}
    decoded: object = msgspec.json.decode(expected.is_)
    is_plain = isinstance(decoded, str) and _as_json(decoded) == expected.is_
    return expected.path, decoded if is_plain and isinstance(decoded, str) else expected.is_


def _read_sign_in(sheet: Sheet, node: Node, what: str) -> object:
    keys = sheet.desk.keys(node, ("user", "password", "token"), what)
    names = ("token",) if "token" in keys else ("user", "password")
    if not isinstance(node, MapNode) or not sheet.desk.required(node, keys, names, what):
        return UNREAD
    if len(keys) > len(names):
        return sheet.fails(node, PhraseError("a token stands alone", "leave out `user` and `password`"))
    read = [SECRET_TEXT.read(sheet, keys[name], f"`{name}`") for name in names]
    if UNREAD in read:
        return UNREAD
    return Bearer(*read) if names == ("token",) else Basic(*read)  # type: ignore[arg-type]


def _write_sign_in(value: object) -> Plain:
    if isinstance(value, Bearer):
        return {"token": SECRET_TEXT.write(value.token)}
    basic = cast(Basic, value)
    return {"user": SECRET_TEXT.write(basic.user), "password": SECRET_TEXT.write(basic.password)}


METHOD = of_text("a method", _method)
STATUS = several(of_text("a status or a range", _status, _write_status), "a status or a range, or a list")
HEADERS = as_mapping("names and values; a value may be `secret: NAME`", _header, _write_header)
SIGN_IN = Form("`user` and `password`, or `token`", _read_sign_in, _write_sign_in)
EXPECTED_HEADERS = as_mapping(
    "names, each with a regular expression (RE2), or `there: yes` or `no`",
    _expected_header,
    _write_expected_header,
)
EXPECTED_VALUES = as_mapping(
    "paths, each with the value expected, or `there: yes`", _expected_value, _write_expected_value
)
