"""The case and the contacts: reported, its days told, judged by the panel, contacts proposed, approved and placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import cycle
from uuid import UUID

from sizao.ground.presence import actions as presence
from sizao.ground.presence.types import NewVisit, VisitSource
from sizao.ground.registry.types import Sex
from sizao.kernel.editions import ContactClass
from sizao.measures.followup import actions as followup
from sizao.measures.followup import queries as plans
from sizao.measures.followup.types import OPEN_PLANS, PlanFacts
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.replay import Run, acting
from sizao.trace.cases import actions
from sizao.trace.cases.types import (
    Certainty,
    Classification,
    DiscoveryRoute,
    ImportKind,
    Mask,
    NewCase,
    NewStay,
    ProposedContact,
    Severity,
    Transport,
)
from sizao.trace.investigation import actions as investigation
from sizao.trace.investigation import queries as interviews
from sizao.trace.tracing import actions as tracing

CDC = "宜兴市疾控中心"
INVESTIGATORS = "宜兴市流调溯源组"
SEALED_AFTER = timedelta(days=1)
"""The demonstration's first visits are sealed by the next day; those that came late still lie in the tail."""


def report(run: Run) -> None:
    """The positive of the routine test is reported as a suspected case."""
    given = run.files.world["case"]
    at = run.at("incident", "reported_at")
    work = data.area(given["area_work"])
    with acting(CDC) as by:
        (run.patient,) = run.people.enter(
            1, [given["area_residence"]], by=by, at=run.entered_at, sex=Sex(given["sex"]),
            birth_year=given["birth_year"], area_work=work,
        )  # fmt: skip
        case = NewCase(
            person_id=run.patient, area=data.area(given["area"]), reported_at=at, sampled_at=run.at("case", "sampled_at"),
            isolated_at=run.at("case", "isolated_at"), last_negative_at=run.at("case", "last_negative_at"),
            import_kind=ImportKind.DOMESTIC, discovery_route=DiscoveryRoute.QUARANTINE, severity=Severity.NONE,
        )  # fmt: skip
        run.case_id = actions.report_case(incident_id=run.incident_id, case=case, by=by, at=at).case_id


def trajectory(run: Run) -> None:
    """The days since the arrival, and who else is known to have been in the same places."""
    at = run.at("case", "stays_at")
    stays = [
        NewStay(
            start=data.moment(row["start"]), until=data.moment(row["until"]), place_id=run.places[row["place"]],
            transport=Transport(row["transport"]), vehicle=row["vehicle"], seat=row["seat"], mask=Mask(row["mask"]),
            certainty=Certainty(row["certainty"]), note=row["note"],
        )
        for row in run.files.stays
    ]  # fmt: skip
    with acting(INVESTIGATORS) as by:
        actions.record_stays(case_id=run.case_id, stays=stays, by=by, at=at)
        first, *late = _leads(run)
        presence.record_visits(visits=first, by=by, at=at)
    presence.seal_days(at=at + SEALED_AFTER, closes_after=SEALED_AFTER)
    with acting(INVESTIGATORS) as by:
        presence.record_visits(visits=[each for group in late for each in group], by=by, at=at)


def _leads(run: Run) -> Iterator[list[NewVisit]]:
    """Visits of people whom only the trace knows, by group."""
    for given in run.files.world["leads"]:
        with acting(INVESTIGATORS) as by:
            people = run.people.enter(given["number"], given["areas"], by=by, at=run.entered_at)
        yield [
            NewVisit(
                person_id=person, place_id=run.places[given["place"]], start=data.moment(given["start"]),
                until=data.moment(given["until"]), source=VisitSource(given["visit"]),
            )
            for person in people
        ]  # fmt: skip


def judged(run: Run) -> None:
    """The panel holds the case to be an asymptomatic infection: tracing begins."""
    given = run.files.world["case"]
    with acting(given["judged_by"]) as by:
        actions.classify_case(
            case_id=run.case_id, to=Classification.ASYMPTOMATIC, by=by, at=run.at("case", "judged_at"),
            reason=given["reason"],
        )  # fmt: skip


def interview(run: Run) -> None:
    """The investigators begin the guided form and pause it half way."""
    given = run.files.world["interview"]
    with acting(given["by"]) as by:
        found = investigation.begin(case_id=run.case_id, by=by, at=run.at("interview", "begun_at"))
        rows = [*interviews.investigation(found).draft.rows, *given["rows"]]
        investigation.save_draft(
            investigation_id=found, changes=given["answers"], rows=rows, by=by, at=run.at("interview", "saved_at")
        )
        investigation.pause(investigation_id=found, by=by, at=run.at("interview", "paused_at"))


def propose(run: Run) -> None:
    """The investigators propose the contacts, close ones first, so that secondary ones can be tied to them."""
    for contact_class in (ContactClass.CLOSE, ContactClass.SECONDARY):
        groups = [row for row in run.files.contacts if row["class"] == contact_class.value]
        with acting(INVESTIGATORS) as by:
            for row in groups:
                run.persons[row["key"]] = run.people.enter(
                    int(row["people"]), row["areas"].split(), by=by, at=run.entered_at
                )
            receipt = actions.propose_contacts(
                incident_id=run.incident_id, proposals=_proposals(run, groups), by=by,
                at=run.at("contacts", "proposed_at"),
            )  # fmt: skip
        run.contacts[contact_class.value] = [each for each in receipt.contact_ids if each is not None]
        run.persons[contact_class.value] = [person for row in groups for person in run.persons[row["key"]]]


ZONES = {
    "roommates": ("205室",), "floor": ("201室", "202室", "203室", "204室", "206室", "207室", "208室"),
    "crew": ("3号楼2层", "3号楼2层", "3号楼3层"), "meals": ("3号桌", "2号桌", "4号桌"),
}  # fmt: skip
"""Rooms, floors and tables of those who are named with a place; synthetic like the groups."""


def look_back(run: Run) -> None:
    """Where the named say they were goes into the visits, and the case is traced with them once more."""
    at = run.at("contacts", "proposed_at")
    with acting(INVESTIGATORS) as by:
        presence.record_visits(visits=list(_told(run)), by=by, at=at)
        tracing.start_trace(case_id=run.case_id, by=by, at=at)


def _told(run: Run) -> Iterator[NewVisit]:
    for row in run.files.contacts:
        zones = cycle(ZONES.get(row["key"], ()))
        for person in run.persons[row["key"]] if row["key"] in ZONES else ():
            yield NewVisit(
                person_id=person, place_id=run.places[row["place"]], start=data.moment(row["first_exposure"]),
                until=data.moment(row["last_exposure"]), source=VisitSource.INTERVIEW, zone=next(zones),
            )  # fmt: skip


def _proposals(run: Run, groups: Sequence[data.Row]) -> list[ProposedContact]:
    closest = cycle(run.persons.get(ContactClass.CLOSE.value) or [0])
    homes = run.people.communities
    return [
        ProposedContact(
            person_id=person, area=homes(row["areas"].split())[0], last_exposure_at=data.moment(row["last_exposure"]),
            first_exposure_at=data.moment(row["first_exposure"]), situation=row["situation"],
            contact_class=ContactClass(row["class"]),
            source_case_id=run.case_id if row["class"] == ContactClass.CLOSE.value else None,
            source_person_id=next(closest) if row["class"] == ContactClass.SECONDARY.value else None,
            place_id=run.places.get(row["place"]), note=row["note"],
        )
        for row in groups
        for person in run.persons[row["key"]]
    ]  # fmt: skip


def approve(run: Run) -> None:
    """An authorised person approves the lists; the flow begins every plan."""
    with acting(run.files.world["contacts"]["approved_by"]) as by:
        for ids in run.contacts.values():
            actions.approve_contacts(contact_ids=ids, by=by, at=run.at("contacts", "approved_at"))


def place(run: Run) -> None:
    """Everybody has arrived at the reception site by the evening."""
    at = run.at("contacts", "placed_at")
    with acting("隔离转运专班") as by:
        for contact_class in (ContactClass.CLOSE, ContactClass.SECONDARY):
            ids = [each.id for each in _plans(run, contact_class)]
            followup.record_placement(plan_ids=ids, place_id=run.places["reception"], arrived_at=at, by=by, at=at)


def move_to_sites(run: Run) -> None:
    """The close contacts go on to the sites in Binhu and Huishan."""
    at = run.at("contacts", "moved_at")
    with acting("隔离转运专班") as by:
        found = _plans(run, ContactClass.CLOSE)
        share = round(len(found) * run.files.world["contacts"]["binhu_share"])
        for site, part in (("binhu", found[:share]), ("huishan", found[share:])):
            ids: list[UUID] = [each.id for each in part]
            followup.record_placement(plan_ids=ids, place_id=run.places[site], arrived_at=at, by=by, at=at)


def _plans(run: Run, contact_class: ContactClass) -> list[PlanFacts]:
    found = plans.plans(run.incident_id, states=OPEN_PLANS, contact_class=contact_class)
    return sorted(found, key=lambda each: each.person_id)
