"""`upheld probes`: check a file of probes, try them out, and make one from another program's list."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from upheld.chrono.instant import Micros
from upheld.cli.exits import CLEAN, TROUBLE
from upheld.cli.findings import counted, print_diagnostics
from upheld.collect.probes.foreign.table import FORMS
from upheld.collect.probes.outcome import Measured, Outcome, Phases
from upheld.collect.probes.probe import Probe, kind_of, secrets_of
from upheld.collect.probes.probe_file import ProbeFile, read_probes
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.written.writing import write_probes
from upheld.evidence.observation import State
from upheld.language.diagnostic import Level
from upheld.operations.carrying import carry_list, write_secrets
from upheld.operations.trying import chosen, read_secrets, secrets_in, try_probes
from upheld.quantity import write_length

_PARTS = (("dns", "lookup"), ("connect", "connection"), ("tls", "handshake"), ("first_byte", "first byte"))


@click.group(name="probes", short_help="Check a file of probes, try them out, define or import them.")
def command() -> None:
    """Probes say how a service is watched; `docs/probes.md` describes them."""


@command.command(name="check", short_help="Read a file of probes and list what is wrong with it.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
def check(file: Path) -> None:
    """Read FILE and list everything that is wrong with it, or what is asked, and how often.

    Nothing is asked. Exits with 0 when there is no error, 1 when there is one.
    """
    probes = _read(file).probes
    width = max((len(probe.name) for probe in probes), default=0)
    for probe in probes:
        places = f" from {', '.join(probe.locations)}" if probe.locations else ""
        click.echo(
            f"  {probe.name:{width}}  {kind_of(probe.what)}, every {write_length(probe.every)}{places}"
        )
    needed = sorted({name for probe in probes for name in secrets_of(probe)})
    secrets = f"; secrets needed: {', '.join(needed)}" if needed else ""
    click.echo(f"{file}: {counted(len(probes), 'probe')}, nothing wrong{secrets}")


@command.command(name="try", short_help="Ask each probe of a file once, and show what was seen.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--probe", "names", multiple=True, metavar="NAME", help="Only this one; may be repeated.")
@click.option(
    "--secrets",
    "secrets_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file of lines NAME=VALUE with the secrets the probes name.",
)
def try_out(file: Path, names: tuple[str, ...], secrets_file: Path | None) -> None:
    """Ask each probe of FILE once from here, and show what was seen; nothing is recorded.

    Exits with 0 when all of them are up, 1 otherwise.
    """
    probes = chosen(_read(file).probes, names)
    secrets = Secrets() if secrets_file is None else read_secrets(secrets_file)
    good = 0
    for probe, outcome in try_probes(probes, secrets):
        _print(probe, outcome)
        good += outcome.state is State.UP
    if len(probes) > 1:
        click.echo(f"{good} of {counted(len(probes), 'probe')} up")
    sys.exit(CLEAN if good == len(probes) else TROUBLE)


@command.command(name="import", short_help="Make a file of probes from a list of another program.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--from", "form", type=click.Choice(FORMS), help="What FILE is; its content tells, where it is not said."
)
@click.option(
    "--targets",
    "targets",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With blackbox: a file of Prometheus with the targets; may be repeated.",
)
@click.option(
    "--secrets-to",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write the secrets that stand in the list, as lines NAME=VALUE.",
)
@click.option(
    "--may-be-private", is_flag=True, help="Addresses that are not of the public internet may be asked."
)
def import_list(
    file: Path, form: str | None, targets: tuple[Path, ...], secrets_to: Path | None, may_be_private: bool
) -> None:
    """Read the points of FILE and print them as a file of probes; say what is not carried over.

    FILE is CSV with a header, a backup of Uptime Kuma, or a configuration of Gatus or blackbox_exporter.
    Exits with 0 when there is a probe, 1 otherwise.
    """
    carried = carry_list(file, form, targets, may_be_private)
    for left in carried.left_out:
        click.echo(str(left), err=True)
    if carried.probes:
        click.echo(write_probes(carried.probes), nl=False)
    if secrets_to is not None:
        write_secrets(secrets_to, carried.secrets)
    names = sorted(carried.secrets)
    if names and secrets_to is None:
        told = "it" if len(names) == 1 else "them"
        click.echo(
            f"{file}: secrets stand in the list: {', '.join(names)}; --secrets-to keeps {told}", err=True
        )
    click.echo(f"{file}: {counted(len(carried.probes), 'probe')}", err=True)
    sys.exit(CLEAN if carried.probes else TROUBLE)


@command.command(name="define", short_help="Let a file say what the service probes.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--dossier", required=True, metavar="SLUG", help="For which body of evidence it is probed.")
@click.option(
    "--secrets",
    "secrets_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file of lines NAME=VALUE with secrets to be kept, encrypted.",
)
def define(file: Path, dossier: str, secrets_file: Path | None) -> None:
    """Let the probes of FILE be those of a dossier of the service, and no others.

    What differs becomes a new version, which the ledger vouches for; the same again changes nothing. Every
    agent has it within a minute.
    """
    probes = _read(file).probes
    from upheld.runtime.opened import open_service

    opened = open_service()
    from upheld.operations.accounts.note import COMMAND_LINE, note_command  # records can be imported now
    from upheld.operations.probing.own import Roll, define_in
    from upheld.runtime.marking import mark

    given = {} if secrets_file is None else secrets_in(secrets_file)
    defined = define_in(dossier, probes, given, COMMAND_LINE, opened.now)
    note_command("probe_lists", f"dossier {dossier}", opened.now)
    mark(opened.environment, is_wanted=bool(Roll(opened.environment.location).dossiers()))
    for names, word in ((defined.added, "added"), (defined.changed, "changed"), (defined.ended, "ended")):
        for name in names:
            click.echo(f"  {name}  {word}")
    changes = len(defined.added) + len(defined.changed) + len(defined.ended)
    click.echo(f"{dossier}: {counted(changes, 'change')}, {defined.unchanged} as before")
    if defined.secrets_missing:
        click.echo(f"these secrets have no value yet: {', '.join(defined.secrets_missing)}", err=True)


def _read(file: Path) -> ProbeFile:
    read = read_probes(file)
    if not read.is_good:
        print_diagnostics(str(file), read.diagnostics, least=Level.WARNING, err=True)
        sys.exit(TROUBLE)
    return read


def _print(probe: Probe, outcome: Outcome) -> None:
    site = "" if probe.site == probe.name else f" ({probe.site})"
    total = "" if outcome.phases.total is None else f", {_milliseconds(outcome.phases.total)}"
    click.echo(f"{probe.name}{site}: {outcome.state.name.lower()}, by {outcome.method}{total}")
    lines = [outcome.trouble, _parts(outcome.phases), *_received(outcome)]
    lines += [_figure(each) for each in outcome.measured]
    for line in lines:
        if line:
            click.echo(f"  {line}")


def _figure(measured: Measured) -> str:
    value = measured.value
    if measured.count is not None and measured.unit == "ratio":
        value = f"{value} of {measured.count}"
    elif measured.unit == "us":
        micros = int(measured.value) // (measured.count or 1)
        value = (
            _milliseconds(Micros(micros)) if micros < 60_000_000 else write_length(micros // 10**6 * 10**6)
        )
    elif measured.unit == "bit/s":
        return f"{measured.measure} {int(measured.value) / 1e6:,.1f} Mbit/s"
    unit = "" if measured.unit in ("us", "ratio", "number", "count") else f" {measured.unit}"
    return f"{measured.measure} {value}{unit}" + "".join(f", {name} {text}" for name, text in measured.labels)


def _parts(phases: Phases) -> str:
    told = [(words, getattr(phases, name)) for name, words in _PARTS]
    return ", ".join(f"{words} {_milliseconds(took)}" for words, took in told if took is not None)


def _received(outcome: Outcome) -> list[str]:
    received = outcome.received
    if received is None:
        return []
    answer = "" if received.status is None else f" answered {received.status}"
    cut = ", cut" if received.is_cut else ""
    size = "" if received.size is None else f", {received.size:,} bytes{cut}"
    lines = [f"{received.address}{answer}{size}" if received.address else ""]
    if received.status is None:
        lines += [f"{name}: {text}" for name, text in received.headers]
    lines += [f"redirected to {each}" for each in received.chain]
    if outcome.state is not State.UP and received.start:
        lines.append(f"it begins: {' '.join(received.start.split())[:200]}")
    return lines


def _milliseconds(micros: Micros) -> str:
    return f"{micros / 1000:.1f} ms" if micros < 100_000 else f"{micros / 1000:.0f} ms"
