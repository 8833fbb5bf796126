"""Conditions of Gatus, such as `[STATUS] == 200`: what each expects, as far as a probe can expect it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable

import msgspec
from msgspec import Struct, field

from upheld.chrono.instant import Micros
from upheld.collect.probes.foreign.units import length_of
from upheld.collect.probes.json_path import parse_path
from upheld.collect.probes.targets.http import ExpectedValue
from upheld.errors import PhraseError

_CONDITION = re.compile(r"\s*(.+?)\s*(==|!=|<=|>=|<|>)\s*(.*?)\s*")
_FUNCTION = re.compile(r"(any|pat)\((.*)\)")
_BODY = re.compile(r"\[BODY\](.*)")
_HAS = re.compile(r"has\(\[BODY\](.*)\)")
_OPERATORS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_EVERY_STATUS = range(100, 600)
_ANY_ADDRESS = ("*.*.*.*", "*", "*:*")


class Wanted(Struct):
    """What conditions expect together."""

    statuses: list[int] = field(default_factory=lambda: list(_EVERY_STATUS))
    response_time: Micros | None = None
    expiry: Micros | None = None
    code: str = ""
    """Of DNS."""
    values: tuple[str, ...] = ()
    """Of DNS."""
    has: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    json: tuple[ExpectedValue, ...] = ()
    left_out: list[str] = field(default_factory=list)


def wanted_of(conditions: Iterable[str], is_dns: bool) -> Wanted:
    """Read conditions; those that can't be expected here are left out, and said to be."""
    wanted = Wanted()
    for condition in conditions:
        match = _CONDITION.fullmatch(condition)
        if match is None or not _take(wanted, match[1], match[2], match[3], is_dns):
            wanted.left_out.append(f"`{condition}` is not carried over")
    return wanted


def _take(wanted: Wanted, what: str, sign: str, value: str, is_dns: bool) -> bool:
    """Take one condition; false where it can't be."""
    if what in _TAKERS:
        return _TAKERS[what](wanted, sign, value)
    if is_dns and what == "[BODY]":
        return _record(wanted, sign, value)
    return _body(wanted, what, sign, value)


def _status(wanted: Wanted, sign: str, value: str) -> bool:
    function = _FUNCTION.fullmatch(value)
    if function is not None and function[1] == "any" and sign == "==":
        allowed = {int(each) for each in re.findall(r"\d+", function[2])}
        wanted.statuses = [each for each in wanted.statuses if each in allowed]
        return True
    if not re.fullmatch(r"\d{1,3}", value):
        return False
    holds = _OPERATORS[sign]
    wanted.statuses = [each for each in wanted.statuses if holds(each, int(value))]
    return True


def _response_time(wanted: Wanted, sign: str, value: str) -> bool:
    if sign not in ("<", "<=") or not re.fullmatch(r"\d{1,9}", value):
        return False
    wanted.response_time = Micros(int(value) * 1000)
    wanted.left_out.append(f"a slower answer than {value} ms is degraded here, and was a failure there")
    return True


def _expiry(wanted: Wanted, sign: str, value: str) -> bool:
    length = length_of(value) if sign in (">", ">=") else None
    if length is None:
        return False
    wanted.expiry = length
    return True


def _connected(_wanted: Wanted, sign: str, value: str) -> bool:
    return (sign, value) == ("==", "true")


def _code(wanted: Wanted, sign: str, value: str) -> bool:
    wanted.code = value
    return sign == "=="


_TAKERS: dict[str, Callable[[Wanted, str, str], bool]] = {
    "[STATUS]": _status,
    "[CONNECTED]": _connected,
    "[RESPONSE_TIME]": _response_time,
    "[CERTIFICATE_EXPIRATION]": _expiry,
    "[DNS_RCODE]": _code,
}


def _record(wanted: Wanted, sign: str, value: str) -> bool:
    function = _FUNCTION.fullmatch(value)
    if sign != "==":
        return False
    if function is not None:
        return function[1] == "pat" and function[2] in _ANY_ADDRESS
    wanted.values += (value,)
    return True


def _body(wanted: Wanted, what: str, sign: str, value: str) -> bool:
    if (found := _HAS.fullmatch(what)) is not None:
        path = _path(found[1])
        if path is None or (sign, value) != ("==", "true"):
            return False
        wanted.json += (ExpectedValue(path),)
        return True
    found = _BODY.fullmatch(what)
    if found is None or sign != "==" or "[" in value:
        return False
    function = _FUNCTION.fullmatch(value)
    if not found[1]:
        return _whole_body(wanted, value, function)
    path = _path(found[1])
    if path is None or function is not None:
        return False
    wanted.json += (ExpectedValue(path, _as_json(value)),)
    return True


def _whole_body(wanted: Wanted, value: str, function: re.Match[str] | None) -> bool:
    if function is None:
        wanted.matches += (rf"(?s)\A{re.escape(value)}\z",)
        return True
    inner = function[2].removeprefix("*").removesuffix("*")
    if function[1] != "pat":
        return False
    if function[2] == f"*{inner}*" and inner and not set(inner) & set("*?["):
        wanted.has += (inner,)
    else:
        parts = "".join({"*": ".*", "?": "."}.get(each, re.escape(each)) for each in function[2])
        wanted.matches += (rf"(?s)\A{parts}\z",)
    return True


def _path(text: str) -> str | None:
    path = f"${text}" if text.startswith(("[", ".")) else f"$.{text}"
    try:
        parse_path(path)
    except PhraseError:
        return None
    return path


def _as_json(text: str) -> str:
    try:
        value: object = msgspec.json.decode(text)
    except msgspec.DecodeError:
        value = text
    return msgspec.json.encode(text if isinstance(value, (dict, list)) else value).decode()
