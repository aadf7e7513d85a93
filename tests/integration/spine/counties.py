"""Two sibling counties with one real object of every kind in each, and every value by which the other's would be known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.apps import apps
from django.db import models
from django.utils import translation

from sizao.flow.step0_intake import enrol
from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanded
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.identity.types import NewIdentity
from sizao.ground.intake import actions as intake
from sizao.ground.intake.types import Kind, Order
from sizao.ground.presence import actions as presence
from sizao.ground.presence.types import NewVisit, RowShape, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as registered
from sizao.ground.registry.types import (
    HelpKind,
    HelpPlan,
    NewPerson,
    NewPlace,
    NewResponsibility,
    Party,
    PlaceKind,
    SpecialNeed,
)
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.documents import DocumentKind, synthetic_document
from sizao.kernel.editions import ContactClass, ZoneKind
from sizao.kernel.phones import synthetic_phone
from sizao.kernel.words import Words
from sizao.measures.followup import actions as followup
from sizao.measures.followup import queries as plans
from sizao.measures.screening import actions as screening
from sizao.measures.screening.types import NewPoint, NewResult, NewSample, Purpose, SubjectKind, Value
from sizao.measures.zones import actions as zones
from sizao.measures.zones.types import NewZone
from sizao.oversight.notices import actions as notices
from sizao.oversight.notices.types import NewNotice
from sizao.oversight.reports import actions as reports
from sizao.oversight.returns import actions as returns
from sizao.oversight.returns.types import NewReturn, NewUnit, UnitKind
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts.types import Role
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import Classification, NewCase, NewStay, ProposedContact
from sizao.trace.tracing import actions as tracing
from sizao.trace.tracing import queries as traced
from sizao.trace.tracing.models import SignatureRequest, stored_counts
from sizao.trace.tracing.models.signatures import stored_terms
from sizao.trace.tracing.types import EVERYTHING, Door, LegalBasis
from sizao.trace.tracing.types import Purpose as TracePurpose
from tests.integration.spine import (
    counties_cases,
    counties_cohorts,
    counties_command,
    counties_drills,
    counties_people,
    counties_presence,
    counties_signals,
)

AT = datetime(2021, 12, 11, 8, 0, tzinfo=UTC)
"""When the counties' stories happen."""
NOW = AT + timedelta(hours=30)
"""When somebody asks."""
HOUR = timedelta(hours=1)
OPEN = {"code", "village", "grid"}
"""What is no secret: the area tree."""
TOLD_APART = 6
"""Letters from which on a value is rare enough to be recognised in an answer."""


TYPED = {
    "arrivals": 3, "households_visited": 120, "households_served": 40, "requests_settled": 6, "places_disinfected": 9,
    "staff_on_duty": 85,
}  # fmt: skip
"""A town's daily return."""


@dataclass
class County:
    """A county, its marks, and one object of each kind by the name that addresses use for it."""

    code: str
    town: str
    mark: Words
    seed: int
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def area(self) -> int:
        """The county's area."""
        return areas.parse(self.code)

    @property
    def town_area(self) -> int:
        """The town in which its story happens."""
        return areas.parse(self.town)

    def said(self, zh: str, en: str) -> Words:
        """Words that carry the county's mark."""
        return Words(f"{self.mark.zh}{zh}", f"{self.mark.en} {en}")


HOME = County("320282", "320282104", Words("赤松岭", "Redpinehill"), 11)
SIBLING = County("320211", "320211002", Words("青竹湾", "Bluebamboobay"), 12)

NOBODY: dict[str, Any] = {
    **dict.fromkeys(
        ("incident_id", "case_id", "contact_id", "plan_id", "task_id", "zone_id", "notice_id", "run_id", "batch_id",
         "stay_id", "check_id", "test_id", "point_id", "sample_id", "result_id", "exposed_id", "group_id", "round_id", "household_id", "need_id", "responsibility_id", "unit_id",
         "file_id", "investigation_id", "lead_id", "agency_lead_id", "health_lead_id", "police_lead_id", "telecom_lead_id", "list_id", "request_id", "trace_lead_id", "letter_id", "said_id", "erasure_id", "disclosure_id", "own_disclosure_id", "glass_id", "own_glass_id", "declared_zone_id",
         "call_id", "circular_id", "decision_id", "delivery_id", "hand_over_id", "instruction_id", "issue_id", "item_id",
         "liaison_id", "drill_id", "paused_drill_id", "meeting_id", "merge_id", "order_id", "report_id", "shift_id", "presence_batch_id", "presence_act_id", "signature_id",
         "signal_id", "twin_id", "confirmed_signal_id", "breach_id", "open_breach_id", "found_breach_id", "appealed_breach_id",
         "own_breach_id", "own_found_breach_id", "cohort_id", "version_id", "rule_id", "unplaced_id", "chief_id", "chief_task_id", "merit_id", "objection_id", "pack_id", "cluster_id",
         "organisation_id"),
        UUID(int=0),
    ),
    **dict.fromkeys(("place_id", "site_id", "grant_id", "account_id", "person_id", "friend_id", "scanner_id", "clerk_id", "pair_id", "duty_id"), 999_999_999),
    **dict.fromkeys(("person_number", "friend_number", "scanner_number", "leaver_number", "erased_number",
         "twin_number", "other_twin_number"), "P-ZZZZZZZZZ"),
    "done_number": "T-ZZZZZZ", "number": "XX-2021-99-20211211-1", "place_number": "L-ZZZZZZ", "case_number": "C-ZZZZZZ", "return_number": "XX-2021-99", "grid": "32999900000001", "code": "329999",
    "name": "无此人", "document": synthetic_document(99).number, "phone": synthetic_phone(99),
}  # fmt: skip
"""What no record has, under the names of the objects."""


def build(county: County) -> None:
    """Tell the county's story as its own platform would; every object is entered in ``county.ids``."""
    by = Actor.system(f"keeper of {county.mark.en}", county.area)
    second = Actor.system(f"second keeper of {county.mark.en}", county.area)
    with scope.acting(by), translation.override("zh-hans"):
        _people(county, by)
        _incident(county, by)
        _case(county, by)
        _contact(county, by)
        _testing(county, by, second)
        _homes(county, by)
        _returns(county, by)
        _rest(county, by)
        counties_cases.build(county, by, AT, NOW)
        counties_command.build(county, by, AT, NOW)
        counties_drills.build(county, by, AT, NOW)
        counties_signals.build(county, by, AT)
        counties_people.build(county, by, AT)
        counties_cohorts.build(county, by, second, AT)
        counties_presence.build(county, by, AT)


def _people(county: County, by: Actor) -> None:
    ids = county.ids
    ids["name"], ids["phone"] = f"欧阳{county.mark.zh}", synthetic_phone(county.seed)
    ids["document"] = synthetic_document(county.seed).number
    known = NewIdentity(
        ids["name"], DocumentKind.CITIZEN_ID, ids["document"], ids["phone"], f"{county.mark.zh}路1号"
    )  # fmt: skip
    papers = NewIdentity(
        document_kind=DocumentKind.CITIZEN_ID, document_number=synthetic_document(county.seed + 40).number
    )
    person, friend, scanner = enrol(
        [(each, NewPerson(area_residence=county.town_area)) for each in (known, papers, None)], by=by, at=AT
    )
    ids.update(person_id=person, friend_id=friend, scanner_id=scanner)
    for who in ("person", "friend", "scanner"):
        ids[f"{who}_number"] = registered.persons([ids[f"{who}_id"]])[ids[f"{who}_id"]].number
    place = NewPlace(county.said("饭店", "restaurant"), PlaceKind.RESTAURANT, county.town_area, 119.9, 31.4)
    site = NewPlace(county.said("隔离点", "site"), PlaceKind.QUARANTINE_SITE, county.town_area, 119.9, 31.4)
    ids["place_id"], ids["site_id"] = registry.add_places(places=[place, site], by=by, at=AT)
    ids["place_number"] = registered.places([ids["place_id"]])[ids["place_id"]].number


def _incident(county: County, by: Actor) -> None:
    ids = county.ids
    ids["code"] = county.code
    command.ensure_headquarters(area=county.area, name=county.said("指挥部", "headquarters"), by=by, at=AT)
    ids["incident_id"] = command.open_incident(
        title=county.said("聚集性疫情", "cluster"), disease="covid-19", area=county.area, reported_at=AT, by=by, at=AT,
        detected_at=AT - HOUR,
    )  # fmt: skip
    new = NewTask(
        TaskKind.INVESTIGATE, county.said("流调任务", "investigation"), GroupKind.INVESTIGATION, county.area,
        AT + 8 * HOUR, county.mark.zh,
    )  # fmt: skip
    ids["task_id"] = command.create_task(new=new, incident_id=ids["incident_id"], by=by, at=AT)
    command.assign_task(task_id=ids["task_id"], assignee=f"{county.mark.zh}组员", by=by, at=AT)
    ids["group_id"] = commanded.task(ids["task_id"]).group_id


def _case(county: County, by: Actor) -> None:
    ids = county.ids
    noon = AT - timedelta(days=1)
    met = (
        ("person_id", VisitSource.INTERVIEW),
        ("friend_id", VisitSource.INTERVIEW),
        ("scanner_id", VisitSource.VENUE_SCAN),
    )
    visits = [
        NewVisit(person_id=ids[who], place_id=ids["place_id"], start=noon, until=noon + HOUR, source=source)
        for who, source in met
    ]
    presence.record_visits(visits=visits, by=by, at=AT)
    passages = pa.table({"person": [ids["person_id"]], "place": [ids["place_id"]], "passed_at": [noon.isoformat()]})
    ids["presence_batch_id"] = presence.receive_batch(
        rows=passages, shape=RowShape.CHECKPOINT, by=by, at=AT, filename=county.mark.zh
    ).id
    case = NewCase(
        person_id=ids["person_id"], area=county.town_area, reported_at=AT, sampled_at=AT - 6 * HOUR,
        classification=Classification.ASYMPTOMATIC, external_id=f"EXT-{county.mark.en}",
        form={"occupation": county.mark.zh},
    )  # fmt: skip
    ids["case_id"] = cases.report_case(incident_id=ids["incident_id"], case=case, by=by, at=AT).case_id
    stay = NewStay(start=noon, until=noon + HOUR, place_id=ids["place_id"], note=county.mark.zh)
    [ids["stay_id"]] = cases.record_stays(case_id=ids["case_id"], stays=[stay], by=by, at=AT)
    ids["run_id"] = tracing.start_trace(case_id=ids["case_id"], by=by, at=AT)
    tracing.route_leads(run_id=ids["run_id"], by=by, at=AT)
    ids["trace_lead_id"] = next(each.id for each in traced.lead_rows())
    ids["exposed_id"] = next(each.id for each in traced.exposed(ids["run_id"]) if each.suggestion.is_lead)
    terms = {"case_id": ids["case_id"], "same_zone": False, "leave_out": (), "admit": EVERYTHING}
    ids["signature_id"] = SignatureRequest.objects.create(
        incident_id=ids["incident_id"], area=county.area, door=Door.CASE, terms=stored_terms(terms), touched=1,
        purpose=TracePurpose.CONTACT_MANAGEMENT, legal_basis=LegalBasis.INFECTIOUS_DISEASES, at=NOW - HOUR, by=by.name,
        counts=stored_counts(traced.run(ids["run_id"]).counts),
    ).pk  # fmt: skip


def _contact(county: County, by: Actor) -> None:
    ids = county.ids
    new = ProposedContact(
        person_id=ids["friend_id"], area=county.town_area, last_exposure_at=AT - HOUR, note=county.mark.zh,
        contact_class=ContactClass.CLOSE, source_case_id=ids["case_id"], place_id=ids["place_id"],
    )  # fmt: skip
    [ids["contact_id"]] = cases.propose_contacts(
        incident_id=ids["incident_id"], proposals=[new], by=by, at=AT
    ).contact_ids
    cases.approve_contacts(contact_ids=[ids["contact_id"]], by=by, at=AT)
    [ids["plan_id"]] = followup.begin_plans(contact_ids=[ids["contact_id"]], by=by, at=AT).plan_ids
    followup.ask_review(plan_id=ids["plan_id"], text=f"{county.mark.zh}申请复核", by=by, at=AT)
    followup.invite(plan_id=ids["plan_id"], by=by, at=AT)
    open_now = [each for each in plans.checks(ids["plan_id"]) if each.opens_at <= NOW <= each.due_at]
    ids["check_id"] = open_now[0].id
    ids["test_id"] = plans.tests(ids["plan_id"])[0].id


def _testing(county: County, by: Actor, second: Actor) -> None:
    ids = county.ids
    point = NewPoint(county.said("采样点", "sampling point"), county.town_area, AT, ids["place_id"])
    [ids["point_id"]] = screening.open_points(points=[point], by=by, at=AT, incident_id=ids["incident_id"])
    ids["round_id"] = screening.start_round(
        incident_id=ids["incident_id"],
        area=county.area,
        number=1,
        name=county.said("首轮", "first round"),
        by=by,
        at=AT,
    )
    tube = NewSample(
        SubjectKind.ENVIRONMENT, county.town_area, AT, Purpose.CASE, ids["incident_id"], place_id=ids["place_id"],
        point_id=ids["point_id"], spot=f"{county.mark.zh}门把手",
    )  # fmt: skip
    done, waiting, ids["sample_id"] = screening.take_samples(samples=[tube] * 3, by=by, at=AT)
    answers = [NewResult(each, Value.POSITIVE, AT + HOUR, f"{county.mark.zh}实验室") for each in (done, waiting)]
    released, ids["result_id"] = screening.enter_results(results=answers, by=by, at=AT + HOUR)
    screening.release_results(result_ids=[released], by=second, at=AT + HOUR)


def _homes(county: County, by: Actor) -> None:
    ids = county.ids
    village = registered.children(county.town_area)[0].code
    ids["village"] = areas.printed(village)
    ids["grid"] = areas.printed(registry.add_area(parent=village, level=areas.Level.GRID, by=by, at=AT))
    registry.appoint_chief(code=areas.parse(ids["grid"]), post=f"{county.mark.zh}网格长", by=by, at=AT)
    ids["household_id"] = registry.add_household(area=village, label=f"{county.mark.zh}301", by=by, at=AT)
    registry.join_household(household_id=ids["household_id"], number=ids["friend_number"], by=by, at=AT)
    ids["need_id"] = registry.note_need(person_id=ids["friend_id"], kind=SpecialNeed.DIALYSIS, by=by, at=AT)
    plan = HelpPlan(HelpKind.SUPPLIES, f"{county.mark.zh}班", NOW + 8 * HOUR, county.mark.zh)
    registry.plan_help(need_id=ids["need_id"], plan=plan, by=by, at=AT)
    named = NewResponsibility(ids["place_id"], Party.UNIT, f"{county.mark.zh}责任", "", None, f"{county.mark.zh}主管")
    ids["responsibility_id"] = registry.name_responsible(new=named, by=by, at=AT)


def _returns(county: County, by: Actor) -> None:
    ids = county.ids
    words = county.said("镇", "town")
    unit = NewUnit(words, UnitKind.STREET, county.town_area, "town-daily", AT.date(), owner=f"{county.mark.zh}干部")
    [ids["unit_id"]] = returns.add_units(units=[unit], by=by, at=AT)
    filed = NewReturn(ids["unit_id"], "town-daily", AT.date(), TYPED)
    ids["return_number"] = returns.submit(new=filed, by=by, at=AT + 17 * HOUR).number


def _rest(county: County, by: Actor) -> None:
    ids = county.ids
    shape = {"type": "Polygon", "coordinates": [[[119.9, 31.4], [120.0, 31.4], [120.0, 31.5], [119.9, 31.4]]]}
    zone = NewZone(
        ZoneKind.LOCKDOWN, county.said("封控区", "zone"), county.town_area, ids["incident_id"], county.mark.zh,
        boundary=shape,
    )  # fmt: skip
    ids["zone_id"] = zones.propose(new=zone, by=by, at=AT)
    ids["declared_zone_id"] = zones.propose(new=zone, by=by, at=AT)
    zones.declare(zone_id=ids["declared_zone_id"], by=by, at=AT, document=f"{county.mark.zh}令")
    notice = NewNotice(
        county.area, county.area, county.said("通告", "notice"), county.mark.zh * 3, source=county.mark.zh
    )
    ids["notice_id"] = notices.issue(new=notice, by=by, at=AT)
    rows = (
        f"姓名,身份证号,性别,现住地区代码\n{county.mark.zh},,男,{county.town}\n{county.mark.zh}二,,雄,{county.town}\n"
    )
    order = Order(Kind.PEOPLE, county.area)
    ids["batch_id"] = intake.stage(
        content=rows.encode(), filename=f"{county.mark.zh}.csv", order=order, by=by, at=AT
    ).id
    ids["number"] = reports.file_report(incident_id=ids["incident_id"], on=AT.date(), by=by, at=AT + 20 * HOUR).number
    user = ids["clerk_id"] = accounts.create_user(
        username=f"{county.mark.en.lower()}-clerk", display_name=f"{county.mark.zh}文员", password=None, by=by, at=AT,
        is_demonstration=True,
    )  # fmt: skip
    ids["account_id"] = user
    ids["grant_id"] = accounts.give_role(user_id=user, role=Role.TRACER, area=county.area, by=by, at=AT)


def recognisable() -> frozenset[str]:
    """Every value of rows that the sibling county sees and the home county does not.

    Taken from the database itself, so that a new room's texts and numbers are looked for without being listed.
    """
    with scope.acting(Actor.system("eye", SIBLING.area)):
        theirs = set(_values())
    with scope.acting(Actor.system("eye", HOME.area)):
        ours = set(_values())
    told = {str(value) for name, value in SIBLING.ids.items() if name not in OPEN}
    both = {str(value) for value in HOME.ids.values()} | ours
    marks = {SIBLING.mark.zh, SIBLING.mark.en, SIBLING.mark.en.lower()}
    return frozenset(each for each in (theirs | told) - both if len(each) >= TOLD_APART) | marks


def _values() -> Iterator[str]:
    for model in apps.get_models():
        if model.__module__.startswith("sizao.") and not model.__module__.startswith("sizao.spine.accounts"):
            for row in model._default_manager.values():
                yield from _told(model, row)


def _told(model: type[models.Model], row: Mapping[str, Any]) -> Iterator[str]:
    for value in row.values():
        yield from _texts(value)
    number = row.get(model._meta.pk.attname if model._meta.pk else "")
    if isinstance(number, int) and number >= 10**TOLD_APART and "area" not in model._meta.model_name:
        yield str(number)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str | UUID):
        yield str(value)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
