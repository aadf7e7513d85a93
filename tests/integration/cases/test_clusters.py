"""Clusters of a venue and of a household by the edition's rule, recorded once, with who belongs to them; distance of an exposure."""

import json
from datetime import timedelta

import pytest

from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPlace, PlaceKind
from sizao.kernel.words import Words
from sizao.trace.cases import actions, errors, queries
from sizao.trace.cases.types import Classification, ClusterKind, NewCase, NewExposure, NewStay, ProposedContact, Spot
from tests.integration.cases.conftest import WANSHI

HOUR = timedelta(hours=1)


@pytest.fixture
def hall(by, at):
    place = NewPlace(Words("棋牌室", "Card room"), PlaceKind.RESTAURANT, WANSHI, 119.9, 31.4)
    return registry.add_places(places=[place], by=by, at=at)[0]


def ill(incident_id, person, by, at, days=0, kind=Classification.CONFIRMED):
    case = NewCase(
        person_id=person, area=WANSHI, reported_at=at, onset_at=at - timedelta(days=days), sampled_at=at - HOUR,
        classification=kind,
    )  # fmt: skip
    return actions.report_case(incident_id=incident_id, case=case, by=by, at=at).case_id


@pytest.fixture
def outbreak(incident_id, people, hall, by, at):
    """Five cases who were in one hall within a fortnight, a sixth suspected, and a contact who was there."""
    persons = people(8)
    stay = NewStay(start=at - 5 * HOUR, until=at - 4 * HOUR, place_id=hall)
    cases = [ill(incident_id, each, by, at, days) for days, each in enumerate(persons[:5])]
    suspected = ill(incident_id, persons[5], by, at, kind=Classification.SUSPECTED)
    for each in [*cases, suspected]:
        actions.record_stays(case_id=each, stays=[stay], by=by, at=at)
    there, elsewhere = [
        ProposedContact(
            person_id=person, area=WANSHI, last_exposure_at=at - HOUR, situation="household", source_case_id=cases[0],
            place_id=place, metres=1.5, minutes=30,
        )
        for person, place in ((persons[6], hall), (persons[7], None))
    ]  # fmt: skip
    ids = actions.propose_contacts(incident_id=incident_id, proposals=[there, elsewhere], by=by, at=at).contact_ids
    return {"incident": incident_id, "cases": cases, "contacts": ids, "hall": hall, "suspected": suspected}


def test_the_rule_finds_the_hall_with_its_cases_and_its_contact(outbreak):
    [found] = queries.clusters(outbreak["incident"])
    contact = queries.contacts_by_id(outbreak["contacts"])
    assert (found.spot, found.id) == (Spot(ClusterKind.VENUE, outbreak["hall"]), None)
    assert set(found.cases) == set(outbreak["cases"])
    assert [contact[each].basis[0].get("place") for each in found.contacts] == [outbreak["hall"]]
    assert found.attack_rate == pytest.approx(5 / 6)
    assert found.clause is not None and "cn-covid-ed8" in found.edition_id


def test_four_cases_are_no_cluster_under_this_edition(outbreak, by, at):
    actions.classify_case(
        case_id=outbreak["cases"][0], to=Classification.NOT_A_CASE, reason="复核阴性,排除", by=by, at=at
    )
    assert queries.clusters(outbreak["incident"]) == []
    with pytest.raises(errors.NotACluster):
        actions.record_cluster(
            incident_id=outbreak["incident"], spot=Spot(ClusterKind.VENUE, outbreak["hall"]), by=by, at=at
        )


def test_a_recorded_one_is_recorded_once_grows_and_says_when_the_rule_lost_it(outbreak, by, at):
    spot = Spot(ClusterKind.VENUE, outbreak["hall"])
    made = actions.record_cluster(incident_id=outbreak["incident"], spot=spot, by=by, at=at)
    assert actions.record_cluster(incident_id=outbreak["incident"], spot=spot, by=by, at=at) == made
    actions.classify_case(case_id=outbreak["suspected"], to=Classification.CONFIRMED, reason="核酸阳性", by=by, at=at)
    [found] = queries.clusters(outbreak["incident"])
    assert (found.id, len(found.cases), found.holds) == (made, 6, True)
    for each in outbreak["cases"][:2]:
        actions.classify_case(case_id=each, to=Classification.NOT_A_CASE, reason="复核阴性,排除", by=by, at=at)
    lost = queries.cluster(made)
    assert (lost.holds, lost.cases, lost.number) == (False, (), found.number)


def test_pages_and_api_show_and_record_it(signed_in, outbreak):
    browser = signed_in("epidemiologist")
    where = f"/cases/clusters/{outbreak['incident']}/"
    assert "Card room" in browser.get(where).content.decode()
    answer = browser.post(f"{where}record/", {"kind": "venue", "key": str(outbreak["hall"])})
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "83%" in page and "Definition of a cluster" in page
    api = f"/api/v1/incidents/{outbreak['incident']}/clusters"
    [row] = browser.get(api).json()
    assert (row["place"], len(row["cases"]), len(row["contacts"])) == (outbreak["hall"], 5, 1)
    again = browser.post(api, json.dumps({"place": outbreak["hall"]}), content_type="application/json")
    assert (again.status_code, again.json()["id"]) == (201, row["id"])
    neither = browser.post(api, json.dumps({}), content_type="application/json")
    assert neither.status_code == 422
    other = signed_in("epidemiologist", "320211")
    assert other.get(f"/api/v1/clusters/{row['id']}").status_code == 404


def test_how_near_it_was_is_kept_with_the_edge_shown_and_given_back(signed_in, outbreak, by, at):
    edge = NewExposure(
        person_id=queries.case(outbreak["cases"][1]).person_id, area=WANSHI, source_case_id=outbreak["cases"][0],
        start=at - HOUR, until=at, metres=0.8, minutes=20,
    )  # fmt: skip
    actions.record_exposures(incident_id=outbreak["incident"], exposures=[edge], by=by, at=at)
    assert 0.8 in {each.metres for each in queries.exposures(outbreak["incident"])}
    browser = signed_in("epidemiologist")
    rows = browser.get(f"/api/v1/incidents/{outbreak['incident']}/exposures").json()
    assert {each["metres"] for each in rows} == {0.8, 1.5}
    assert "1.5" in browser.get(f"/cases/contacts/{outbreak['contacts'][0]}/").content.decode()
    body = {
        "exposures": [{"person": 1, "area": "320282104", "source_case_id": str(outbreak["cases"][0]), "metres": -1}]
    }
    where = f"/api/v1/incidents/{outbreak['incident']}/exposures"
    assert browser.post(where, json.dumps(body), content_type="application/json").status_code == 422
