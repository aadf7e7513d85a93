"""Databases beside the platform's own: a template that is made once, copies of it, and their end.

``admin`` connects as a superuser or as a role with CREATEDB that made the platform's roles.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from psycopg import errors, sql

from sizao.spine.database import roles
from sizao.spine.database.errors import DatabaseInUse

PATIENCE = 15.0
"""Seconds that sessions have to end by themselves where nobody may end them."""
LOOK_SECONDS = 0.2


def names(admin: dict[str, Any], prefix: str) -> list[str]:
    """The databases of the server whose name begins so."""
    with psycopg.connect(**admin, autocommit=True) as server:
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY datname"
        return [str(row[0]) for row in server.execute(query, [prefix])]


def is_template(admin: dict[str, Any], name: str) -> bool:
    """Whether a finished template of this name stands."""
    with psycopg.connect(**admin, autocommit=True) as server:
        query = "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate"
        return server.execute(query, [name]).fetchone() is not None


def make_empty(admin: dict[str, Any], name: str) -> None:
    """An empty database of the platform's owner, with the platform's rights in it."""
    drop(admin, name)
    _order(admin, "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0", name, roles.MIGRATE)
    roles.open_inside(admin, name)


def freeze(admin: dict[str, Any], name: str) -> None:
    """Mark a database as a template: nobody works in it from now on."""
    _order(admin, "ALTER DATABASE {} IS_TEMPLATE true", name)


def copy(admin: dict[str, Any], template: str, name: str) -> None:
    """A database that begins as the template stands; rights on a database are not copied, so they are given anew."""
    _order(admin, "CREATE DATABASE {} TEMPLATE {} OWNER {}", name, template, roles.MIGRATE)
    roles.open_inside(admin, name)


def drop(admin: dict[str, Any], name: str) -> None:
    """End a database, whoever is connected; one that is not there is no fault.

    Raises:
        DatabaseInUse: somebody is connected, does not go, and ``admin`` is no superuser who could make them.
    """
    if is_template(admin, name):
        _order(admin, "ALTER DATABASE {} IS_TEMPLATE false", name)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return _order(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        except (errors.InsufficientPrivilege, errors.ObjectInUse) as refused:
            if time.monotonic() > until:
                raise DatabaseInUse(name=name) from refused
            time.sleep(LOOK_SECONDS)


def _order(admin: dict[str, Any], statement: str, *names: str) -> None:
    with psycopg.connect(**admin, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
