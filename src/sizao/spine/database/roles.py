"""The roles that may enter the database, each with its own random password: none is a superuser, none bypasses row-level security.

``sizao_migrate`` owns the database and its schemas; ``sizao_auth`` opens contexts; ``sizao_web`` and
``sizao_worker`` do the platform's work within a context; ``sizao_audit`` reads and seals the access log.
"""

from __future__ import annotations

import secrets as randomness
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from sizao.spine.database.errors import NoSecret, RoleTooStrong
from sizao.spine.database.launcher import write_secret

MIGRATE, AUTH, WEB, WORKER, AUDIT = "sizao_migrate", "sizao_auth", "sizao_web", "sizao_worker", "sizao_audit"
ROLES = (MIGRATE, AUTH, WEB, WORKER, AUDIT)

SETTINGS: dict[str, dict[str, str]] = {
    MIGRATE: {"lock_timeout": "30s"},
    AUTH: {"statement_timeout": "5s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "15s"},
    WEB: {"statement_timeout": "15s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "60s"},
    WORKER: {"statement_timeout": "10min", "lock_timeout": "30s", "idle_in_transaction_session_timeout": "10min"},
    AUDIT: {"statement_timeout": "60s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "60s"},
}
"""How long each role may run, wait and dawdle: a request that hangs must free its locks before people notice."""

ADVISORY_LOCK = 0x515A0
"""Held while roles are made, so that two processes that start at once do not trip over each other."""

INSIDE = """
GRANT USAGE ON SCHEMA public TO sizao_auth, sizao_web, sizao_worker, sizao_audit;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE sizao_migrate IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO sizao_web, sizao_worker;
ALTER DEFAULT PRIVILEGES FOR ROLE sizao_migrate IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO sizao_web, sizao_worker;
CREATE SCHEMA IF NOT EXISTS sec AUTHORIZATION sizao_migrate;
REVOKE ALL ON SCHEMA sec FROM PUBLIC;
GRANT USAGE ON SCHEMA sec TO sizao_auth, sizao_web, sizao_worker;
"""


def ensure(admin: dict[str, Any], dbname: str, secrets: Path) -> None:
    """Make the roles, the database and their rights, or put right what is there already.

    ``admin`` connects as a superuser, or as a role with CREATEROLE and CREATEDB. Passwords are files
    ``secrets/<role>`` (0600): a missing one is made and set.
    """
    secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _connected(admin, dbname) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        for role in ROLES:
            _ensure_role(connection, role, _password(secrets, role))
        _join_owner(connection)
        _ensure_database(connection, dbname)
        open_inside(admin, dbname)


def connection(role: str, admin: dict[str, Any], dbname: str, secrets: Path) -> dict[str, Any]:
    """How psycopg connects as one of the roles: the server of ``admin``, the role's own password."""
    path = secrets / role
    if not path.exists():
        raise NoSecret(path=path)
    return {**admin, "user": role, "password": path.read_text().strip(), "dbname": dbname}


def from_url(url: str) -> tuple[dict[str, Any], str]:
    """The admin connection and the database's name that a ``DATABASE_URL`` holds."""
    asked: dict[str, Any] = dict(conninfo_to_dict(url))
    dbname = str(asked.get("dbname") or "sizao")
    return {**asked, "dbname": "postgres"}, dbname


@contextmanager
def _connected(admin: dict[str, Any], dbname: str) -> Iterator[psycopg.Connection[Any]]:
    """The maintenance database; where a host gives us only our own one, that."""
    try:
        opened = psycopg.connect(**admin, autocommit=True)
    except psycopg.OperationalError:
        opened = psycopg.connect(**{**admin, "dbname": dbname}, autocommit=True)
    with opened:
        yield opened


def _password(secrets: Path, role: str) -> str:
    path = secrets / role
    if not path.exists():
        write_secret(path, randomness.token_urlsafe(32))
    return path.read_text().strip()


def _ensure_role(connection: psycopg.Connection[Any], role: str, password: str) -> None:
    """Create or correct one role; the server is sent the password's SCRAM verifier, so its log never holds it."""
    name = sql.Identifier(role)
    found = connection.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if found is None:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(name))
    elif found[0]:
        raise RoleTooStrong(role=role)
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(verifier)))
    for setting, value in SETTINGS[role].items():
        order = sql.SQL("ALTER ROLE {} SET {} = {}")
        connection.execute(order.format(name, sql.Identifier(setting), sql.Literal(value)))


def _join_owner(connection: psycopg.Connection[Any]) -> None:
    """A creating role that is no superuser must belong to the owner to hand it a database."""
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if row is None or not row[0]:
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(MIGRATE)))


def _ensure_database(connection: psycopg.Connection[Any], dbname: str) -> None:
    name, owner = sql.Identifier(dbname), sql.Identifier(MIGRATE)
    query = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s"
    found = connection.execute(query, [dbname]).fetchone()
    if found is None:
        create = "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0"
        connection.execute(sql.SQL(create).format(name, owner))
    elif found[0] != MIGRATE:
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, owner))


def open_inside(admin: dict[str, Any], dbname: str) -> None:
    """Grant the roles their rights on a database and within it, as its owner."""
    name = sql.Identifier(dbname)
    with psycopg.connect(**{**admin, "dbname": dbname}, autocommit=True) as inside:
        inside.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(MIGRATE)))
        inside.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        inside.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.SQL(", ").join(map(sql.Identifier, ROLES)))
        )
        inside.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO sizao_web, sizao_worker").format(name))
        inside.execute(INSIDE)
