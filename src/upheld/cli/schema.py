"""`upheld schema`: the JSON Schema of agreement files, for editors."""

from __future__ import annotations

import sys

import click
import orjson

from upheld.language.schema import agreement_schema


@click.command(name="schema", short_help="Print the JSON Schema of agreement files, for editors.")
def command() -> None:
    """Print the JSON Schema (2020-12) of agreement files.

    In VS Code with the YAML extension, save it beside the agreement and begin that with the line
    `# yaml-language-server: $schema=agreement.schema.json`.
    """
    layout = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    sys.stdout.buffer.write(orjson.dumps(agreement_schema(), option=layout))
