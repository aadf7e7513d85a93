"""The database, not the code above it, decides which rows exist for an actor."""

import pytest
from django.db import DatabaseError, connection, transaction

from sizao.ground.registry import actions, queries
from sizao.ground.registry.models import Person
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.spine.scope import queries as scope

YIXING, JIANGYIN = areas.parse("320282"), areas.parse("320281")
pytestmark = pytest.mark.django_db


@pytest.fixture
def two_people(by, at) -> tuple[int, int]:
    persons = [
        NewPerson(area_residence=areas.parse("320282104201")),
        NewPerson(area_residence=areas.parse("320281001")),
    ]
    return tuple(actions.add_persons(persons=persons, by=by, at=at))


def test_an_actor_sees_the_rows_of_the_own_area_and_no_others(two_people):
    here, there = two_people
    with scope.acting(Actor("officer", role="epidemiologist", area=YIXING)):
        assert set(queries.persons([here, there])) == {here}
    with scope.acting(Actor("officer", role="epidemiologist", area=JIANGYIN)):
        assert set(queries.persons([here, there])) == {there}


def test_a_listed_person_is_seen_from_outside_the_area(two_people):
    here, there = two_people
    with scope.acting(Actor("officer", role="neighbour", area=YIXING, persons=frozenset({there}))):
        assert set(queries.persons([here, there])) == {here, there}


def test_without_a_context_there_are_no_rows(two_people):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.tok', '', true)")
        assert Person.objects.count() == 0


def test_a_guessed_token_opens_nothing(two_people):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.tok', 'guess', true)")
        assert Person.objects.count() == 0


def test_a_row_outside_the_area_cannot_be_written(two_people, at):
    outside = pytest.raises(DatabaseError, match="row-level security")
    with scope.acting(Actor("officer", role="epidemiologist", area=YIXING)), outside, transaction.atomic():
        Person.objects.create(area_residence=JIANGYIN, registered_at=at)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM sec.ctx",
        "INSERT INTO sec.ctx (token_hash, actor, role, lo, hi, expires_at) "
        "VALUES (sha256('x'), 'x', 'x', 0, 9223372036854775807, now() + interval '1 day')",
        "UPDATE sec.ctx SET lo = 0",
        "SET ROLE sizao_auth",
        "SET ROLE sizao_migrate",
        "ALTER TABLE registry_person DISABLE ROW LEVEL SECURITY",
        "DELETE FROM outbox_eventrow",
        "UPDATE audit_access SET actor = 'nobody'",
    ],
)
def test_injected_sql_cannot_widen_the_scope(by, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_old_scope_returns_after_a_nested_one(two_people):
    here, there = two_people
    with scope.acting(Actor("officer", area=YIXING)):
        with scope.acting(Actor("officer", area=JIANGYIN)):
            assert set(queries.persons([here, there])) == {there}
        assert set(queries.persons([here, there])) == {here}
