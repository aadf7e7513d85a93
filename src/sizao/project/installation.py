"""One installation on this machine: its home folder, its database standing, and Django set up over it.

``SIZAO_HOME`` (``var/`` in the checkout when unset) holds everything that is not code: ``pg/`` the embedded database,
``secrets/`` a password file per database role, ``keys/``, ``database.json`` saying where the database is.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sizao.project import starting
from sizao.spine.database import roles
from sizao.spine.database.launcher import Cluster

Say = Callable[[str], None]
DATABASE_NAME = "sizao"
WORKER_ROLE = roles.WORKER


def home() -> Path:
    """The folder of this installation."""
    checkout = Path(__file__).resolve().parents[3]
    return Path(os.environ.get("SIZAO_HOME") or checkout / "var").resolve()


@dataclass
class Place:
    """Where the database is: an embedded cluster of ours, or somebody's server."""

    admin: dict[str, Any]
    dbname: str
    cluster: Cluster | None

    def public(self) -> dict[str, Any]:
        """What may be written down without secrets: host, port, name, and how to speak to it."""
        spoken = {
            name: value for name, value in self.admin.items() if name.startswith("ssl") or name == "channel_binding"
        }
        return {
            "host": str(self.admin.get("host", "")),
            "port": str(self.admin.get("port", 5432)),
            "name": self.dbname,
            "embedded": self.cluster is not None,
            "options": spoken,
        }


def embedded() -> Cluster:
    """The embedded cluster of this installation, started or not."""
    return Cluster(home() / "pg", durable=os.environ.get("SIZAO_DURABLE", "1") == "1")


def find(say: Say = lambda sentence: None) -> Place:
    """The database of this installation, standing: ``DATABASE_URL`` if set, else the embedded cluster, started."""
    url = os.environ.get("DATABASE_URL")
    if url:
        admin, dbname = roles.from_url(url)
        return Place(admin, dbname, None)
    home().mkdir(parents=True, exist_ok=True)
    cluster = embedded()
    cluster.start(say)
    return Place(cluster.admin(), DATABASE_NAME, cluster)


def prepare(place: Place) -> None:
    """Make the roles and the database, and write down where it is for settings to read."""
    roles.ensure(place.admin, place.dbname, home() / "secrets")
    written = home() / "database.json"
    fresh = written.with_suffix(".new")
    fresh.write_text(json.dumps(place.public(), indent=1))
    fresh.replace(written)


def is_served() -> bool:
    """Whether a ``sizao serve`` works on this installation: it holds the lock."""
    lock = home() / "serve.lock"
    if not lock.exists():
        return False
    with lock.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def recorded(at: Path | None = None) -> dict[str, Any]:
    """What ``database.json`` says (of this installation, or of the one in another folder); empty before the first start."""
    written = (at or home()) / "database.json"
    return dict(json.loads(written.read_text())) if written.exists() else {}


@contextmanager
def standing(say: Say = lambda sentence: None) -> Iterator[None]:
    """The database stands within the block; an embedded one that this call had to start is stopped after it.

    An external database is used as ``database.json`` records it: only ``serve`` and ``migrate`` need the URL's role.
    """
    known = recorded()
    if known and not known.get("embedded", False):
        yield
        return
    place = find(say)
    try:
        if not known:
            prepare(place)
        yield
    finally:
        if place.cluster is not None and place.cluster.began_here:
            _close_connections()
            place.cluster.stop()


def _close_connections() -> None:
    from django.conf import settings

    if settings.configured:
        from django.db import connections

        connections.close_all()


def environment(role: str, at: Path | None = None) -> dict[str, str]:
    """The environment of a child process that works under one database role, here or in another installation folder.

    Libpq reads the connection's security options from here, so that every connection of the child has them.
    """
    wanted = dict(recorded(at).get("options", {}))
    spoken = {f"PG{name.upper().replace('_', '')}": str(value) for name, value in wanted.items()}
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**inherited, **spoken, "SIZAO_HOME": str(at or home()), "SIZAO_DB_ROLE": role}


def set_up_django(role: str = WORKER_ROLE, language: str = "en") -> None:
    """Set Django up in this process, working under a database role and speaking a language."""
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        os.environ.update(environment(role))
        os.environ["DJANGO_SETTINGS_MODULE"] = "sizao.project.settings"
    import django
    from django.utils import translation

    with starting.undisturbed():
        django.setup()
    translation.activate(language)
