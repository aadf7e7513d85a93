"""Whether the tables are known to be at this version, so that a start does not spend seconds on asking Django."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import distributions
from pathlib import Path

import psycopg

from sizao.project import installation
from sizao.spine.database import roles

SOURCE = Path(__file__).resolve().parents[1]
APPLIED = "SELECT count(*), max(applied)::text FROM django_migrations"
"""What a database remembers of its migrations: another one, a restored one, a newer one remembers something else."""


def are_known(place: installation.Place) -> bool:
    """Whether this very database was brought to this very version before."""
    return _mark().exists() and _mark().read_text("utf-8") == _told(place)


def note_known(place: installation.Place) -> None:
    """Remember that it was."""
    _mark().write_text(_told(place), "utf-8")


def _mark() -> Path:
    return installation.home() / "tables.json"


def _told(place: installation.Place) -> str:
    where = {"host": place.public()["host"], "port": place.public()["port"], "name": place.dbname}
    return json.dumps({**where, "version": fingerprint(), "applied": _applied(place)})


def fingerprint() -> str:
    """A digest of all migrations that this version may bring: its own files, and those of its packages."""
    digest = hashlib.sha256()
    for path in sorted(SOURCE.glob("*/*/migrations/*.py")):
        digest.update(str(path.relative_to(SOURCE)).encode() + path.read_bytes())
    digest.update("\n".join(sorted(f"{each.name} {each.version}" for each in distributions())).encode())
    return digest.hexdigest()


def _applied(place: installation.Place) -> list[object] | None:
    """How many migrations the database holds and when the last one came; nothing when it holds none."""
    known = roles.connection(roles.MIGRATE, place.admin, place.dbname, installation.home() / "secrets")
    try:
        with psycopg.connect(**known) as connection:
            row = connection.execute(APPLIED).fetchone()
    except psycopg.Error:
        return None
    return list(row) if row else None
