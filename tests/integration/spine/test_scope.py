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


BENEATH = {
    "command_mark": ("incident_id", "command_incident"),
    "command_incidentstatus": ("incident_id", "command_incident"),
    "command_delay": ("incident_id", "command_incident"),
    "command_statechange": ("headquarters_id", "command_headquarters"),
    "command_membership": ("group_id", "command_workgroup"),
    "screening_roundstatus": ("round_id", "screening_round"),
    "zones_zonestatus": ("zone_id", "zones_zone"),
    "zones_zoneevidence": ("zone_id", "zones_zone"),
}
"""Tables beneath a parent that is read from below, by parent column and parent table."""


@pytest.fixture
def city(by, at):
    """A city with an incident, a headquarters and its groups, a round and a zone, each with a row beneath."""
    from sizao.ground.command import actions as command
    from sizao.ground.command.types import Duty, HqState
    from sizao.kernel.editions import ZoneKind
    from sizao.kernel.words import Words
    from sizao.measures.screening import actions as screening
    from sizao.measures.zones import actions as zones
    from sizao.measures.zones.types import EvidenceKind, NewZone

    wuxi, words = areas.parse("3202"), Words("市", "City")
    incident = command.open_incident(title=words, disease="covid-19", area=wuxi, reported_at=at, by=by, at=at)
    command.mark(incident_id=incident, key="verification", actual_at=at, by=by, at=at)
    command.explain_delay(incident_id=incident, key="laboratory", reason="the machine broke", by=by, at=at)
    if command_state(wuxi) is not HqState.EMERGENCY:
        command.change_state(area=wuxi, to=HqState.EMERGENCY, by=by, at=at)
    command.add_member(group_id=group_of(wuxi), name="甲", duty=Duty.MEMBER, by=by, at=at)
    screening.start_round(incident_id=incident, area=wuxi, number=1, name=words, by=by, at=at)
    zone = zones.propose(new=NewZone(ZoneKind.LOCKDOWN, words, wuxi, incident, "city"), by=by, at=at)
    zones.record_evidence(zone_ids=[zone], kind=EvidenceKind.REPORT, moment=at, by=by, at=at)


def command_state(area):
    from sizao.ground.command import queries as command

    return command.headquarters(area).state.state


def group_of(area):
    from sizao.ground.command import queries as command

    return command.groups(area)[0].id


def columns_of(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", [table])
        return dict(cursor.fetchall())


@pytest.mark.parametrize("table", BENEATH)
def test_a_county_reads_beneath_the_citys_rows_and_writes_nothing_there(city, table):
    """Injected SQL of a county: a copy of the row it sees, with a new key, is refused; so is every change."""
    columns = columns_of(table)
    new = "gen_random_uuid()" if columns.pop("id") == "uuid" else "1000000000"
    names = ", ".join(f'"{each}"' for each in columns)
    with scope.acting(Actor("officer", role="commander", area=YIXING)), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute(f"INSERT INTO {table} (id, {names}) SELECT {new}, {names} FROM {table} LIMIT 1")
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            assert touched(cursor, statement) == 0


def touched(cursor, statement):
    """How many rows a statement changed; one that the database refuses changed none."""
    try:
        with transaction.atomic():
            cursor.execute(statement)
            return cursor.rowcount
    except DatabaseError:
        return 0


def test_every_child_of_what_is_read_from_below_is_guarded(by):
    """A table whose parent has a read-only policy must not take its writing from reading."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_policies WHERE policyname = 'in_scope_read' AND qual LIKE '%area_upper%'"
        )
        parents = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT tablename, qual FROM pg_policies WHERE policyname = 'in_scope' AND qual LIKE '%EXISTS%'")
        loose = {table for table, qual in cursor.fetchall() if any(f"FROM {parent} p" in qual for parent in parents)}
    assert loose == set()
    assert parents >= {parent for _, parent in BENEATH.values()}
