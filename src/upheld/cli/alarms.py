"""`upheld alarms`: when alarms are raised, for all agreements or for one."""

from __future__ import annotations

import click

from upheld.chrono.instant import Instant, format_instant
from upheld.errors import UsageError
from upheld.evaluation.alarms.rules import WrittenRules, read_rules, write_rules
from upheld.runtime.opened import open_service


@click.group(name="alarms", short_help="Say when alarms are raised.")
def command() -> None:
    """See and say when alarms are raised in the service: early or late, for all agreements or for one."""


@command.command(name="rules", short_help="Show when alarms are raised.")
def show() -> None:
    """Show when alarms are raised: for all agreements, and for those of which something else is said."""
    open_service()
    from upheld.operations.alarms.ruling import rulings  # records can be imported once the service is open
    from upheld.store.agreements import Agreement
    from upheld.store.alarms import AlarmRuling

    known = rulings()
    slugs = dict(Agreement.objects.filter(pk__in=[each for each in known if each]).values_list("pk", "slug"))
    for agreement, rules in sorted(known.items(), key=lambda each: slugs.get(each[0] or 0, "")):
        said = AlarmRuling.objects.filter(agreement=agreement).order_by("-pk").first()
        by = f", said by {said.made_by} at {format_instant(Instant(said.made_at))}" if said else ""
        click.echo(f"{'all others' if agreement is None else slugs[agreement]}{by}")
        for line in _lines(write_rules(rules)):
            click.echo(f"  {line}")


@command.command(name="set", short_help="Say when alarms are raised.")
@click.argument("agreement", required=False)
@click.option(
    "--clocks", metavar="SHARES", help="How much of a ticket's time is used, such as '50, 75, 100'."
)
@click.option("--allowances", metavar="SHARES", help="How much of an allowance of downtime is used.")
@click.option(
    "--burn",
    "burns",
    multiple=True,
    metavar="RATE",
    help="A rate over two windows, '14.4 over 1 h and 5 min'; once for each. Empty: none.",
)
@click.option(
    "--no-evidence-after",
    "silent_after",
    metavar="LENGTH",
    help="So long after the last record of a point, such as '15 min'. Empty: once that holds no longer.",
)
@click.option("--as-before", is_flag=True, help="What was said of it holds no more.")
def rule(
    agreement: str | None,
    clocks: str | None,
    allowances: str | None,
    burns: tuple[str, ...],
    silent_after: str | None,
    as_before: bool,
) -> None:
    """Say when alarms of AGREEMENT are raised, or of all others where none is named; the rest stays.

    It holds from now on, is no part of the agreement, and what was said before is kept with who said it.
    """
    changes = {
        name: value
        for name, value in {
            "clocks": clocks,
            "allowances": allowances,
            "burns": burns or None,
            "silent_after": silent_after,
        }.items()
        if value is not None
    }
    if bool(changes) == as_before:
        raise click.UsageError("say what changes, or --as-before alone")
    opened = open_service()
    from upheld.operations.accounts.note import COMMAND_LINE, note_command  # records can be imported now
    from upheld.operations.alarms.ruling import rules_for, rulings, set_rules
    from upheld.store.agreements import Agreement

    found = Agreement.objects.filter(slug=agreement).first() if agreement else None
    if agreement and found is None:
        raise UsageError(f"there is no agreement {agreement!r} in the service")
    rules = None
    if not as_before:
        before = write_rules(rules_for(0 if found is None else found.pk, rulings()))
        rules = read_rules(WrittenRules(**{**{name: getattr(before, name) for name in _PARTS}, **changes}))
    set_rules(found, rules, COMMAND_LINE, opened.now)
    note_command("alarm_rules", f"agreement {agreement}" if agreement else "all agreements", opened.now)
    click.echo(f"alarms of {agreement or 'all others'} are raised like this from now on:")
    for line in _lines(write_rules(rules_for(0 if found is None else found.pk, rulings()))):
        click.echo(f"  {line}")


_PARTS = ("clocks", "allowances", "burns", "silent_after")


def _lines(written: WrittenRules) -> list[str]:
    return [
        f"clocks: {written.clocks or 'none'}",
        f"allowances: {written.allowances or 'none'}",
        *(f"burn rate: {each}" for each in written.burns or ("none",)),
        f"no evidence: {written.silent_after or 'once the last record holds no longer'}",
    ]
