"""Where the web server listens, and whether it may: nothing but this machine is served without TLS."""

from __future__ import annotations

import http.client
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from sizao.kernel.errors import Invalid, Refused


class NotInTheClear(Refused):
    """Serving {address} without TLS would send passwords and personal data in the clear; give --certificate and --key, or --behind-proxy."""

    code = "serve.in_the_clear"
    zh = "在 {address} 上不用 TLS 会明文传送口令和个人信息;请提供 --certificate 和 --key,或使用 --behind-proxy。"


@dataclass(frozen=True)
class Address:
    """A host and a port, and what protects the way there."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False

    @property
    def is_tls(self) -> bool:
        """Whether the web server itself speaks TLS."""
        return self.certificate is not None

    @property
    def printed(self) -> str:
        """``host:port``, an IPv6 host in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        return f"{'https' if self.is_tls else 'http'}://{self._near().printed}/"

    def _near(self) -> Address:
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- translated, not bound
        return Address(everywhere.get(self.host, self.host), self.port)

    def answers(self) -> int | None:
        """The status that the front door gives, or None while nothing listens."""
        connection = self._connection(self._near())
        try:
            connection.request("GET", "/", headers={"Host": "localhost"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def _connection(self, near: Address) -> http.client.HTTPConnection:
        if not self.is_tls:
            return http.client.HTTPConnection(near.host, near.port, timeout=10)
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(near.host, near.port, timeout=10, context=context)


def parse(
    text: str, *, certificate: Path | None = None, key: Path | None = None, behind_proxy: bool = False
) -> Address:
    """Read ``HOST:PORT``, ``[IPV6]:PORT`` or a port alone, and refuse what would be served in the clear.

    Raises:
        Invalid: when it is none of these, or only one of certificate and key is given or readable.
        NotInTheClear: when others could reach it without TLS.
    """
    host, _, port = text.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Invalid(reason=f"--bind {text!r}: HOST:PORT")
    if (certificate is None) != (key is None):
        raise Invalid(reason="--certificate, --key: both or neither")
    for path in filter(None, (certificate, key)):
        path.open("rb").close()
    address = Address(host, int(port), certificate, key, behind_proxy)
    if not (is_loopback(host) or address.is_tls or behind_proxy):
        raise NotInTheClear(address=address.printed)
    return address


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that host; an IPv4 address in IPv6 clothes (::ffff:127.0.0.1) is the IPv4 one."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
        return (getattr(address, "ipv4_mapped", None) or address).is_loopback
    except ValueError:
        return False
