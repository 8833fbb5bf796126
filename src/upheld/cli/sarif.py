"""SARIF: diagnostics in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS, 2020)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from string import ascii_letters, digits
from typing import Any

from upheld import __version__
from upheld.language.diagnostic import Code, Diagnostic

Json = dict[str, Any]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_UNRESERVED = frozenset(f"{ascii_letters}{digits}-._~/")
"""Characters that stand for themselves in a path (RFC 3986)."""


def sarif_log(diagnostics: Iterable[Diagnostic], unread: Iterable[str] = ()) -> Json:
    """A log of one run: a rule for each code of the catalogue, a result for each diagnostic.

    `unread` says of each agreement that could not be read why. Columns count characters, not UTF-16 units.
    """
    rules = {code: index for index, code in enumerate(Code)}
    notifications = [{"level": "error", "message": {"text": why}} for why in unread]
    run = {
        "tool": {
            "driver": {"name": "upheld", "version": __version__, "rules": [_rule(code) for code in rules]}
        },
        "invocations": [
            {"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, rules[each.code]) for each in diagnostics],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: Code) -> Json:
    return {
        "id": code.label,
        "shortDescription": {"text": code.meaning},
        "help": {"text": f"{code.meaning} Example: {code.example}"},
        "defaultConfiguration": {"level": code.level.value},
        "properties": {"group": code.group.value},
    }


def _result(diagnostic: Diagnostic, rule: int) -> Json:
    result: Json = {
        "ruleId": diagnostic.code.label,
        "ruleIndex": rule,
        "level": diagnostic.level.value,
        "message": {"text": f"{diagnostic.message}\n{diagnostic.remedy}".strip()},
        "locations": [{"physicalLocation": _location(diagnostic)}],
    }
    if diagnostic.accepted is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": diagnostic.accepted}]
    return result


def _location(diagnostic: Diagnostic) -> Json:
    place = diagnostic.place
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column + diagnostic.width,
        "snippet": {"text": diagnostic.line},
    }
    return {"artifactLocation": {"uri": _uri(place.file)}, "region": region}


def _uri(file: str) -> str:
    """A relative reference as the file was asked for; an absolute path with its scheme."""
    path = Path(file)
    if path.is_absolute():
        return path.as_uri()
    return "".join(chr(byte) if chr(byte) in _UNRESERVED else f"%{byte:02X}" for byte in str(path).encode())
