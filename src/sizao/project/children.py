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

GRACE = 3
"""Seconds that a request or a job may go on when the server is told to stop. What is cut short leaves nothing half done: its
transaction is undone, the client asks again under the same key, and the sweep takes the job up again at the next start."""


def web(address: Address, surroundings: Mapping[str, str], *, processes: int, hosts: Sequence[str]) -> Child:
    """The web server at an address."""
    command = [sys.executable, "-m", "gunicorn", "sizao.project.wsgi:application", "--bind", address.printed]
    command += ["--worker-class", "sizao.project.web_worker.Worker", "--workers", str(processes), "--threads", "8"]
    command += ["--keep-alive", str(KEPT_OPEN)]
    command += ["--graceful-timeout", str(GRACE), "--timeout", "60", "--no-control-socket", "--log-level", "warning"]
    if address.certificate is not None:
        command += ["--certfile", str(address.certificate), "--keyfile", str(address.key)]
    return Child("web", command, {**surroundings, **COLLECTED, **_names(address, hosts)}, GRACE + 1)


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
    command += ["--shutdown-graceful-timeout", str(GRACE), "--delete-jobs", "successful"]
    return Child("worker", command, known, GRACE + 1)
