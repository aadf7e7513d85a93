"""Acting within a scope: open a context, bind it to this transaction, and let the database decide what is seen."""

from __future__ import annotations

import atexit
import hashlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection, transaction

from sizao.kernel.actors import Actor
from sizao.kernel.areas import subtree
from sizao.spine import clock

LIFETIME = timedelta(minutes=15)
"""How long a context can be used; a transaction is expected to be far shorter."""

_local = threading.local()
_opened: list[psycopg.Connection[tuple[object, ...]]] = []


@contextmanager
def acting(actor: Actor, *, lifetime: timedelta = LIFETIME) -> Iterator[None]:
    """Run a block as an actor: one transaction whose rows are those of the actor's area and listed persons."""
    token = secrets.token_urlsafe(32)
    _open(token, actor, lifetime)
    with transaction.atomic():
        before = _bind(token)
        yield
        if not connection.needs_rollback:
            _bind(before)


def _bind(token: str) -> str:
    """Bind the transaction to a context; the token of the one that it was bound to, in the same round trip."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH was AS MATERIALIZED (SELECT coalesce(current_setting('app.tok', true), '') AS token)"
            " SELECT token, set_config('app.tok', %s, true) FROM was",
            [token],
        )
        return str(cursor.fetchone()[0])


def _open(token: str, actor: Actor, lifetime: timedelta) -> None:
    span = subtree(actor.area)
    values = (
        hashlib.sha256(token.encode()).digest(), actor.name, actor.user_id, actor.role, actor.task_id,
        span.lower, span.upper, sorted(actor.persons), clock.wall() + lifetime,
    )  # fmt: skip
    statement = (
        "INSERT INTO sec.ctx (token_hash, actor, user_id, role, task_id, lo, hi, persons, expires_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s::bigint[], %s)"
    )
    try:
        _authority().execute(statement, values)
    except psycopg.OperationalError:
        _forget()
        _authority().execute(statement, values)


def purge() -> int:
    """Delete contexts that can no longer be used; returns how many."""
    return _authority().execute("DELETE FROM sec.ctx WHERE expires_at < clock_timestamp()").rowcount


def _authority() -> psycopg.Connection[tuple[object, ...]]:
    """This thread's connection as ``sizao_auth``, the only role that may open contexts."""
    known = getattr(_local, "known", None)
    name = connection.settings_dict["NAME"]
    if known is None or known.closed or known.info.dbname != name:
        _forget()
        known = _local.known = _connect(name)
        _opened.append(known)
    return known


def _connect(name: str) -> psycopg.Connection[tuple[object, ...]]:
    place = connection.settings_dict
    return psycopg.connect(
        host=place["HOST"], port=place["PORT"], dbname=name, user="sizao_auth", autocommit=True,
        password=(Path(settings.SIZAO_HOME) / "secrets" / "sizao_auth").read_text().strip(),
        application_name="sizao sizao_auth",
    )  # fmt: skip


def _forget() -> None:
    known = getattr(_local, "known", None)
    if known is not None:
        known.close()
        _local.known = None
        if known in _opened:
            _opened.remove(known)


def close_all() -> None:
    """Close every authority connection of this process (at exit, and before a test database is dropped)."""
    for each in _opened:
        each.close()
    _opened.clear()
    _local.known = None


atexit.register(close_all)
