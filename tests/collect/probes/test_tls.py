"""TLS: which versions servers take, and what their certificates are worth."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from asking import asked, at_last
from certificates import Authority, serving
from cryptography.x509.ocsp import OCSPCertStatus
from listening import drop_by_drop, endless, garbage, listening, openssl_server, reset, silence

from upheld.chrono.instant import DAY, HOUR, Micros
from upheld.collect.probes.hello import SSL_3_0, TLS_1_0, TLS_1_1
from upheld.collect.probes.outcome import Seen
from upheld.collect.probes.targets.http import TlsVersion
from upheld.collect.probes.targets.tls import About, Before, Tls
from upheld.evidence.observation import State

AUTHORITY = Authority()
OLD = ("-cipher", "ALL:@SECLEVEL=0")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def good(folder: Path) -> Path:
    return AUTHORITY.server(folder)


@contextmanager
def today(file: Path, host: str = "127.0.0.1") -> Iterator[int]:
    """A server of today, which refuses everything below TLS 1.2."""
    context = serving(file)

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            silence(secured)

    with listening(serve, host) as port:
        yield port


def tls(port: int, **more: object) -> Tls:
    usual = {"host": "localhost", "port": port, "authorities": AUTHORITY.pem, "degraded_within": Micros(DAY)}
    return Tls(**(usual | more))  # type: ignore[arg-type]


def code(seen: Seen) -> str:
    return seen.trouble.partition(":")[0]


def labelled(seen: Seen) -> dict[str, str]:
    return {each.labels[0][1]: each.value for each in seen.measured if each.measure == "old tls taken"}


def test_a_server_of_today_refuses_every_old_version(good: Path) -> None:
    with today(good) as port:
        seen = asked(tls(port))
    assert (seen.state, seen.trouble, seen.method) == (State.UP, "", "tls")
    assert labelled(seen) == {"SSL 3.0": "0", "TLS 1.0": "0", "TLS 1.1": "0"}
    assert seen.received is not None
    assert dict(seen.received.headers)["agreed on"] == "TLSv1.3"
    # OpenSSL has told it by one alert and by another
    assert dict(seen.received.headers)["TLS 1.0"].startswith("refused: alert `")
    certificate = seen.received.certificate
    assert certificate is not None
    assert (certificate.subject, certificate.issuer) == ("CN=localhost", "CN=Example Authority")
    assert (certificate.key, certificate.signature) == ("RSA 2048", "ecdsa-with-SHA256")
    assert certificate.names == ("localhost", "127.0.0.1", "::1")
    assert seen.phases.tls is not None
    assert seen.phases.connect is not None


@pytest.mark.parametrize(
    ("option", "taken"),
    [("-tls1", {"TLS 1.0"}), ("-tls1_1", {"TLS 1.1"})],
)
@pytest.mark.parametrize("about", [About.ENDPOINT, About.VERSIONS])
def test_a_server_that_takes_an_old_version_alone(
    good: Path, option: str, taken: set[str], about: About
) -> None:
    with openssl_server(good, option, *OLD) as port:
        seen = asked(tls(port, about=about))
    assert seen.state is State.DOWN
    assert seen.trouble == f"old-tls: {next(iter(taken))} is taken, and nothing below TLS 1.2 should be"
    assert {version for version, is_taken in labelled(seen).items() if is_taken == "1"} == taken


def test_a_server_that_takes_old_versions_beside_new_ones(good: Path) -> None:
    with openssl_server(good, *OLD) as port:
        seen = asked(tls(port))
        assert code(seen) == "old-tls"
        assert "TLS 1.0 and TLS 1.1 are taken" in seen.trouble
        lenient = asked(tls(port, least=TlsVersion.TLS_1_0))
    assert (lenient.state, lenient.trouble) == (State.UP, "")


def test_a_floor_of_1_3_needs_1_2_to_be_refused(good: Path) -> None:
    with today(good) as port:
        seen = asked(tls(port, least=TlsVersion.TLS_1_3))
    assert seen.trouble == "old-tls: TLS 1.2 is taken, and nothing below TLS 1.3 should be"
    with openssl_server(good, "-tls1_3") as port:
        assert asked(tls(port, least=TlsVersion.TLS_1_3)).state is State.UP


def test_a_version_that_gets_no_answer_is_not_known_to_be_refused(good: Path) -> None:
    context = serving(good)

    def serve(connection: socket.socket) -> None:
        first = connection.recv(11, socket.MSG_PEEK)
        # The version offered stands after the heads of the record and of the message.
        if int.from_bytes(first[9:11]) == TLS_1_1:
            silence(connection)
        with context.wrap_socket(connection, server_side=True) as secured:
            silence(secured)

    with listening(serve) as port:
        seen = at_last(
            lambda seconds: asked(tls(port, about=About.VERSIONS), seconds=seconds),
            (1, 5, 20),
            lambda seen: len(labelled(seen)) == 2,
        )
        assert seen.state is State.UNKNOWN
        assert seen.trouble.startswith("own: whether TLS 1.1 is taken could not be found out")
        assert labelled(seen) == {"SSL 3.0": "0", "TLS 1.0": "0"}
        seen = at_last(
            lambda seconds: asked(tls(port), seconds=seconds), (1, 5, 20), lambda seen: seen.state is State.UP
        )
        assert seen.state is State.UP


@pytest.mark.parametrize("version", [SSL_3_0, TLS_1_0])
def test_a_version_is_refused_by_breaking_off_too(good: Path, version: int) -> None:
    context = serving(good)

    def serve(connection: socket.socket) -> None:
        if int.from_bytes(connection.recv(11, socket.MSG_PEEK)[9:11]) == version:
            reset(connection)
            return
        with context.wrap_socket(connection, server_side=True) as secured:
            silence(secured)

    with listening(serve) as port:
        assert asked(tls(port, about=About.VERSIONS)).state is State.UP


def test_certificates_that_do_not_hold(folder: Path, good: Path) -> None:
    expired = AUTHORITY.server(folder, lasts=timedelta(hours=-1))
    elsewhere = AUTHORITY.server(folder, name="elsewhere.example")
    for file, words in (
        (expired, "certificate: certificate has expired"),
        (elsewhere, "certificate: hostname mismatch, certificate is not valid for 'localhost'"),
    ):
        with today(file) as port:
            seen = asked(tls(port))
            assert (seen.state, seen.trouble) == (State.DOWN, words)
            assert seen.received is not None
            assert seen.received.certificate is not None
            # Versions are refused all the same, which is all that this one asks.
            assert asked(tls(port, about=About.VERSIONS)).state is State.UP
            assert asked(tls(port, about=About.CERTIFICATE)).state is State.DOWN
            assert asked(tls(port, is_verified=False)).state is State.UP
    with today(good) as port:
        assert asked(tls(port, authorities=None)).trouble == (
            "certificate: unable to get local issuer certificate"
        )


def test_a_certificate_that_expires_soon_is_degraded(folder: Path) -> None:
    with today(AUTHORITY.server(folder, lasts=timedelta(hours=30))) as port:
        seen = asked(tls(port, degraded_within=Micros(31 * HOUR)))
        assert seen.state is State.DEGRADED
        assert seen.trouble.startswith("expiry: the certificate expires in 29 h 59 min")
        assert asked(tls(port, degraded_within=Micros(29 * HOUR))).state is State.UP


def test_staples(folder: Path) -> None:
    file = AUTHORITY.server(folder, lasts=timedelta(hours=90))
    with today(file) as port:
        seen = asked(tls(port, has_staple=True))
        assert seen.state is State.DEGRADED
        assert seen.trouble == "certificate: the server staples no word that it is not revoked"
    for status, lasts, state in (
        (OCSPCertStatus.GOOD, timedelta(hours=1), State.UP),
        (OCSPCertStatus.GOOD, timedelta(hours=-1), State.DEGRADED),
        (OCSPCertStatus.REVOKED, timedelta(hours=1), State.DOWN),
    ):
        staple = AUTHORITY.staple(folder, status, lasts)
        with openssl_server(file, "-status_file", str(staple), "-tls1_2") as port:
            assert asked(tls(port, has_staple=True)).state is state


def test_a_server_that_is_not_there_says_nothing_of_its_versions() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        seen = asked(tls(port))
        assert (seen.state, code(seen)) == (State.DOWN, "refused")
        for about in (About.VERSIONS, About.CERTIFICATE):
            seen = asked(tls(port, about=about))
            assert (seen.state, code(seen)) == (State.UNKNOWN, "refused")


@pytest.mark.parametrize(
    ("serve", "word"),
    [
        (silence, "timeout"),
        (reset, "reset"),
        (garbage, "tls"),
        (endless, "tls"),
        (drop_by_drop(b"\x16\x03\x01" * 99), "timeout"),
    ],
)
def test_what_is_no_tls_is_down_in_time(serve: object, word: str) -> None:
    with listening(serve) as port:  # type: ignore[arg-type]
        seconds = 0.4 if word == "timeout" else 60
        seen = asked(tls(port), seconds=seconds)
        assert (seen.state, code(seen)) == (State.DOWN, word)
        assert asked(tls(port, about=About.VERSIONS), seconds=seconds).state is State.UNKNOWN


def test_tls_after_the_greeting_of_a_mail_server(good: Path) -> None:
    context = serving(good)

    def smtp(connection: socket.socket) -> None:
        connection.sendall(b"220 mail.example ESMTP\r\n")
        connection.recv(1000)
        connection.sendall(b"250-mail.example\r\n250 STARTTLS\r\n")
        connection.recv(1000)
        connection.sendall(b"220 go on\r\n")
        with context.wrap_socket(connection, server_side=True) as secured:
            silence(secured)

    with listening(smtp) as port:
        assert asked(tls(port, before=Before.SMTP)).state is State.UP


def test_ipv6_alone(good: Path) -> None:
    with today(good, "::1") as port:
        assert asked(tls(port, host="::1")).state is State.UP
