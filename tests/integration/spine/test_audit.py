"""The access log: written with the read or not at all, sealed once settled, and every change to it shows."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from sizao.kernel.actors import Actor
from sizao.spine.audit import actions, queries
from sizao.spine.audit.models import Access, Head
from sizao.spine.scope import queries as scope
from tools import verify_access_log as verifier

NOW = datetime.now(UTC)
PATIENCE = 60
READER = Actor.system("reader")
committed = pytest.mark.django_db(transaction=True)


def look(person: int = 7) -> int:
    return actions.record(by=READER, at=NOW, action="identity.reveal", purpose="contact_management", persons=[person])


def looked(number: int) -> list[int]:
    """Rows of that many committed reads."""
    ids = []
    for person in range(1, number + 1):
        with scope.acting(READER):
            ids.append(look(person))
    return ids


def sealed(at: datetime = NOW) -> Head | None:
    """Seal once what is there has settled: a transaction of this database that still runs holds it up, as it should."""
    with scope.acting(READER):
        newest = Access.objects.order_by("-id").values_list("transaction_id", flat=True).first()
    deadline = time.monotonic() + PATIENCE
    while queries.horizon() <= newest and time.monotonic() < deadline:
        time.sleep(0.1)
    with scope.acting(READER):
        return actions.seal(at=at)


def check() -> queries.ChainCheck:
    with scope.acting(READER):
        return queries.check_chain()


@contextmanager
def another(role: str, database: str | None = None) -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own, as another process has it; it commits at the end."""
    place = connection.settings_dict
    secret = (settings.SIZAO_HOME / "secrets" / role).read_text().strip()
    with psycopg.connect(
        host=place["HOST"], port=place["PORT"], dbname=database or place["NAME"], user=role, password=secret
    ) as made:
        yield made


def test_a_row_of_a_read_that_was_rolled_back_is_absent(by):
    before = Access.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        look()
        raise ZeroDivisionError
    assert Access.objects.count() == before


def test_the_row_of_a_running_transaction_is_not_sealed(by):
    """What other tests committed to this database may be sealed along the way."""
    row = look()
    link = actions.seal(at=NOW)
    assert link is None or row not in link.row_ids
    assert actions.seal(at=NOW) is None


def test_nor_when_another_transaction_began_later_and_ended(by):
    row = look()
    with another("sizao_web") as quick:
        quick.execute("SELECT pg_current_xact_id()")
    with another("sizao_web") as quick:
        quick.execute("SELECT pg_current_xact_id()")
    link = actions.seal(at=NOW)
    assert link is None or row not in link.row_ids


def test_the_persons_of_a_row_are_counted_and_those_concerned_find_it(by):
    actions.record(by=by, at=NOW, action="identity.reveal", persons=[3, 1, 3, 2])
    row = Access.objects.latest("id")
    assert (row.persons, row.number_of_persons) == ([1, 2, 3], 3)
    assert [each.actor for each in queries.of_person(2)] == [by.name]
    assert queries.of_person(4) == []


def test_nobody_changes_a_row_or_a_link(by):
    look()
    for write in (lambda: Access.objects.update(actor="x"), lambda: Access.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


@committed
def test_settled_rows_are_sealed_once_and_the_chain_holds():
    first = looked(3)
    link = sealed()
    assert link is not None
    assert link.row_ids == first
    assert sealed() is None
    second = looked(2)
    assert sealed(NOW + timedelta(minutes=1)).row_ids == second
    found = check()
    assert (found.holds, found.links, found.rows) == (True, 2, 5)


@committed
def test_a_row_that_commits_late_is_sealed_later_although_its_number_is_lower():
    with scope.acting(READER), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tok')")
        token = cursor.fetchone()[0]
    with another("sizao_web") as slow:
        slow.execute("SELECT set_config('app.tok', %s, true)", [token])
        [late] = slow.execute(
            "INSERT INTO audit_access (at, actor, role, organisation, action, purpose, reason, persons, number_of_persons,"
            " fields, area, allowed, transaction_id) VALUES (now(), 'slow', 'tracer', '', 'x', '', '', '{}', 0, '', 0,"
            " true, pg_current_xact_id()::text::bigint) RETURNING id"
        ).fetchone()
        [later] = looked(1)
        assert later > late
        with scope.acting(READER):
            actions.seal(at=NOW)
            covered = {number for ids in Head.objects.values_list("row_ids", flat=True) for number in ids}
        assert late not in covered
        assert later not in covered
    link = sealed(NOW + timedelta(minutes=1))
    assert {late, later} <= set(link.row_ids)
    assert check().holds


@committed
def test_a_transaction_of_another_database_holds_nothing_up_and_one_of_this_does():
    with another("sizao_web", "postgres") as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        first = looked(1)
        assert sealed().row_ids == first
    with another("sizao_web") as here:
        here.execute("SELECT pg_current_xact_id()")
        looked(1)
        with scope.acting(READER):
            assert actions.seal(at=NOW) is None


def exported() -> list[str]:
    with scope.acting(READER):
        return [json.dumps(each, ensure_ascii=False) for each in queries.export()]


TAMPERINGS: dict[str, str] = {
    "a row altered": "UPDATE audit_access SET actor = 'nobody' WHERE id = {row}",
    "a refusal turned": "UPDATE audit_access SET allowed = NOT allowed WHERE id = {row}",
    "a person added": "UPDATE audit_access SET persons = persons || 99::bigint WHERE id = {row}",
    "a row deleted": "DELETE FROM audit_access WHERE id = {row}",
    "two rows exchanged": "UPDATE audit_access a SET persons = b.persons FROM audit_access b "
    "WHERE a.id IN ({row}, {row} + 1) AND b.id = 2 * {row} + 1 - a.id",
    "a link altered": "UPDATE audit_head SET at = at + interval '1 second' WHERE number = {link}",
    "a link deleted": "DELETE FROM audit_head WHERE number = {link}",
    "a row taken out of a link": "UPDATE audit_head SET row_ids = row_ids[2:], count = count - 1 WHERE number = {link}",
}


@contextmanager
def restoring(owner: psycopg.Connection[Any]) -> Iterator[None]:
    """Put both tables back as they were."""
    for table in ("audit_access", "audit_head"):
        owner.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE {table}")
    yield
    for table in ("audit_access", "audit_head"):
        owner.execute(f"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}; DROP TABLE kept_{table}")
    owner.commit()


@committed
def test_what_the_owner_of_the_tables_changes_shows():
    """The owner may: retention runs as it. The chain tells."""
    rows = []
    for number in range(3):
        rows.append(looked(4))
        sealed(NOW + timedelta(minutes=5 * number))
    middle = rows[1][1]
    with scope.acting(READER):
        link = next(each.number for each in Head.objects.all() if middle in each.row_ids)
    with another("sizao_migrate") as owner:
        for tampering, statement in TAMPERINGS.items():
            assert check().holds
            assert verifier.verify(exported())[0] == []
            with restoring(owner):
                assert owner.execute(statement.format(row=middle, link=link)).rowcount >= 1
                owner.commit()
                found = check()
                assert not found.holds, tampering
                assert found.broken_at in {link, link + 1}, tampering
                findings = verifier.verify(exported())[0]
                assert any(f"link {found.broken_at} " in each for each in findings), (tampering, findings)


@committed
def test_the_export_is_what_was_recorded():
    rows = looked(3)
    sealed()
    lines = [json.loads(line) for line in exported()]
    assert {each["row"]["id"] for each in lines if "row" in each} >= set(rows)
    found, summary = verifier.verify(map(json.dumps, lines), check().head)
    assert (found, summary["links"]) == ([], 1)
