"""Somebody at a quarantine site turns positive: who stays next to them is proposed anew, and nobody is left out in silence."""

from datetime import timedelta

import pytest

from sizao.ground.command import actions as command
from sizao.ground.command import queries as incidents
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel.areas import parse
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.words import Words
from sizao.measures.followup import actions as followup
from sizao.measures.followup import errors, queries, rules
from sizao.measures.followup.types.arrivals import NewArrival
from sizao.spine.outbox import actions as outbox
from sizao.spine.outbox.apps import load_flow
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as contacts
from sizao.trace.cases.types import Classification, ContactState, FoundBy, NewCase, ProposedContact

YIXING, WANSHI = parse("320282"), parse("320282109")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EIGHTH = library().get("cn-covid-ed8")


class Site:
    """A site with residents on given floors, approved two days ago and placed a day ago."""

    def __init__(self, by, at):
        load_flow()
        self.by, self.at = by, at
        title = Words("宜兴一例", "One case in Yixing")
        self.incident = command.open_incident(
            title=title, disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
        )
        command.ensure_headquarters(area=YIXING, by=by, at=at)
        [self.place] = registry.add_places(
            places=[NewPlace(words=Words("城东隔离点", "East site"), kind=PlaceKind.QUARANTINE_SITE, area=WANSHI)],
            by=by,
            at=at,
        )

    def stay(self, *floors, kind=ContactClass.CLOSE):
        people = registry.add_persons(persons=[NewPerson(WANSHI)] * len(floors), by=self.by, at=self.at)
        given = [
            ProposedContact(person_id=each, area=WANSHI, last_exposure_at=self.at - 3 * DAY, contact_class=kind)
            for each in people
        ]
        cases.propose_contacts(incident_id=self.incident, proposals=given, by=self.by, at=self.at - 2 * DAY)
        ids = [self.contact(each).id for each in people]
        cases.approve_contacts(contact_ids=ids, by=self.by, at=self.at - 2 * DAY)
        outbox.drain()
        for person, floor in zip(people, floors, strict=True):
            self.place_on(person, floor, self.at - DAY)
        outbox.drain()
        return people

    def place_on(self, person, floor, at, arrived=None):
        plan = queries.plan_of_contact(self.contact(person).id)
        followup.record_placement(
            plan_ids=[plan.id], place_id=self.place, floor=floor, arrived_at=arrived, by=self.by, at=at
        )  # fmt: skip

    def contact(self, person):
        return contacts.contacts(self.incident, person_ids=[person])[0]

    def turns_positive(self, person):
        case = NewCase(
            person_id=person, area=WANSHI, reported_at=self.at, sampled_at=self.at - HOUR,
            classification=Classification.ASYMPTOMATIC,
        )  # fmt: skip
        made = cases.report_case(incident_id=self.incident, case=case, by=self.by, at=self.at)
        outbox.drain()
        return made.case_id

    def waiting(self, *people):
        return [self.contact(each).status is ContactState.PROPOSED for each in people]

    def asked(self):
        return [each for each in incidents.tasks(open_only=True) if each.title.en.startswith("Note the floors")]


@pytest.fixture
def site(by, at):
    return Site(by, at)


def test_the_same_floor_and_those_next_to_it_are_proposed_and_nobody_else(site):
    ill, same, above, below, far = site.stay(5, 5, 6, 4, 7)
    case = site.turns_positive(ill)
    assert site.waiting(same, above, below, far) == [True, True, True, False]
    found = site.contact(above)
    assert (found.source_case_id, found.last_exposure_at) == (case, site.at - HOUR)
    assert found.held_as.last_exposure_at == site.at - 3 * DAY
    newest = found.basis[-1]
    assert newest["found_by"] == FoundBy.SITE.value and "14 days anew" in newest["note"] and "6 层" in newest["note"]
    assert site.asked() == []


def test_the_plan_begins_anew_when_it_is_approved_and_not_before(site):
    ill, same = site.stay(5, 5)
    before = queries.plan_of_contact(site.contact(same).id)
    site.turns_positive(ill)
    assert queries.plan_of_contact(before.contact_id).end_on == before.end_on
    cases.approve_contacts(contact_ids=[before.contact_id], by=site.by, at=site.at)
    outbox.drain()
    after = queries.plan_of_contact(before.contact_id)
    [staying, *_] = after.phases
    assert (after.anchor_at, after.end_on - before.end_on) == (site.at - HOUR, 3 * DAY)
    sampled = (site.at - HOUR).astimezone(EIGHTH.tz).date()
    assert staying.end_on >= sampled + timedelta(days=14)


def test_a_secondary_contact_next_to_a_positive_one_is_proposed_as_a_close_contact(site):
    [ill] = site.stay(5)
    [guest] = site.stay(5, kind=ContactClass.SECONDARY)
    site.turns_positive(ill)
    found = site.contact(guest)
    assert (found.contact_class, found.held_as.contact_class) == (ContactClass.CLOSE, ContactClass.SECONDARY)


def test_whose_floor_nobody_noted_is_named_and_judged_once_it_is_noted(site):
    ill, same, other = site.stay(5, 5, None)
    site.turns_positive(ill)
    assert site.waiting(same, other) == [True, False]
    [task] = site.asked()
    assert task.detail == queries.plan_of_contact(site.contact(other).id).number
    site.place_on(other, 4, site.at + HOUR)
    outbox.drain()
    assert site.waiting(other) == [True]
    assert queries.plan_of_contact(site.contact(other).id).placed_at == site.at - DAY


def test_when_the_floor_of_the_positive_one_is_unknown_everybody_is_named(site):
    ill, one, two = site.stay(None, 5, 6)
    site.turns_positive(ill)
    assert site.waiting(one, two) == [False, False]
    [task] = site.asked()
    assert task.detail.count(",") == 2


def test_who_came_after_the_positive_one_was_known_was_not_exposed_there(site):
    ill, home, late = site.stay(5, 5, 9)
    site.place_on(late, 5, site.at)
    site.turns_positive(ill)
    assert site.waiting(home, late) == [True, False]


def test_who_moved_away_after_the_sample_was_exposed_all_the_same(site):
    ill, moved, same = site.stay(5, 5, 5)
    site.place_on(moved, 12, site.at)
    site.place_on(same, None, site.at)
    site.turns_positive(ill)
    assert site.waiting(moved, same) == [True, True]
    assert queries.plan_of_contact(site.contact(same).id).floor == 5
    assert queries.stay_at(queries.plan_of_contact(site.contact(moved).id), site.at - HOUR).floor == 5


def test_who_was_decided_on_is_not_asked_about_again_when_another_floor_is_noted(site):
    ill, turned_down, agreed, third = site.stay(5, 5, 5, None)
    site.turns_positive(ill)
    cases.reject_contacts(contact_ids=[site.contact(turned_down).id], reason="此前已转出", by=site.by, at=site.at)
    cases.approve_contacts(contact_ids=[site.contact(agreed).id], by=site.by, at=site.at)
    outbox.drain()
    before = [(site.contact(each).status, site.contact(each).last_exposure_at) for each in (turned_down, agreed)]
    site.place_on(third, 5, site.at)
    outbox.drain()
    assert site.waiting(third) == [True]
    assert [
        (site.contact(each).status, site.contact(each).last_exposure_at) for each in (turned_down, agreed)
    ] == before


def test_residents_of_another_incident_are_named_and_not_proposed_here(site, by, at):
    [ill] = site.stay(5)
    other = Site.__new__(Site)
    other.by, other.at, other.place = by, at, site.place
    title = Words("江阴一例", "One case in Jiangyin")
    other.incident = command.open_incident(title=title, disease="covid-19", area=YIXING, reported_at=at, by=by, at=at)
    [guest] = other.stay(5)
    site.turns_positive(ill)
    assert other.waiting(guest) == [False]
    [task] = [each for each in incidents.tasks(open_only=True) if "of other incidents" in each.title.en]
    assert task.detail == queries.plan_of_contact(other.contact(guest).id).number


def test_the_ninth_edition_asks_nobody_to_begin_anew(site):
    ill, same = site.stay(5, 5)
    found, mate = (queries.stay_at(queries.plan_of_contact(site.contact(each).id), site.at) for each in (ill, same))
    assert rules.begins_anew(found, mate, EIGHTH, site.at).facts["days"] == 14
    refused = rules.begins_anew(found, mate, library().get("cn-covid-ed9"), site.at)
    assert isinstance(refused.refusal, errors.RestartNotAsked)


def test_a_floor_is_of_a_site_and_shown_with_it(site, signed_in):
    [person] = site.stay(-1)
    plan = queries.plan_of_contact(site.contact(person).id)
    with pytest.raises(errors.FloorWithoutSite):
        followup.record_placement(plan_ids=[plan.id], floor=3, by=site.by, at=site.at, reason="体弱,经批准居家")
    browser = signed_in("epidemiologist", "320282")
    told = browser.get(f"/api/v1/plans/{plan.id}").json()
    assert (told["floor"], [each["floor"] for each in told["placements"]]) == (-1, [-1])
    assert "floor -1" in browser.get(f"/followup/plans/{plan.id}/").content.decode()


def test_an_arrival_who_turns_positive_at_a_site_counts_like_a_contact(site):
    [same] = site.stay(5)
    [traveller] = registry.add_persons(persons=[NewPerson(WANSHI)], by=site.by, at=site.at)
    new = NewArrival(
        incident_id=site.incident, person_id=traveller, regime_key="inbound", area=WANSHI, arrived_at=site.at - 2 * DAY,
        origin="境外",
    )  # fmt: skip
    plan = followup.begin_arrival(new=new, by=site.by, at=site.at - 2 * DAY)
    followup.record_placement(plan_ids=[plan], place_id=site.place, floor=6, by=site.by, at=site.at - DAY)
    outbox.drain()
    site.turns_positive(traveller)
    assert site.waiting(same) == [True] and "positive on floor 6" in site.contact(same).basis[-1]["note"]
