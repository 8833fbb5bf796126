"""Which addresses may be asked: those of the public internet, unless it is said otherwise."""

from __future__ import annotations

import socket
import threading

import pytest

from upheld.collect.probes.address_rule import RefusedAddress, allowed, connect, refusal


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.31.255.255",
        "192.168.0.1",
        "198.19.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "fd00:ec2::254",
        "fe80::1%eth0",
        "ff02::1",
        "nonsense",
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450::1", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_public_addresses_are_asked(address: str) -> None:
    assert refusal(address) == ""


def test_private_addresses_are_asked_where_that_is_said() -> None:
    assert refusal("10.1.2.3", may_be_private=True) == ""
    assert refusal("127.0.0.1", may_be_private=True) == ""


def test_a_metadata_service_is_asked_only_by_its_very_address() -> None:
    assert "metadata" in refusal("169.254.169.254", may_be_private=True)
    assert "metadata" in refusal("::ffff:169.254.169.254", may_be_private=True)
    assert refusal("169.254.169.254", may_be_private=True, asked="169.254.169.254") == ""


def test_a_name_of_this_machine_is_refused_before_anything_is_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(RefusedAddress, match="of this machine"):
            connect("localhost", port, 1)
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()


def test_what_may_be_private_is_connected_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = threading.Thread(target=lambda: server.accept()[0].close())
        taken.start()
        with connect("127.0.0.1", server.getsockname()[1], 1, may_be_private=True) as stream:
            assert stream.recv(1) == b""
        taken.join()


def test_addresses_are_those_that_may_be_asked() -> None:
    assert [each[4][0] for each in allowed("8.8.8.8", 80, socket.SOCK_STREAM)] == ["8.8.8.8"]
