"""Where the web server may listen."""

from __future__ import annotations

from pathlib import Path

import pytest

from sizao.kernel.errors import Invalid
from sizao.project.cli.address import NotInTheClear, is_loopback, parse


@pytest.mark.parametrize(
    ("text", "printed", "url"),
    [
        ("127.0.0.1:8000", "127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("8001", "127.0.0.1:8001", "http://127.0.0.1:8001/"),
        ("[::1]:8000", "[::1]:8000", "http://[::1]:8000/"),
        ("localhost:80", "localhost:80", "http://localhost:80/"),
    ],
)
def test_this_machine_is_always_served(text: str, printed: str, url: str) -> None:
    address = parse(text)
    assert (address.printed, address.url) == (printed, url)


@pytest.mark.parametrize("text", ["0.0.0.0:8000", "[::]:8000", "10.1.2.3:80", "health.example:443", "128.0.0.1:8000"])
def test_others_are_not_served_in_the_clear(text: str) -> None:
    with pytest.raises(NotInTheClear, match="without TLS"):
        parse(text)
    assert parse(text, behind_proxy=True).behind_proxy


def test_a_certificate_opens_the_door(tmp_path: Path) -> None:
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    certificate.touch()
    key.touch()
    address = parse("0.0.0.0:8443", certificate=certificate, key=key)
    assert address.is_tls and address.url == "https://127.0.0.1:8443/"
    with pytest.raises(Invalid, match="both"):
        parse("0.0.0.0:8443", certificate=certificate)
    with pytest.raises(FileNotFoundError):
        parse("0.0.0.0:8443", certificate=tmp_path / "none", key=key)


@pytest.mark.parametrize("text", ["", "host:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:http"])
def test_what_is_no_address_is_said_so(text: str) -> None:
    with pytest.raises(Invalid, match="HOST:PORT"):
        parse(text)


def test_loopback_is_more_than_one_address() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "::1", "localhost", "::ffff:127.0.0.1")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.0.1", "example.org", "::ffff:192.168.0.1")))
