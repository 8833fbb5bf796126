"""Lists of points from other programs: what comes over, and what is said not to."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND
from upheld.cli.probes import command
from upheld.collect.probes.foreign.carried import Carried
from upheld.collect.probes.foreign.table import carry
from upheld.collect.probes.foreign.units import host_and_port, length_of
from upheld.collect.probes.probe import Probe, Target
from upheld.collect.probes.probe_file import parse_probes
from upheld.collect.probes.secret import SecretRef
from upheld.collect.probes.targets.dns import Dns
from upheld.collect.probes.targets.heartbeat import Heartbeat
from upheld.collect.probes.targets.http import Basic, ExpectedHeader, ExpectedValue, Family, Http, TlsVersion
from upheld.collect.probes.targets.icmp import Icmp
from upheld.collect.probes.targets.smtp import Security, Smtp
from upheld.collect.probes.targets.tcp import Tcp
from upheld.collect.probes.targets.tls import Before, Tls
from upheld.collect.probes.written.writing import write_probes
from upheld.errors import UnreadableFile

LISTS = Path(__file__).parent / "lists"


def carried(name: str, *targets: str, may_be_private: bool = False) -> Carried:
    others = [(each, (LISTS / each).read_bytes()) for each in targets]
    return carry(name, (LISTS / name).read_bytes(), targets=others, may_be_private=may_be_private)


def by_name(found: Carried) -> dict[str, Probe]:
    return {probe.name: probe for probe in found.probes}


def asks(found: Carried) -> dict[str, Target]:
    return {probe.name: probe.what for probe in found.probes}


def told(found: Carried) -> list[str]:
    return [str(each) for each in found.left_out]


@pytest.mark.parametrize(
    "found",
    [
        carried("points.csv"),
        carried("kuma.json"),
        carried("gatus.yaml"),
        carried("blackbox.yml", "prometheus.yml", "targets.json"),
    ],
)
def test_what_comes_over_is_a_file_of_probes_without_secrets(found: Carried) -> None:
    text = write_probes(found.probes)
    read = parse_probes("probes.yaml", text.encode(), LISTS)
    assert read.diagnostics == ()
    assert read.probes == found.probes
    assert "in-clear" not in text
    assert "in-clear" not in repr(found)


def test_csv() -> None:
    found = carried("points.csv")
    assert asks(found) == {
        "sign-in-page": Http(url="https://shop.example.com/sign-in", has=("Sign in",), status=((200, 200),)),
        "api": Http(url="https://api.example.com/health", status=((200, 299), (304, 304))),
        "database": Tcp(host="db.example.com", port=5432),
        "gateway": Icmp(host="gateway.example.net"),
        "mail": Smtp(host="mail.example.com", security=Security.TLS),
        "nightly-backup": Heartbeat(within=DAY),
    }
    page, api = by_name(found)["sign-in-page"], by_name(found)["api"]
    assert (page.site, page.every, page.timeout, page.retries) == ("Sign-in page", MINUTE, 5 * SECOND, 2)
    assert page.locations == ("frankfurt", "virginia")
    assert (api.every, api.timeout) == (30 * SECOND, 10 * SECOND)
    assert told(found) == [
        "points.csv:1: the column `owner` is not carried over",
        "points.csv:8: Old host: it is not carried over: "
        "nothing says how it is asked; write `https://…`, or a `kind`",
        "points.csv:9: Broker: it is not carried over: `mqtt` is no kind of probe here",
        "points.csv:10: Chat: it is not carried over: `wss` is not asked here",
        "points.csv:11: Inside: it is not carried over: 10.1.2.3 is private; add `may_be_private: "
        "yes` where that is meant",
    ]


def test_private_addresses_come_over_where_that_is_said() -> None:
    found = carried("points.csv", may_be_private=True)
    assert asks(found)["inside"] == Http(url="http://10.1.2.3/")
    assert all(probe.may_be_private for probe in found.probes)


def test_uptime_kuma() -> None:
    found = carried("kuma.json")
    assert asks(found) == {
        "shop": Http(
            url="https://shop.example.com/",
            headers=(("Accept-Language", "en"), ("X-Api-Key", SecretRef("shop-x-api-key"))),
            sign_in=Basic("probe", SecretRef("shop-password")),
            redirects=10,
            has=("Add to basket",),
        ),
        "health": Http(
            url="https://api.example.com/health",
            redirects=0,
            status=((200, 200), (503, 503)),
            json=(ExpectedValue("$.checks[0].status", '"ok"'),),
            is_verified=False,
        ),
        "database": Tcp(host="db.example.com", port=5432),
        "gateway": Icmp(host="gateway.example.net", packets=1, size=120),
        "zone": Dns(name="example.com", record="MX", servers=("1.1.1.1", "8.8.8.8"), port=53),
        "backup": Heartbeat(within=DAY, grace=HOUR),
        "mail": Smtp(host="mail.example.com", port=587, security=Security.STARTTLS),
    }
    shop = by_name(found)["shop"]
    assert (shop.every, shop.timeout, shop.retries, shop.retry_after) == (
        MINUTE,
        48 * SECOND,
        3,
        20 * SECOND,
    )
    assert {name: found.secrets.text(SecretRef(name)) for name in found.secrets} == {
        "shop-x-api-key": "k3y-in-clear",
        "shop-password": "w0rd-in-clear",
    }
    assert told(found) == [
        "kuma.json:30: Shop: that its certificate expires is not watched: add a probe `tls`",
        "kuma.json:78: Backup: what sends its signs of life must send them to Upheld from now on",
        "kuma.json:82: Paused: it is not carried over: it is paused",
        "kuma.json:86: Must be closed: it is not carried over: it is upside down, and up means that it fails",
        "kuma.json:90: Everything: it is not carried over: a group watches nothing itself",
        "kuma.json:91: Container: it is not carried over: `docker` is not asked here",
        "kuma.json:95: Shop: it is not carried over: it signs in by `oauth2-cc`",
        "kuma.json:102: Mail: `resendInterval` is not carried over",
        "kuma.json: notifications of 1 monitor are not carried over",
        "kuma.json: tags of 1 monitor are not carried over",
    ]


def test_gatus() -> None:
    found = carried("gatus.yaml")
    ten = 10
    assert asks(found) == {
        "core-front-end": Http(
            url="https://shop.example.com/health",
            headers=(("Authorization", SecretRef("shop-token")), ("Accept", "application/json")),
            redirects=ten,
            status=((200, 200),),
            json=(ExpectedValue("$.status", '"UP"'), ExpectedValue("$.checks[0].value", "5")),
            degraded_above=150_000,
        ),
        "any-of-two": Http(
            url="https://api.example.com/",
            redirects=0,
            status=((200, 200), (429, 429)),
            has=("Example Domain",),
            json=(ExpectedValue("$.users"),),
            is_verified=False,
        ),
        "good": Http(url="https://api.example.com/good", redirects=ten, status=((200, 299),)),
        "example-dns-query": Dns(name="example.com", servers=("8.8.8.8",)),
        "icmp-ping": Icmp(host="example.org", packets=1),
        "redis": Tcp(host="redis.example.com", port=6379),
        "mail": Tls(host="mail.example.com", port=587, before=Before.SMTP, degraded_within=240 * HOUR),
        "jobs-nightly": Heartbeat(within=30 * MINUTE, grace=0),
    }
    front, good = by_name(found)["core-front-end"], by_name(found)["good"]
    assert (front.site, front.every, front.timeout) == ("core/front-end", 5 * MINUTE, 3 * SECOND)
    assert (good.every, good.timeout) == (90 * MINUTE, 10 * SECOND)
    assert told(found) == [
        "gatus.yaml:20: core/front-end: that its certificate expires is not watched: add a probe `tls`",
        "gatus.yaml:20: core/front-end: "
        "a slower answer than 150 ms is degraded here, and was a failure there",
        "gatus.yaml:26: core/front-end: `alerts` is not carried over",
        "gatus.yaml:31: any-of-two: `has([BODY].errors) == false` is not carried over",
        "gatus.yaml:31: any-of-two: `len([BODY].data) < 5` is not carried over",
        "gatus.yaml:31: any-of-two: `[IP] == 192.0.2.7` is not carried over",
        "gatus.yaml:30: any-of-two: `client.dns-resolver` is not carried over",
        "gatus.yaml:65: shell: it is not carried over: `ssh` is not asked here",
        "gatus.yaml:69: elsewhere: it is not carried over: "
        "`${DOMAIN}` in its URL stands for something that is not in the file",
        "gatus.yaml:72: off: it is not carried over: it is not enabled",
        "gatus.yaml:78: jobs/nightly: what sends its signs of life must send them to Upheld from now on",
        "gatus.yaml:84: sign-up: it is not carried over: "
        "it asks several things one after another, with what came before",
        "gatus.yaml:7: `default-endpoint` is not carried over",
    ]


def test_blackbox_exporter() -> None:
    found = carried("blackbox.yml", "prometheus.yml", "targets.json")
    assert asks(found) == {
        "web-https-shop-example-com": Http(
            url="https://shop.example.com/",
            headers=(
                ("Accept-Language", "en-US"),
                ("X-Api-Key", SecretRef("web-https-shop-example-com-x-api-key")),
            ),
            redirects=10,
            lacks=("Could not connect to database",),
            matches=("Download the latest [0-9]+",),
            expected_headers=(ExpectedHeader("Content-Type", "^text/html"),),
            family=Family.FOUR,
        ),
        "hosts-db-example-com-5432": Tcp(host="db.example.com", port=5432),
        "hosts-example-org-22": Tcp(host="example.org", port=22, expect="^SSH-2.0-"),
        "hosts-redis-example-com-6379": Tcp(
            host="redis.example.com", port=6379, send="PING\n", expect="PONG"
        ),
        "hosts-shop-example-com-443": Tls(host="shop.example.com", least=TlsVersion.TLS_1_0),
        "hosts-gateway-example-net": Icmp(host="gateway.example.net", packets=1, size=100),
        "signed-in-https-api-example-com": Http(
            url="https://api.example.com/",
            sign_in=Basic("probe", SecretRef("signed-in-https-api-example-com-password")),
            redirects=10,
            status=((200, 200), (204, 204)),
        ),
        "soa-8-8-8-8": Dns(name="example.com", record="SOA", servers=("8.8.8.8",)),
    }
    shop = by_name(found)["web-https-shop-example-com"]
    assert (shop.every, shop.timeout) == (MINUTE, 5 * SECOND)
    assert by_name(found)["hosts-db-example-com-5432"].every == 15 * SECOND
    assert told(found) == [
        "prometheus.yml:15: job web: what `file_sd_configs` finds is not carried over: "
        "give the list of targets",
        "blackbox.yml:6: module http_2xx: `valid_http_versions` is not carried over",
        "blackbox.yml:16: module http_2xx: `tls_config.ca_file` is not carried over",
        "prometheus.yml:12: http://plain.example.com/: it is not carried over: "
        "its URL has no TLS, and the module is down without (`fail_if_not_ssl`)",
        "prometheus.yml:28: mail.example.com:25: it is not carried over: "
        "it goes over to TLS (`starttls`): write a probe `smtp`, `imap` or `tls`",
        "blackbox.yml:41: module icmp: `dont_fragment` is not carried over",
        "prometheus.yml:34: 192.0.32.53:53: it is not carried over: `grpc` is not asked here",
        "blackbox.yml:47: module soa: `validate_answer_rrs` is not carried over",
        "targets.json:4: nowhere.example.com: it is not carried over: there is no module `lost`",
    ]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("list.csv", b"a,b\n1,2\n", "no column has targets"),
        ("list.csv", b'name,url\n"open\n', "is no CSV"),
        ("list.csv", b"name,url\n\xff\n", "is not UTF-8"),
        ("list.json", b'{"monitorList": [', "can't be read as YAML or JSON"),
        ("list.yaml", b"other: 1", "is no list that is known"),
        ("list.yaml", b"modules: {a: {prober: icmp}}", "says how to ask, and not whom"),
        ("list.yaml", b"- a\n- modules:\n", "holds no list of points"),
        (
            "list.yaml",
            b"a: &a [x,x,x,x,x,x,x,x,x,x]\n"
            + b"".join(
                f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n".encode()
                for a, b in zip("abcdef", "bcdefg", strict=True)
            )
            + b"endpoints: *g\n",
            "unfolds into too much",
        ),
    ],
)
def test_what_is_no_list_is_refused(name: str, data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        carry(name, data)


def test_lengths_and_targets_as_others_write_them() -> None:
    assert [length_of(each) for each in ("1h30m", "250ms", "5 s", "90", "1.5s", "soon", "5 min", "")] == [
        90 * MINUTE,
        250_000,
        5 * SECOND,
        90 * SECOND,
        1_500_000,
        None,
        None,
        None,
    ]
    assert host_and_port("tcp://db:5432") == ("db", 5432)
    assert host_and_port("[2001:db8::1]:53") == ("2001:db8::1", 53)
    assert host_and_port("2001:db8::1") == ("2001:db8::1", None)
    assert host_and_port("db:no") == ("", None)


def test_the_command_prints_a_file_and_keeps_secrets_apart(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.txt"
    arguments = ["import", str(LISTS / "kuma.json"), "--secrets-to", str(secrets)]
    shown = CliRunner().invoke(command, arguments)
    assert shown.exit_code == 0
    assert parse_probes("probes.yaml", shown.stdout.encode(), tmp_path).is_good
    assert f"{LISTS / 'kuma.json'}:82: Paused: it is not carried over: it is paused\n" in shown.stderr
    assert shown.stderr.endswith("kuma.json: 7 probes\n")
    assert secrets.read_text() == "shop-password=w0rd-in-clear\nshop-x-api-key=k3y-in-clear\n"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert "in-clear" not in shown.output
    again = CliRunner().invoke(command, ["import", str(LISTS / "kuma.json")])
    assert "secrets stand in the list: shop-password, shop-x-api-key; --secrets-to keeps them" in again.stderr
