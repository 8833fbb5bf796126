"""Formats in which findings are handed to machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import orjson

from upheld.cli.findings import Findings
from upheld.cli.sarif import sarif_log
from upheld.language.diagnostic import as_json, in_order

_LAYOUT = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def _json(findings: Iterable[Findings]) -> bytes:
    diagnostics = in_order([each for found in findings for each in found.diagnostics])
    return orjson.dumps([as_json(each) for each in diagnostics], option=_LAYOUT)


def _sarif(findings: Iterable[Findings]) -> bytes:
    several = tuple(findings)
    diagnostics = in_order([each for found in several for each in found.diagnostics])
    unread = [found.trouble for found in several if found.trouble is not None]
    return orjson.dumps(sarif_log(diagnostics, unread), option=_LAYOUT)


FORMATS: Mapping[str, Callable[[Iterable[Findings]], bytes]] = {"json": _json, "sarif": _sarif}
"""By the name of the format."""
