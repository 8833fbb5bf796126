"""TLS: whether old versions are refused, and whether the certificate holds."""

from __future__ import annotations

from upheld.chrono.instant import Micros
from upheld.collect.probes import trouble
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.failure import Failure, own, seen_by
from upheld.collect.probes.kinds.tls_server import Found, begun, staple_failure, try_old_versions
from upheld.collect.probes.outcome import Measured, Phases, Seen
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.targets.tls import About, Tls
from upheld.collect.probes.ticks import since, ticks
from upheld.collect.probes.trust import certificate_of, context_for, secure
from upheld.evidence.observation import State
from upheld.quantity import write_length

_METHOD = "tls"
_SERVER_IS_THERE = (trouble.TLS, trouble.CERTIFICATE)


def ask(probe: Probe, _secrets: Secrets, clockwork: Clockwork) -> Seen:
    """Shake hands as one does today, then offer each old version by itself."""
    target = probe.what
    assert isinstance(target, Tls)  # noqa: S101 - by the table of kinds
    began, found = ticks(), Found()
    try:
        failure = _today(probe, target, clockwork, found, began)
        if target.about is not About.CERTIFICATE and (failure is None or failure.code in _SERVER_IS_THERE):
            try_old_versions(probe, target, clockwork, found)
        failure = _judged(probe, target, clockwork, found, failure)
    except Failure as error:
        failure = _within_what_is_asked(target, error)
    phases = found.phases if found.phases.total is not None else Phases(total=since(began))
    measured = tuple(_measured(target, found, clockwork))
    if failure is not None:
        return seen_by(failure, _METHOD, phases, found.received(), measured)
    return Seen(state=State.UP, method=_METHOD, phases=phases, received=found.received(), measured=measured)


def _today(probe: Probe, target: Tls, clockwork: Clockwork, found: Found, began: Micros) -> Failure | None:
    """Shake hands, and give what is wrong with that; a certificate that is not trusted is still looked at."""
    distrust: Failure | None = None
    for is_verified in (True, False) if target.is_verified else (False,):
        context = context_for(is_verified, target.authorities)
        with begun(probe, target, clockwork) as wire:
            found.address = wire.address
            try:
                secure(wire, context, target.server_name or target.host)
            except Failure as failure:
                if failure.code != trouble.CERTIFICATE:
                    return distrust or failure
                distrust = failure
            else:
                found.certificate = certificate_of(wire)
                found.version = (wire.secured and wire.secured.version()) or ""
            finally:
                found.phases = found.phases if distrust else wire.phases(began)
        if distrust is None:
            break
    return distrust


def _judged(
    probe: Probe, target: Tls, clockwork: Clockwork, found: Found, failure: Failure | None
) -> Failure | None:
    """Say what is wrong, of what the state tells of; the worst first."""
    if found.taken:
        words = f"{' and '.join(found.taken)} {'is' if len(found.taken) == 1 else 'are'} taken"
        return Failure(trouble.OLD_TLS, f"{words}, and nothing below TLS {target.least.value} should be")
    if target.about is About.VERSIONS:
        return _undecided(target, found, failure)
    if failure is not None:
        return _within_what_is_asked(target, failure)
    if target.has_staple and (lack := staple_failure(probe, target, clockwork)) is not None:
        return lack
    return _expiry(target, found, clockwork)


def _undecided(target: Tls, found: Found, failure: Failure | None) -> Failure | None:
    """Say why it is not known that all old versions are refused; the certificate is no matter of this."""
    if failure is not None and failure.code != trouble.CERTIFICATE:
        return _within_what_is_asked(target, failure)
    if not found.untried:
        return None
    version, why = next(iter(found.untried.items()))
    return own(f"whether {version} is taken could not be found out: {why}")


def _expiry(target: Tls, found: Found, clockwork: Clockwork) -> Failure | None:
    if found.certificate is None or not target.is_verified:
        return None
    left = found.certificate.not_after - clockwork.now()
    if left >= target.degraded_within:
        return None
    words = f"the certificate expires in {write_length(max(left, 0) // 10**6 * 10**6)}"
    return Failure(trouble.EXPIRY, words, State.DEGRADED)


def _within_what_is_asked(target: Tls, failure: Failure) -> Failure:
    """A server that can't be reached shows nothing of its versions or certificate, unless that is why."""
    if target.about is About.ENDPOINT or failure.state is not State.DOWN:
        return failure
    if target.about is About.CERTIFICATE and failure.code == trouble.CERTIFICATE:
        return failure
    return Failure(failure.code, failure.words, State.UNKNOWN)


def _measured(target: Tls, found: Found, clockwork: Clockwork) -> list[Measured]:
    measured = []
    number = found.version.removeprefix("TLSv")
    if number and number != found.version:
        measured.append(
            Measured(measure="tls version", value=number if "." in number else f"{number}.0", unit="number")
        )
    if found.certificate is not None:
        lasts = max(found.certificate.not_after - clockwork.now(), 0)
        measured.append(Measured(measure="certificate lasts", value=str(lasts), unit="us"))
    for version, is_taken in found.tried():
        measured.append(
            Measured(
                measure="old tls taken",
                value=str(int(is_taken)),
                unit="count",
                labels=(("version", version),),
            )
        )
    return measured
