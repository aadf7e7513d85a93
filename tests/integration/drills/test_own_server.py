"""An authority's own database server: the role that makes and ends drills there is no superuser."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from sizao.project import installation
from sizao.project.drilling import instances
from sizao.spine.database import clones
from sizao.spine.database.errors import DatabaseInUse
from tests.integration.drills.test_instances import order

NAME = f"planner_{os.getpid()}"


@pytest.fixture
def planner(place: installation.Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[installation.Place]:
    """The server under a role that may make databases and belongs to the platform's owner, as the one that made it does."""
    admin = place.admin
    with psycopg.connect(**admin, autocommit=True) as server:
        name = sql.Identifier(NAME)
        server.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD 'no-superuser'").format(name))
        server.execute(sql.SQL("GRANT sizao_migrate TO {} WITH INHERIT TRUE, SET TRUE").format(name))
    url = f"postgresql://{NAME}:no-superuser@/{place.dbname}?host={admin['host']}&port={admin['port']}"
    monkeypatch.setenv("DATABASE_URL", url)
    yield installation.find()
    with psycopg.connect(**admin, autocommit=True) as server:
        server.execute(sql.SQL("DROP ROLE {}").format(name))


def test_a_drill_is_made_and_ended_without_a_superuser(planner: installation.Place) -> None:
    made = instances.create(order(posts=()), planner)
    assert made.dbname in clones.names(planner.admin, planner.dbname)
    instances.end(made.order.id, planner)
    assert made.dbname not in clones.names(planner.admin, planner.dbname)
    assert not made.folder.exists()


def test_whoever_still_works_in_it_is_not_thrown_out_but_said(
    place: installation.Place, planner: installation.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clones, "PATIENCE", 0.2)
    made = instances.create(order(posts=()), planner)
    with psycopg.connect(**{**place.admin, "dbname": made.dbname}), pytest.raises(DatabaseInUse):
        instances.end(made.order.id, planner)
    assert made.folder.exists(), "it can be ended again"
    instances.end(made.order.id, planner)
    assert not made.folder.exists()
