"""Configurations of blackbox_exporter, with the targets that Prometheus has for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from upheld.chrono.instant import MINUTE, Micros
from upheld.collect.probes.foreign.blackbox_modules import target_of
from upheld.collect.probes.foreign.carried import Carried, Carrying, Schedule
from upheld.collect.probes.foreign.entry import Entry, read_entry
from upheld.collect.probes.foreign.units import length_of
from upheld.errors import UnreadableFile

_MODULE_LABELS = ("__param_module", "module")


class _Point(Struct, frozen=True):
    """A target with the module it is asked by."""

    file: str
    line: int
    target: str
    module: str
    job: str
    every: Micros
    timeout: Micros | None


def carry_blackbox(
    file: str, data: bytes, targets: Sequence[tuple[str, bytes]] = (), may_be_private: bool = False
) -> Carried:
    """Carry modules over, once for each target.

    Targets stand in files of Prometheus: its configuration, or lists for its file discovery. Raises
    UnreadableFile for what is none of these, and where there are no targets.
    """
    read = read_entry(file, data)
    if not isinstance(read, Entry) or "modules" not in read.values:
        raise UnreadableFile(f"{file} is no configuration of blackbox_exporter: it has no `modules`")
    modules = read.entry("modules")
    carrying = Carrying(file=file, may_be_private=may_be_private)
    points = [
        point for name, content in targets for point in _points(name, read_entry(name, content), carrying)
    ]
    if not points:
        raise UnreadableFile(
            f"{file} says how to ask, and not whom: give the file of Prometheus with the targets too"
        )
    only = next(iter(modules.values)) if len(modules.values) == 1 else ""
    told: set[str] = set()
    for point in points:
        _carry(point, modules, only, carrying, told)
    return carrying.done()


def _carry(point: _Point, modules: Entry, only: str, carrying: Carrying, told: set[str]) -> None:
    name = point.module or only
    if name not in modules.values:
        why = f"there is no module `{name}`" if name else "nothing says by which module it is asked"
        carrying.leave(point.line, point.target, f"it is not carried over: {why}", point.file)
        return
    module = modules.entry(name)
    several = [each for each in (point.job, name) if each]
    site = point.target if len(modules.values) == 1 else f"{several[0]} {point.target}"
    called = carrying.name_for(site)
    made, left = target_of(module, point.target, called, carrying)
    if isinstance(made, str):
        carrying.leave(point.line, point.target, f"it is not carried over: {made}", point.file)
        return
    when = Schedule(every=point.every, timeout=length_of(module.text("timeout")) or point.timeout)
    carrying.add(point.line, called, site, made, when, point.file)
    if name not in told:
        told.add(name)
        for line, what in left:
            carrying.leave(line, f"module {name}", f"{what} is not carried over")


def _points(file: str, read: Entry | list[Entry], carrying: Carrying) -> Iterator[_Point]:
    if isinstance(read, list):
        for group in read:
            yield from _group(file, group, "", "", MINUTE, None)
        return
    if "scrape_configs" not in read.values:
        raise UnreadableFile(
            f"{file} has no targets: give a configuration of Prometheus, or a list of targets"
        )
    usual = length_of(read.entry("global").text("scrape_interval", "1m")) or MINUTE
    for job in read.entries("scrape_configs"):
        if job.text("metrics_path") != "/probe":
            continue
        name, module = job.text("job_name"), next(iter(job.entry("params").texts("module")), "")
        every = length_of(job.text("scrape_interval")) or usual
        for group in job.entries("static_configs"):
            yield from _group(file, group, module, name, every, length_of(job.text("scrape_timeout")))
        for key, line in job.untaken():
            if key.endswith("_sd_configs"):
                why = f"what `{key}` finds is not carried over: give the list of targets"
                carrying.leave(line, f"job {name}", why, file)


def _group(
    file: str, group: Entry, module: str, job: str, every: Micros, timeout: Micros | None
) -> Iterator[_Point]:
    labels = group.entry("labels")
    of_labels = next((found for each in _MODULE_LABELS if (found := labels.text(each))), "")
    for target in group.texts("targets"):
        yield _Point(file, group.line_of("targets"), target, of_labels or module, job, every, timeout)
