"""The three-agency room: each agency reads its own leads and the parts its task needs, and nothing else, at any door."""

import json
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from sizao.flow.step0_intake import enrol
from sizao.ground.command import queries as command
from sizao.ground.command.types import GroupKind
from sizao.ground.identity import actions as vault
from sizao.ground.identity.errors import PlaceUnknown
from sizao.ground.identity.models import FoundPlace
from sizao.ground.identity.types import NewIdentity, Sealed
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.documents import DocumentKind, synthetic_document
from sizao.kernel.phones import synthetic_phone
from sizao.spine.accounts.types import AGENCIES, Role
from sizao.spine.audit.models import Access
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases_actions
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import Classification, NewCase
from sizao.trace.investigation import actions, errors, queries
from sizao.trace.investigation.models import LeadAnswer
from sizao.trace.investigation.types import About, Direction, LeadOutcome

pytestmark = pytest.mark.django_db
YIXING, BINHU, WANSHI, YUZHUANG = (areas.parse(code) for code in ("320282", "320211", "320282109", "320282109204"))
FOUND = "万石镇余庄村 8 号,电话 16100004711"
PARTS = {
    GroupKind.HEALTH: frozenset({Sealed.NAME, Sealed.DOCUMENT}), GroupKind.POLICE: frozenset({Sealed.NAME, Sealed.ADDRESS}),
    GroupKind.TELECOM: frozenset({Sealed.PHONE}),
}  # fmt: skip


@pytest.fixture
def case_id(incident_id, by, at):
    """A suspected case of somebody whose identity the vault knows."""
    known = NewIdentity(
        "端木某",
        DocumentKind.CITIZEN_ID,
        synthetic_document(4711).number,
        phone=synthetic_phone(4711),
        address="万石镇",
    )
    [person] = enrol([(known, NewPerson(area_residence=WANSHI))], by=by, at=at)
    new = NewCase(
        person_id=person, area=WANSHI, reported_at=at - timedelta(hours=2), sampled_at=at - timedelta(hours=6),
        classification=Classification.SUSPECTED,
    )  # fmt: skip
    return cases_actions.report_case(incident_id=incident_id, case=new, by=by, at=at).case_id


@pytest.fixture
def leads(case_id, by, at):
    """One for each agency about the case itself, due in two hours."""
    interview = actions.begin(case_id=case_id, by=by, at=at)
    person = cases.case(case_id).person_id
    asked = {
        group: actions.ask_lead(
            investigation_id=interview, direction=Direction.FORWARD, what="核查同乘人员", area=YIXING, group=group,
            about=About(person_id=person, parts=parts, due_at=at + timedelta(hours=2)), by=by, at=at,
        )
        for group, parts in PARTS.items()
    }  # fmt: skip
    outbox.drain()
    return asked


def agent(role: Role, area: int = YIXING) -> Actor:
    return Actor("agent", role=role.value, area=area)


@pytest.mark.parametrize("role", AGENCIES, ids=lambda role: role.value)
def test_an_agency_sees_its_own_leads_and_of_all_tables_no_other_person(leads, case_id, role):
    person = cases.case(case_id).person_id
    with scope.acting(agent(role)):
        assert [row.id for row in queries.agency_rows(role.value)] == [leads[GroupKind(role.value)]]
        assert [task.group_kind for task in command.tasks()] == [role.value]
        for other in set(leads.values()) - {leads[GroupKind(role.value)]}:
            with pytest.raises(errors.InvestigationNotFound):
                queries.lead(other)
        for table, column in _columns_of_persons():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")
                seen = {row[0] for row in cursor.fetchall()}
            assert seen <= {person}, f"{role.value} reads {table}.{column}"
    with scope.acting(agent(role, BINHU)):
        assert not queries.agency_rows(role.value).exists(), "an agency of another county"


def _columns_of_persons() -> list[tuple[str, str]]:
    """Every table of the domain with a column that names a person of the registry."""
    found = [("registry_person", "id")]
    for model in apps.get_models():
        for field in model._meta.local_fields:
            target = getattr(field, "related_model", None)
            is_person = target is not None and target._meta.db_table == "registry_person"
            if is_person or field.name in {"person", "person_id"}:
                found.append((model._meta.db_table, field.column))
    assert ("cases_case", "person_id") in found and ("presence_visit", "person") in found
    return found


def test_the_system_sees_what_agencies_do_not(leads, case_id):
    with scope.acting(Actor.system("test", YIXING)):
        assert len(queries.leads(queries.of_case(case_id).id)) == 3
    with scope.acting(agent(Role.POLICE)):
        assert queries.of_case(case_id) is None
        assert not cases.cases(person_ids=[queries.lead(leads[GroupKind.POLICE]).about.person_id])


def test_only_the_parts_asked_for_are_opened_and_the_log_names_them(leads, case_id, signed_in):
    lead, case = leads[GroupKind.TELECOM], cases.case(case_id)
    browser = signed_in("telecom", "320282")
    shown = browser.get(f"/investigation/agency/{lead}/").content.decode()
    assert case.number not in shown
    opened = browser.post(f"/investigation/agency/{lead}/parts/")
    assert set(opened.context["opened"]) == {Sealed.PHONE}
    row = Access.objects.filter(action="identity.reveal").latest("id")
    assert (row.fields, row.role) == ("phone", "telecom")
    other = leads[GroupKind.POLICE]
    assert browser.get(f"/investigation/agency/{other}/").status_code == 404
    assert browser.post(f"/investigation/agency/{other}/parts/").status_code == 404
    assert browser.get("/investigation/leads/").status_code == 403
    assert browser.get("/identity/").status_code in {403, 404}


def test_a_part_the_agency_does_not_need_is_refused(leads, case_id, by, at):
    found, person = queries.of_case(case_id), cases.case(case_id).person_id
    for group, part in ((GroupKind.TELECOM, Sealed.NAME), (GroupKind.COMMUNITY, Sealed.PHONE)):
        with pytest.raises(errors.NotNeeded):
            actions.ask_lead(
                investigation_id=found.id, direction=Direction.BACK, what="核查行程轨迹", area=YIXING, group=group,
                about=About(person_id=person, parts=frozenset({part})), by=by, at=at,
            )  # fmt: skip


def test_an_address_found_sends_the_grid_there_and_its_answer_comes_back(leads, case_id, signed_in):
    browser = signed_in("police", "320282")
    given = {"outcome": "confirmed", "note": "同乘一人已找到", "address": FOUND}
    assert browser.post(f"/investigation/agency/{leads[GroupKind.POLICE]}/", given).status_code == 302
    outbox.drain()
    follows = [each for each in queries.leads(queries.of_case(case_id).id) if each.follows == leads[GroupKind.POLICE]]
    assert [(each.group, each.area) for each in follows] == [(GroupKind.COMMUNITY, YUZHUANG)]
    grid = signed_in("grid_worker", "320282109")
    assert "余庄村 8 号" not in grid.get(f"/investigation/leads/{follows[0].id}/").content.decode()
    opened = grid.post(f"/investigation/leads/{follows[0].id}/place/").content.decode()
    assert FOUND in opened
    assert Access.objects.filter(action="identity.open_place", role="grid_worker", fields="address").count() == 1
    done = grid.post(f"/investigation/leads/{follows[0].id}/", {"outcome": "confirmed", "note": "在家,已告知"})
    assert done.status_code == 302
    assert queries.lead(follows[0].id).outcome is LeadOutcome.CONFIRMED


def _texts() -> str:
    """Everything that any table holds and the platform itself may read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public'")
        held = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            held.extend(row[0] for row in cursor.fetchall())
    return "\n".join(held)


def test_an_address_found_stands_in_no_table_in_plain_text(leads, case_id, signed_in):
    browser = signed_in("police", "320282")
    given = {"outcome": "confirmed", "note": "同乘一人已找到", "address": FOUND}
    browser.post(f"/investigation/agency/{leads[GroupKind.POLICE]}/", given)
    outbox.drain()
    held = _texts()
    assert "同乘一人已找到" in held and "余庄村 8 号" not in held and "16100004711" not in held


def test_the_migration_takes_addresses_out_of_answers_and_tasks(leads, case_id, by, at):
    lead = leads[GroupKind.POLICE]
    actions.answer_lead(lead_id=lead, outcome=LeadOutcome.CONFIRMED, note="已找到该人", by=by, at=at)
    quoted = actions.ask_lead(
        investigation_id=queries.of_case(case_id).id, direction=Direction.FORWARD, what="上门核实:解放东路 1 号。已找到该人",
        area=WANSHI, group=GroupKind.COMMUNITY, by=by, at=at, follows=lead,
    )  # fmt: skip
    with connection.cursor() as cursor:
        # The tables as they were before, in front of those of today until the test ends.
        cursor.execute("CREATE TEMP TABLE investigation_lead ON COMMIT DROP AS TABLE public.investigation_lead")
        cursor.execute(
            "CREATE TEMP TABLE investigation_leadanswer ON COMMIT DROP AS "
            "SELECT *, '解放东路 1 号'::varchar(200) AS address FROM public.investigation_leadanswer"
        )
    before = [("investigation", "0004_agencies"), ("identity", "0005_found_places")]
    state = MigrationLoader(connection).project_state(before)
    moving = import_module("sizao.trace.investigation.migrations.0005_places_in_the_vault")
    for operation in moving.Migration.operations[:2]:
        operation.state_forwards("investigation", state)
    moving.move(state.apps, None)
    assert not LeadAnswer.objects.extra(where=["address <> ''"]).exists()  # noqa: S610
    for each in (lead, quoted):
        assert actions.open_place(lead=queries.lead(each), by=Actor.system("test", YIXING), at=at) == "解放东路 1 号"
    assert queries.lead(quoted).what == "上门核实(住址见本线索)。已找到该人"


def test_the_agency_and_the_investigators_open_what_was_found_and_other_agencies_do_not(leads, case_id, signed_in):
    lead, police = leads[GroupKind.POLICE], signed_in("police", "320282")
    body = json.dumps({"outcome": "confirmed", "note": "已找到该人", "address": FOUND})
    given = police.post(f"/api/v1/agency-leads/{lead}/answers", body, content_type="application/json").json()
    assert given["has_place"] and FOUND not in json.dumps(given, ensure_ascii=False)
    opened = police.post(f"/api/v1/agency-leads/{lead}/place", content_type="application/json")
    assert opened.json() == {"place": FOUND}
    assert FOUND in police.post(f"/investigation/agency/{lead}/place/").content.decode()
    officer = signed_in("epidemiologist", "320282")
    assert officer.post(f"/api/v1/investigation-leads/{lead}/place", content_type="application/json").json() == {
        "place": FOUND
    }
    other = signed_in("health", "320282")
    assert other.post(f"/api/v1/agency-leads/{lead}/place", content_type="application/json").status_code == 404
    with scope.acting(agent(Role.HEALTH)):
        assert not FoundPlace.objects.exists()
    with scope.acting(agent(Role.POLICE)):
        assert FoundPlace.objects.count() == 1
    assert Access.objects.filter(action="identity.open_place").count() == 3
    assert Access.objects.filter(action="identity.keep_place", role="police").count() == 1


def test_a_lead_without_an_address_opens_none(leads, signed_in):
    police, lead = signed_in("police", "320282"), leads[GroupKind.POLICE]
    refused = police.post(f"/api/v1/agency-leads/{lead}/place", content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "investigation.no_place")


@pytest.mark.parametrize("note", ["已找到,电话 161 0000 4711", "身份证 320282198001010010 已核实"])
def test_numbers_by_which_people_are_known_are_refused_in_the_text(leads, by, at, note):
    with pytest.raises(errors.NumberInText):
        actions.answer_lead(lead_id=leads[GroupKind.POLICE], outcome=LeadOutcome.CONFIRMED, note=note, by=by, at=at)


def test_what_was_found_for_an_erased_person_goes_with_them(leads, case_id, by, at):
    lead, person = leads[GroupKind.POLICE], cases.case(case_id).person_id
    actions.answer_lead(lead_id=lead, outcome=LeadOutcome.CONFIRMED, note="已找到该人", address=FOUND, by=by, at=at)
    vault.erase(person_ids=[person], by=by, at=at, reason="test")
    assert not FoundPlace.objects.exists()
    with pytest.raises(PlaceUnknown):
        actions.open_place(lead=queries.lead(lead), by=by, at=at)


def test_who_found_nobody_and_who_is_late_is_counted(leads, case_id, by, at):
    found = queries.of_case(case_id)
    actions.answer_lead(lead_id=leads[GroupKind.HEALTH], outcome=LeadOutcome.UNREACHED, note="无就诊登记", by=by, at=at)
    later = {each.group: each for each in queries.agencies(found.id, at + timedelta(hours=3))}
    assert (later[GroupKind.HEALTH].unreached, later[GroupKind.HEALTH].waiting) == (1, 0)
    assert (later[GroupKind.POLICE].waiting, later[GroupKind.POLICE].late) == (1, 1)
    assert [each.late for each in queries.agencies(found.id, at)] == [0, 0, 0]


def test_the_desk_and_the_api_of_an_agency(leads, case_id, signed_in):
    browser = signed_in("police", "320282")
    desk = browser.get("/investigation/agency/?state=waiting")
    assert (desk.status_code, desk.context["listing"].total) == (200, 1)
    lead = leads[GroupKind.POLICE]
    assert [each["id"] for each in browser.get("/api/v1/agency-leads").json()] == [str(lead)]
    opened = browser.post(f"/api/v1/agency-leads/{lead}/parts", content_type="application/json").json()
    assert set(opened["parts"]) == {"name", "address"}
    body = json.dumps({"outcome": "unreached", "note": "登记住址无人"})
    answered = browser.post(f"/api/v1/agency-leads/{lead}/answers", body, content_type="application/json")
    assert (answered.status_code, answered.json()["outcome"]) == (201, "unreached")
    assert browser.get("/investigation/agency/?state=unreached").context["listing"].total == 1


def test_an_investigator_asks_an_agency_on_the_page(case_id, signed_in):
    browser = signed_in("epidemiologist", "320282")
    browser.post(f"/investigation/begin/{case_id}/")
    found = queries.of_case(case_id)
    asked = {
        "direction": "back", "what": "核查漫游到访城市", "area": "320282", "group": "telecom", "part": ["phone"],
        "due_at": "2021-12-11T20:00",
    }  # fmt: skip
    assert browser.post(f"/investigation/{found.id}/leads/", asked).status_code == 302
    lead = queries.leads(found.id)[0]
    assert (lead.group, lead.about.parts) == (GroupKind.TELECOM, frozenset({Sealed.PHONE}))
    assert browser.post(f"/investigation/{found.id}/leads/", asked | {"part": ["name"]}).status_code == 409
