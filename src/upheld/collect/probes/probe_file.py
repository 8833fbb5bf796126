"""`probes.yaml`: probes as they are written beside an agreement; all that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from upheld.collect.binding_nodes import Desk
from upheld.collect.probes.address_rule import refusal
from upheld.collect.probes.place import place_of
from upheld.collect.probes.probe import LONGEST, SHORTEST, Probe, Target
from upheld.collect.probes.written.form import UNREAD, Key, Sheet
from upheld.collect.probes.written.forms import SLUG
from upheld.collect.probes.written.keys import KIND_KEYS, PROBE_KEYS
from upheld.errors import UnreadableFile
from upheld.language.diagnostic import Code, Diagnostic, Level, in_order
from upheld.language.source import MapNode, Node, ScalarNode, read_source
from upheld.quantity import did_you_mean, write_length

FILE_KEYS = ("probes", "defaults", "points")
FORM = "1"
_NOT_BY_DEFAULT = frozenset({"site", "witness"})
_DEFAULT_KEYS = tuple(key for key in PROBE_KEYS if key.name not in _NOT_BY_DEFAULT)


class ProbeFile(Struct, frozen=True, kw_only=True):
    """What a file says: its probes, and what is wrong with it."""

    probes: tuple[Probe, ...] = ()
    """Those that can be read; none is to be used where there is an error."""
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether there is no error."""
        return not any(each.level is Level.ERROR for each in self.diagnostics)


def read_probes(path: Path) -> ProbeFile:
    """Read a file of probes. Raises UnreadableFile where there is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"{path} can't be read ({error.strerror}); check it and its permissions"
        ) from error
    return parse_probes(str(path), data, path.parent)


def parse_probes(file: str, data: bytes, folder: Path | None) -> ProbeFile:
    """Read probes from bytes; `file` is the name in diagnostics, `folder` where other files stand, if any."""
    source = read_source(file, data)
    desk = Desk(source.lines, list(source.diagnostics))
    probes = _File(Sheet(desk, folder)).read(source.root) if source.root else ()
    return ProbeFile(probes=probes, diagnostics=in_order(desk.diagnostics))


class _File:
    """Reads one file."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._desk = sheet.desk
        self._nodes: dict[str, MapNode] = {}

    def read(self, root: MapNode) -> tuple[Probe, ...]:
        desk = self._desk
        keys = desk.keys(root, FILE_KEYS, "a file of probes")
        if desk.required(root, keys, ("probes", "points"), "the file") and desk.text(
            keys["probes"], "`probes`"
        ) not in ("", FORM):
            desk.report(
                Code.UNREADABLE_VALUE,
                keys["probes"],
                "this form of probes is not known",
                f"write `probes: {FORM}`",
            )
        usual: dict[str, object] = {}
        if "defaults" in keys:
            found = desk.keys(keys["defaults"], [key.name for key in _DEFAULT_KEYS], "`defaults`")
            usual = self._values(found, _DEFAULT_KEYS)
        probes = []
        for key, node in desk.entries(keys["points"], "`points`") if "points" in keys else ():
            probe = self._probe(key, node, usual)
            if probe is not None:
                probes.append(probe)
        self._check_witnesses(probes)
        return tuple(probes)

    def _probe(self, key: ScalarNode, node: Node, usual: Mapping[str, object]) -> Probe | None:
        desk, what = self._desk, f"probe `{key.text.strip()}`"
        name = SLUG.read(self._sheet, key, "the name of a probe")
        names = (*(each.name for each in PROBE_KEYS), *KIND_KEYS)
        keys = desk.keys(node, names, "a probe")
        kinds = [kind for kind in KIND_KEYS if kind in keys]
        if not isinstance(node, MapNode):
            return None
        if not kinds and len(keys) < len(node.entries):
            return None  # what is asked is among the keys that are not known, and was told of
        if len(kinds) != 1:
            message = f"{what} asks nothing" if not kinds else f"{what} asks by {' and '.join(kinds)} at once"
            desk.report(
                Code.MISSING_KEY if not kinds else Code.UNREADABLE_VALUE,
                key,
                message,
                f"write one of {', '.join(KIND_KEYS)}, as in `http: https://example.com/`",
            )
            return None
        before = len(desk.diagnostics)
        values = self._values(keys, PROBE_KEYS)
        target = self._target(kinds[0], keys[kinds[0]])
        if target is None or name is UNREAD or len(desk.diagnostics) > before:
            return None
        own = {"name": name, "site": name, "what": target} | dict(usual) | values
        if "timeout" not in own:
            own["timeout"] = min(
                cast(int, own.get("every", LONGEST)), cast(int, default_of(Probe, "timeout"))
            )
        probe = Probe(**own)  # type: ignore[arg-type]
        self._nodes[probe.name] = node
        self._check(probe, keys, kinds[0])
        return probe

    def _values(self, keys: Mapping[str, Node], table: Sequence[Key]) -> dict[str, object]:
        """Read the values of keys that are in a table, by what they are called in a struct."""
        found = {
            key.attribute: key.form.read(self._sheet, keys[key.name], f"`{key.name}`")
            for key in table
            if key.name in keys
        }
        return {name: value for name, value in found.items() if value is not UNREAD}

    def _target(self, kind: str, node: Node) -> Target | None:
        """Read what is asked: keys, or the value of the first one alone."""
        target, table = KIND_KEYS[kind]
        desk = self._desk
        needed = [key for key in table if default_of(target, key.attribute) is NODEFAULT]
        if isinstance(node, ScalarNode) and len(needed) == 1:
            keys: dict[str, Node] = {table[0].name: node}
        else:
            keys = desk.keys(node, [key.name for key in table], f"`{kind}`")
            if not isinstance(node, MapNode):
                return None
            if not desk.required(node, keys, [key.name for key in needed], f"`{kind}`"):
                return None
        values = self._values(keys, table)
        return target(**values) if len(values) == len(keys) else None  # type: ignore[arg-type]

    def _check(self, probe: Probe, keys: Mapping[str, Node], kind: str) -> None:
        """Report what can be read and can't be done."""
        at = self._nodes[probe.name]
        if not SHORTEST <= probe.every <= LONGEST:
            message = f"{write_length(probe.every)} is no interval of a probe"
            remedy = f"write one from {write_length(SHORTEST)} to {write_length(LONGEST)}"
            self._wrong(keys.get("every", at), message, remedy)
        if not 0 < probe.timeout <= probe.every:
            self._wrong(
                keys.get("timeout", at),
                f"an attempt may take {write_length(probe.timeout)}, and the next begins after "
                f"{write_length(probe.every)}",
                f"write a `timeout` of at most {write_length(probe.every)}",
            )
        url = getattr(probe.what, "url", "")
        host = place_of(url).host if url else getattr(probe.what, "host", "")
        reason = refusal(host, probe.may_be_private, host)
        if host and not reason.endswith("is no address") and reason:
            self._wrong(
                keys[kind], reason.partition(": say ")[0], "add `may_be_private: yes` where that is meant"
            )

    def _check_witnesses(self, probes: Sequence[Probe]) -> None:
        names = {probe.name for probe in probes}
        for probe in probes:
            if probe.witness is None:
                continue
            at = self._nodes[probe.name]
            node = next((value for key, value in at.entries if key.text == "witness"), at)
            if probe.witness == probe.name:
                self._wrong(node, "a probe is no witness of itself", "name one that asks something else")
            elif probe.witness not in names:
                remedy = did_you_mean(probe.witness, names - {probe.name}, "name one of this file's probes")
                self._wrong(node, f"there is no probe `{probe.witness}`", remedy)

    def _wrong(self, at: Node, message: str, remedy: str) -> None:
        self._desk.report(Code.UNREADABLE_VALUE, at, message, remedy)


@cache
def default_of(kind: type[Struct], name: str) -> object:
    """What holds where a value is not said; `NODEFAULT` where one must be."""
    return next(field.default for field in fields(kind) if field.name == name)
