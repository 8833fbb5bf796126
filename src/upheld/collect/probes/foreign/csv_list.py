"""Lists in CSV: a point a line, with a header that says what stands where."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from upheld.chrono.instant import MINUTE, Micros
from upheld.collect.probes.foreign.carried import Carried, Carrying, Schedule
from upheld.collect.probes.foreign.units import host_and_port, length_of
from upheld.collect.probes.probe import Target
from upheld.collect.probes.targets.dns import Dns
from upheld.collect.probes.targets.download import Download
from upheld.collect.probes.targets.heartbeat import Heartbeat
from upheld.collect.probes.targets.http import Http
from upheld.collect.probes.targets.icmp import Icmp
from upheld.collect.probes.targets.imap import Imap
from upheld.collect.probes.targets.page import Page
from upheld.collect.probes.targets.smtp import Security, Smtp
from upheld.collect.probes.targets.tcp import Tcp
from upheld.collect.probes.targets.tls import Tls
from upheld.errors import UnreadableFile

_COLUMNS = {
    "target": ("target", "url", "host", "hostname", "address", "monitor url", "endpoint"),
    "name": ("name", "site", "point", "title", "friendly name", "monitor"),
    "kind": ("kind", "type", "monitor type", "protocol", "method"),
    "port": ("port",),
    "every": ("every", "interval", "frequency"),
    "timeout": ("timeout",),
    "retries": ("retries",),
    "status": ("status", "expected status", "status codes"),
    "expect": ("expect", "has", "keyword", "text", "contains"),
    "locations": ("locations", "location", "regions"),
}
"""What a column is for, and how its header may call it; the first of each is ours."""
_MOST_ROWS = 20_000
_SCHEMES = {
    "http": "http",
    "https": "http",
    "tcp": "tcp",
    "icmp": "icmp",
    "ping": "icmp",
    "dns": "dns",
    "tls": "tls",
    "smtp": "smtp",
    "smtps": "smtp",
    "imap": "imap",
    "imaps": "imap",
}
_KINDS = {
    "http": "http",
    "https": "http",
    "http(s)": "http",
    "keyword": "http",
    "tcp": "tcp",
    "port": "tcp",
    "icmp": "icmp",
    "ping": "icmp",
    "dns": "dns",
    "tls": "tls",
    "ssl": "tls",
    "smtp": "smtp",
    "imap": "imap",
    "page": "page",
    "browser": "page",
    "download": "download",
    "heartbeat": "heartbeat",
    "push": "heartbeat",
}


def carry_csv(file: str, data: bytes, may_be_private: bool = False) -> Carried:
    """Carry a list in CSV over. Raises UnreadableFile for what has no column of targets."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{file} is not UTF-8: save it as UTF-8") from error
    carrying = Carrying(file=file, may_be_private=may_be_private)
    first = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        columns = _columns(file, next(reader, []), carrying)
        for number, row in enumerate(reader):
            if number >= _MOST_ROWS:
                raise UnreadableFile(f"{file} has more than {_MOST_ROWS} rows: part it")
            cells = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
            if any(cells.values()):
                _carry(reader.line_num, cells, carrying)
    except csv.Error as error:
        raise UnreadableFile(f"{file}:{reader.line_num} is no CSV: {error}") from error
    return carrying.done()


def _columns(file: str, header: list[str], carrying: Carrying) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, written in enumerate(header):
        plain = written.strip().lower().replace("_", " ")
        name = next((each for each, words in _COLUMNS.items() if plain in words), None)
        if name is None or name in found:
            carrying.leave(1, "", f"the column `{written.strip()}` is not carried over")
        else:
            found[name] = at
    if "target" not in found and "name" not in found:
        known = ", ".join(_COLUMNS)
        raise UnreadableFile(f"{file}: no column has targets; the first line must name columns: {known}")
    return found


def _carry(line: int, cells: Mapping[str, str], carrying: Carrying) -> None:
    target = cells.get("target", "")
    site = cells.get("name") or target
    kind, why = _kind(cells)
    if not kind:
        carrying.leave(line, site, why)
        return
    every, timeout = _length(cells, "every"), _length(cells, "timeout")
    for name, read in (("every", every), ("timeout", timeout)):
        if cells.get(name) and read is None:
            carrying.leave(line, site, f"`{cells[name]}` is no length of time: write `30 s`, or seconds")
    made = _target(kind, cells)
    if isinstance(made, str):
        carrying.leave(line, site, made)
        return
    if isinstance(made, Heartbeat) and every is not None:
        made = Heartbeat(within=every)
    retries = cells.get("retries", "")
    when = Schedule(
        every=every or MINUTE,
        timeout=timeout,
        retries=int(retries) if retries.isascii() and retries.isdigit() else 0,
        locations=tuple(
            each for each in cells.get("locations", "").replace(";", " ").replace(",", " ").split()
        ),
    )
    carrying.add(line, carrying.name_for(site), site, made, when)


def _kind(cells: Mapping[str, str]) -> tuple[str, str]:
    """The kind, or why it can't be told."""
    written = cells.get("kind", "").lower()
    if written:
        return _KINDS.get(written, ""), f"it is not carried over: `{written}` is no kind of probe here"
    target = cells.get("target", "")
    scheme, mark, _ = target.partition("://")
    if mark:
        return _SCHEMES.get(scheme.lower(), ""), f"it is not carried over: `{scheme}` is not asked here"
    if target and (cells.get("port") or host_and_port(target)[1] is not None):
        return "tcp", ""
    return "", "it is not carried over: nothing says how it is asked; write `https://…`, or a `kind`"


def _length(cells: Mapping[str, str], name: str) -> Micros | None:
    return length_of(cells.get(name, "").replace("min", "m"))


def _target(kind: str, cells: Mapping[str, str]) -> Target | str:
    """What is asked, or why that can't be told."""
    written = cells.get("target", "")
    host, port = host_and_port(written)
    if (cell := cells.get("port", "")) and cell.isascii() and cell.isdigit():
        port = int(cell)
    if kind == "heartbeat":
        return Heartbeat(within=MINUTE)
    if not host:
        return "it is not carried over: it has no target"
    if kind in ("http", "page", "download"):
        return _by_url(kind, written if "://" in written else f"https://{written}", cells)
    if kind == "tcp" and not port:
        return "it is not carried over: it has no port"
    by_host: dict[str, Callable[[], Target]] = {
        "tcp": lambda: Tcp(host=host, port=port or 0),
        "tls": lambda: Tls(host=host, port=port or 443),
        "smtp": lambda: Smtp(host=host, port=port, security=_security(written)),
        "imap": lambda: Imap(host=host, port=port, security=_security(written)),
        "dns": lambda: Dns(name=host),
        "icmp": lambda: Icmp(host=host),
    }
    return by_host[kind]()


def _security(written: str) -> Security:
    return Security.TLS if urlsplit(written).scheme in ("smtps", "imaps") else Security.NONE


def _by_url(kind: str, url: str, cells: Mapping[str, str]) -> Target | str:
    has = (cells["expect"],) if cells.get("expect") else ()
    if kind == "download":
        return Download(url=url)
    status: list[tuple[int, int]] = []
    for each in cells.get("status", "").replace(";", " ").replace(",", " ").split():
        first, _, last = each.partition("-")
        if not (first.isascii() and first.isdigit() and (last or first).isdigit()):
            return f"it is not carried over: `{each}` is no status of HTTP"
        status.append((int(first), int(last or first)))
    given = tuple(status) or ((200, 299),)
    return Http(url=url, has=has, status=given) if kind == "http" else Page(url=url, has=has, status=given)
