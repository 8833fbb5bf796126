"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def evidence(help: str, *, required: bool = True) -> Callable[[Command], Command]:
    """`--evidence`: a folder of tables, or a case."""
    path = click.Path(path_type=Path)
    return click.option("--evidence", type=path, required=required, metavar="PATH", help=help)


def plan() -> Callable[[Command], Command]:
    """`--plan`."""
    return click.option("--plan", help="The plan the customer is on.")


def subscription() -> Callable[[Command], Command]:
    """`--subscription`."""
    return click.option(
        "--subscription", help="Which of the customer's subscriptions, where there are several."
    )


def fee() -> Callable[[Command], Command]:
    """`--fee`."""
    return click.option(
        "--fee",
        help="The monthly fee: `500 EUR`, or a bare number in the agreement's currency; `6000 EUR per year`, "
        "`0.05 EUR per hour` or `250 users at 12 EUR` for another one.",
    )


def fees() -> Callable[[Command], Command]:
    """`--fee`, several times."""
    return click.option(
        "--fee",
        "fees",
        multiple=True,
        metavar="[NAME=]AMOUNT",
        help="The monthly fee: `500 EUR`, or a bare number in the agreement's currency; `6000 EUR per year`, "
        "`0.05 EUR per hour` or `250 users at 12 EUR` for another one. `eu-west=500` is that of a service or "
        "resource.",
    )


def whole_fee(fees: Sequence[str]) -> str | None:
    """The fee for everything, of several fees; UsageError where there are two."""
    whole = [text for text in fees if "=" not in text]
    if len(whole) > 1:
        raise click.UsageError(
            f"two fees are given for everything, {whole[0]} and {whole[1]}: write `eu-west={whole[1]}` for "
            "that of a service or resource"
        )
    return next(iter(whole), None)


def fees_of(fees: Sequence[str]) -> tuple[str, ...]:
    """The fees that name what they are paid for."""
    return tuple(text for text in fees if "=" in text)


def as_of(help: str) -> Callable[[Command], Command]:
    """`--as-of`."""
    return click.option("--as-of", help=help)


def in_force() -> Callable[[Command], Command]:
    """`--in-force`."""
    return click.option(
        "--in-force",
        metavar="DATES",
        help="Set the agreement's own dates aside, visibly: 2026-01-01[/2026-07-01].",
    )
