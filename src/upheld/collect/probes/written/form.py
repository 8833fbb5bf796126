"""A form: how one kind of value is read from a file and written back; and a key, which has one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from upheld.collect.binding_nodes import Desk
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.source import Node


class Unread(msgspec.Struct, frozen=True):
    """In place of a value that can't be read; why is among the diagnostics."""


UNREAD: Final = Unread()

Plain = str | bool | list["Plain"] | dict[str, "Plain"]
"""What is written: texts, yes and no, lists and mappings."""


class Sheet(Struct, frozen=True):
    """The file that is read: what is wrong in it, and the folder it stands in."""

    desk: Desk
    folder: Path | None
    """Absent where nothing stands beside it, such as for what somebody sends."""

    def fails(self, node: Node, error: PhraseError) -> Unread:
        """Report a phrase that can't be read."""
        self.desk.report(Code.UNREADABLE_VALUE, node, error.message, error.remedy)
        return UNREAD


class Form(Struct, frozen=True):
    """How one kind of value is read and written."""

    words: str
    """What is written, for people."""
    read: Callable[[Sheet, Node, str], object]
    """From a node, with what is spoken of; `UNREAD` where it can't be."""
    write: Callable[[object], Plain]
    schema: str = "text"


class Key(Struct, frozen=True, kw_only=True):
    """A key of a probe or of a kind."""

    name: str
    field: str = ""
    """What the value is called in `Probe` or the target, where that is not its name."""
    form: Form
    meaning: str
    example: str
    absent: str = ""
    """What holds where the key is not written, if the default does not say it."""

    @property
    def attribute(self) -> str:
        """What the value is called in `Probe` or the target."""
        return self.field or self.name


def of_text(
    words: str, read: Callable[[str], object], write: Callable[[object], str] = str, schema: str = "text"
) -> Form:
    """A form that is one text; `read` raises PhraseError."""

    def read_node(sheet: Sheet, node: Node, what: str) -> object:
        text = sheet.desk.text(node, what)
        if not text:
            return UNREAD
        try:
            return read(text)
        except PhraseError as error:
            return sheet.fails(node, error)

    return Form(words, read_node, write, schema)


def several(form: Form, words: str) -> Form:
    """A form that is one value or a list of them."""

    def read_node(sheet: Sheet, node: Node, what: str) -> object:
        values = [form.read(sheet, each, what) for each in sheet.desk.items(node, what)]
        return UNREAD if not values or UNREAD in values else tuple(values)

    def write(value: object) -> Plain:
        assert isinstance(value, tuple)  # noqa: S101 - what this form reads
        plain = [form.write(each) for each in value]
        return plain[0] if len(plain) == 1 else plain

    return Form(words, read_node, write)
