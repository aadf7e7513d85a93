"""The processes that serve one installation, the real one or a drill's: a web server and a worker."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from sizao.project.cli.address import Address
from sizao.project.supervisor import Child

COLLECTED = {"SIZAO_STATICFILES": "whitenoise.storage.CompressedStaticFilesStorage"}
"""Static files are compressed once, at the first start, and served from the collected folder."""


KEPT_OPEN = 75
"""Seconds that an idle connection stays open: an officer who thinks half a minute needs no new one, and no new TLS."""


def web(address: Address, surroundings: Mapping[str, str], *, processes: int, hosts: Sequence[str]) -> Child:
    """The web server at an address."""
    command = [sys.executable, "-m", "gunicorn", "sizao.project.wsgi:application", "--bind", address.printed]
    command += ["--worker-class", "gthread", "--workers", str(processes), "--threads", "8"]
    command += ["--keep-alive", str(KEPT_OPEN)]
    command += ["--graceful-timeout", "15", "--timeout", "60", "--no-control-socket", "--log-level", "warning"]
    if address.certificate is not None:
        command += ["--certfile", str(address.certificate), "--keyfile", str(address.key)]
    return Child("web", command, {**surroundings, **COLLECTED, **_names(address, hosts)})


def _names(address: Address, hosts: Sequence[str]) -> dict[str, str]:
    """What settings must know of the outside: names, origins, and whether cookies may only go over TLS."""
    secure = address.is_tls or address.behind_proxy
    near = ["127.0.0.1", "localhost", "[::1]", *hosts]
    origins = [f"https://{name}" for name in hosts]
    return {
        "SIZAO_HOSTS": ",".join(filter(None, [os.environ.get("SIZAO_HOSTS", ""), *near])),
        "SIZAO_ORIGINS": ",".join(filter(None, [os.environ.get("SIZAO_ORIGINS", ""), *origins])),
        "SIZAO_TLS": "1" if secure else "0",
        "SIZAO_BEHIND_PROXY": "1" if address.behind_proxy else "0",
    }


def worker(surroundings: Mapping[str, str], *, at_once: int = 2) -> Child:
    """The machine's work."""
    command = [sys.executable, "-m", "sizao.project.manage", "procrastinate", "worker", "--concurrency", str(at_once)]
    known = {**surroundings, "DJANGO_SETTINGS_MODULE": "sizao.project.settings"}
    return Child("worker", [*command, "--shutdown-graceful-timeout", "15", "--delete-jobs", "successful"], known)
