"""Pages loaded in a real browser: whether they come into sight, and how soon."""

from __future__ import annotations

from upheld.collect.probes import trouble
from upheld.collect.probes.browser.errand import Errand, Visit
from upheld.collect.probes.browser.keeper import KEEPER
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.failure import Failure, seen_by
from upheld.collect.probes.mail import short
from upheld.collect.probes.outcome import Measured, Phases, Received, Seen
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.targets.http import Bearer
from upheld.collect.probes.targets.page import Page
from upheld.collect.probes.ticks import since, ticks
from upheld.evidence.observation import State
from upheld.quantity import write_length
from upheld.quantity.phrase import shift_point

_METHOD = "chromium"
_MARGIN = 2.0
"""Seconds by which a page's time ends before the attempt's, so that the browser can say so itself."""


def ask(probe: Probe, secrets: Secrets, clockwork: Clockwork) -> Seen:
    """Have the page loaded, and judge what came into sight."""
    target = probe.what
    assert isinstance(target, Page)  # noqa: S101 - by the table of kinds
    began = ticks()
    try:
        errand = _errand(probe, target, secrets)
        margin = min(_MARGIN, probe.timeout / 5_000_000)
        visit = KEEPER.visit(errand, clockwork, margin)
    except Failure as own:
        return seen_by(own, _METHOD, Phases(total=since(began)))
    phases = Phases(first_byte=visit.first_byte, total=visit.load or since(began))
    received, measured = _received(visit, secrets), tuple(_measured(visit))
    failure = _judged(target, visit)
    if failure is not None:
        return seen_by(failure, _METHOD, phases, received, measured)
    return Seen(state=State.UP, method=_METHOD, phases=phases, received=received, measured=measured)


def _errand(probe: Probe, target: Page, secrets: Secrets) -> Errand:
    headers = tuple((name, secrets.text(value)) for name, value in target.headers)
    user, password = None, ""
    if isinstance(target.sign_in, Bearer):
        headers += (("Authorization", f"Bearer {secrets.text(target.sign_in.token)}"),)
    elif target.sign_in is not None:
        user, password = secrets.text(target.sign_in.user), secrets.text(target.sign_in.password)
    return Errand(
        url=target.url,
        seconds=0,
        may_be_private=probe.may_be_private,
        headers=headers,
        user=user,
        password=password,
        has=target.has,
        selector=target.selector,
        is_verified=target.is_verified,
        settles=target.settles,
        width=target.width,
        height=target.height,
        most_bytes=target.most_bytes,
    )


def _judged(target: Page, visit: Visit) -> Failure | None:
    """Say what is wrong, the worst first."""
    if visit.trouble is not None:
        state = State.UNKNOWN if visit.trouble.is_own else State.DOWN
        return Failure(visit.trouble.code, visit.trouble.words, state)
    if visit.is_cut:
        return Failure(trouble.PAGE, f"the page is more than {target.most_bytes} bytes")
    if visit.status is None or not any(first <= visit.status <= last for first, last in target.status):
        return Failure(trouble.STATUS, f"{visit.status or 'no status'}")
    if visit.lacks:
        return Failure(trouble.BODY, f"`{short(visit.lacks[0])}` is not to be seen on the page")
    return _slow("the page", visit.load, target.degraded_above) or _slow(
        "its largest paint", visit.lcp, target.degraded_above_lcp
    )


def _slow(what: str, took: int | None, most: int | None) -> Failure | None:
    if took is None or most is None or took <= most:
        return None
    words = f"{what} took {write_length(took)}, more than {write_length(most)}"
    return Failure(trouble.SLOW, words, State.DEGRADED)


def _measured(visit: Visit) -> list[Measured]:
    times = (("lcp", visit.lcp), ("fcp", visit.fcp), ("page load", visit.load), ("ttfb", visit.first_byte))
    found = [Measured(measure=name, value=str(time), unit="us") for name, time in times if time is not None]
    if visit.cls is not None and visit.load is not None:
        found.append(
            Measured(measure="cls", value=shift_point(visit.cls, 6).rstrip("0").rstrip("."), unit="number")
        )
    return found


def _received(visit: Visit, secrets: Secrets) -> Received:
    refused = tuple(("refused", secrets.struck_out(each)) for each in visit.refused)
    return Received(
        address=visit.address,
        status=visit.status,
        headers=refused,
        start=secrets.struck_out(visit.title),
        size=visit.size,
        is_cut=visit.is_cut,
        chain=tuple(map(secrets.struck_out, visit.chain)),
    )
