"""Several cases traced at once: each with their own window, everybody found once, and from which case each one came."""

import json
from datetime import timedelta

import pytest

from sizao.flow import step3_trace
from sizao.ground.command import actions as command
from sizao.ground.presence import actions as presence
from sizao.ground.presence.types import VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.models import Person
from sizao.ground.registry.types import NewPerson
from sizao.kernel.editions import ContactClass
from sizao.kernel.words import Words
from sizao.spine.audit.models import Access
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as known
from sizao.trace.cases.errors import CaseNotFound
from sizao.trace.cases.types import Classification, NewCase, NewStay
from sizao.trace.tracing import actions, errors, events, queries, rules
from sizao.trace.tracing.types import Exclusion, Finding, Why
from tests.integration.tracing.test_tracing import HOUR, WANSHI, YIXING, World

pytestmark = pytest.mark.django_db
BODY = {"purpose": "contact_management", "legal_basis": "infectious_diseases_law"}


class Two(World):
    """A second case at the mall, which the guest of the first case's table visited too; and somebody of the second alone."""

    def __init__(self, by, at):
        super().__init__(by, at)
        self.record_stays()
        self.other_person, self.clerk, self.mate = registry.add_persons(
            persons=[NewPerson(area_residence=WANSHI)] * 3, by=by, at=at
        )
        self.other = cases.report_case(
            incident_id=self.incident, case=self.new(self.other_person), by=by, at=at
        ).case_id
        seat = VisitSource.TRANSPORT_SEAT
        presence.record_visits(
            visits=[
                self.visit(self.clerk, self.mall, 5, 7, VisitSource.CHECKPOINT),
                self.visit(self.guest, self.mall, 6, 7, VisitSource.CHECKPOINT),
                self.visit(self.mate, self.workshop, 9, 10, seat),
            ],
            by=by, at=at,
        )  # fmt: skip
        stays = [
            NewStay(start=self.noon + 5 * HOUR, until=self.noon + 7 * HOUR, place_id=self.mall),
            NewStay(start=self.noon + 9 * HOUR, until=self.noon + 10 * HOUR, place_id=self.workshop),
        ]
        cases.record_stays(case_id=self.other, stays=stays, by=by, at=at)

    def new(self, person, **changed):
        given = {
            "person_id": person, "area": WANSHI, "reported_at": self.at, "onset_at": self.at - timedelta(hours=50),
            "sampled_at": self.at - 30 * HOUR, "classification": Classification.ASYMPTOMATIC,
        }  # fmt: skip
        return NewCase(**{**given, **changed})

    @property
    def both(self):
        return [self.case, self.other]

    def traced(self):
        run = queries.run(actions.start_cases(case_ids=self.both, by=self.by, at=self.at))
        return run, {each.person_id: each for each in queries.exposed(run.id)}


@pytest.fixture
def two(by, at):
    return Two(by, at)


def test_everybody_stands_once_with_the_cases_they_met_and_the_strictest_class(two):
    run, found = two.traced()
    assert set(run.cases) == {two.case, two.other} and run.case_id is None
    came = {person: set(each.cases) for person, each in found.items()}
    assert came[two.guest] == {two.case, two.other}
    assert came[two.shopper] == {two.case} and came[two.clerk] == {two.other} == came[two.mate]
    assert came[two.colleague] == {two.case, two.other}, "through the guest, who met both"
    guest = found[two.guest]
    assert guest.suggestion.finding is Finding.CLOSE, "at table with the first, in the mall only with the second"
    by_case = {each.case_id: each for each in guest.met}
    assert (by_case[two.case].minutes, by_case[two.other].minutes, guest.minutes) == (120, 60, 180)
    assert by_case[two.other].suggestion.finding is Finding.GENERAL
    assert {two.case_person, two.other_person}.isdisjoint(found)


def test_the_answer_is_that_of_each_case_joined(two, by, at):
    _run, found = two.traced()
    alone = [queries.exposed(actions.start_trace(case_id=each, by=by, at=at)) for each in two.both]
    first = [
        each
        for run in alone
        for each in run
        if each.hop == 1 and each.person_id not in {two.case_person, two.other_person}
    ]
    assert {person for person, each in found.items() if each.hop == 1} == {each.person_id for each in first}
    for person, each in found.items():
        if each.hop == 1:
            said = [one.suggestion for one in first if one.person_id == person]
            assert each.suggestion.finding in {one.finding for one in said}
            assert each.minutes == sum(one.minutes for one in first if one.person_id == person)


def test_each_index_person_keeps_their_own_window(two):
    run, _found = two.traced()
    windows = {each.person: (each.start, each.until) for each in run.query.index}
    for case_id, person in ((two.case, two.case_person), (two.other, two.other_person)):
        window = known.window(case_id)
        assert windows[person] == (window.start, min(window.until or two.at, two.at))
    assert windows[two.case_person] != windows[two.other_person]


def test_counts_come_first_and_say_who_met_more_than_one(two, by, at):
    counts = actions.count_cases(case_ids=two.both, by=by, at=at)
    assert queries.runs() == []
    run, found = two.traced()
    assert counts == run.counts
    assert counts.shared == 1
    assert dict(counts.by_case) == {
        case: sum(case in each.cases for each in found.values() if each.hop == 1) for case in two.both
    }


def test_the_log_holds_the_index_persons_and_the_counts_of_a_count_and_of_a_run(two, by, at):
    actions.count_cases(case_ids=two.both, by=by, at=at)
    run, _found = two.traced()
    for action in ("tracing.count", "tracing.run"):
        row = Access.objects.filter(action=action).latest("at", "id")
        assert sorted(row.persons) == sorted([two.case_person, two.other_person])
        assert f"persons {run.counts.persons};" in row.reason


def test_one_picked_alone_is_a_trace_of_that_case(two, by, at):
    run = queries.run(actions.start_cases(case_ids=[two.other], by=by, at=at))
    assert (run.case_id, run.cases, run.counts.by_case) == (two.other, (two.other,), ())


def test_a_run_of_several_stands_with_each_of_its_cases(two):
    run, _found = two.traced()
    assert [each.id for each in queries.runs(two.case)] == [run.id] == [each.id for each in queries.runs(two.other)]


def test_whom_an_officer_leaves_out_is_counted(two, by, at):
    cases.propose_contacts(incident_id=two.incident, proposals=queries.proposals(two.traced()[0].id), by=by, at=at)
    waiting = [each.id for each in known.contacts(two.incident)]
    cases.approve_contacts(contact_ids=waiting, by=by, at=at, reason="")
    counts = actions.count_cases(case_ids=two.both, leave_out=[Exclusion.MANAGED], by=by, at=at)
    assert counts.excluded[Exclusion.MANAGED] >= 1


def test_an_approval_keeps_class_clause_and_every_case_it_came_from(two, by, at):
    run, found = two.traced()
    done, refused = actions.approve_exposed(run_id=run.id, exposed_ids=[found[two.guest].id], by=by, at=at)
    assert (done, refused) == (1, 0)
    [contact] = known.contacts(two.incident, person_ids=[two.guest])
    assert contact.contact_class is ContactClass.CLOSE and contact.clause is not None
    evidence = {each["case"]: each for each in contact.basis}
    assert set(evidence) == {str(each) for each in two.both}
    assert (evidence[str(two.case)]["minutes"], evidence[str(two.other)]["minutes"]) == (120, 60)
    assert {each["grade"] for each in evidence.values()} == {"stated"}
    edges = known.exposures(two.incident, person_id=two.guest)
    assert {each.source_case_id for each in edges} == set(two.both)
    logged = Access.objects.filter(action="tracing.approve").latest("at", "id")
    assert logged.persons == [two.guest]


def test_a_scan_beside_a_solid_meeting_is_no_evidence_of_its_own(two, by, at):
    """Somebody solid with one case and only scanned with the other: the scan proposes nothing before a call."""
    scan = two.visit(two.clerk, two.table, 0, 1, VisitSource.VENUE_SCAN)
    presence.record_visits(visits=[scan], by=by, at=at)
    run, found = two.traced()
    proposed = [each for each in queries.proposals(run.id) if each.person_id == two.clerk]
    assert found[two.clerk].suggestion.is_lead and proposed == []
    assert {each.suggestion.is_lead for each in found[two.clerk].met} == {True, False}


def test_the_flow_proposes_what_a_trace_of_several_found(two, by, at):
    run, found = two.traced()
    fact = events.TraceCompleted(run_id=run.id, incident_id=two.incident, area=run.area)
    step3_trace.propose_found_contacts(fact, by=by, at=at)
    step3_trace.give_leads_to_the_address(fact, by=by, at=at)
    proposed = {each.person_id for each in known.contacts(two.incident)}
    solid = {person for person, each in found.items() if each.suggestion.contact_class and not each.suggestion.is_lead}
    assert proposed == solid & set(proposed) and two.guest in proposed and two.scanner not in proposed
    assert two.scanner in {each.person for each in queries.lead_rows()}


def test_what_cannot_be_traced_together_is_refused_with_a_sentence(two, by, at, monkeypatch):
    with pytest.raises(errors.NoCases):
        actions.count_cases(case_ids=[], by=by, at=at)
    monkeypatch.setattr("sizao.trace.tracing.rules.joining.MOST_CASES", 1)
    with pytest.raises(errors.TooManyCases, match="2 cases"):
        actions.start_cases(case_ids=two.both, by=by, at=at)
    monkeypatch.undo()
    elsewhere = command.open_incident(
        title=Words("另一起", "Another"), disease="covid-19", area=YIXING, reported_at=at - HOUR, by=by, at=at
    )
    [person] = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)], by=by, at=at)
    third = cases.report_case(incident_id=elsewhere, case=two.new(person), by=by, at=at).case_id
    with pytest.raises(errors.CasesOfSeveralIncidents):
        actions.start_cases(case_ids=[two.case, third], by=by, at=at)
    out = cases.report_case(
        incident_id=two.incident, case=two.new(person, classification=Classification.NOT_A_CASE), by=by, at=at
    ).case_id
    with pytest.raises(errors.NotACase, match=known.case(out).number):
        actions.start_cases(case_ids=[two.case, out], by=by, at=at)
    with pytest.raises(CaseNotFound):
        actions.start_cases(case_ids=[two.case, two.incident], by=by, at=at)
    assert queries.runs() == []


def test_cases_of_two_editions_are_traced_apart(two):
    found = [known.case(each) for each in two.both]
    other = [found[0], type(found[1])(**{**vars(found[1]), "edition_id": "cn-covid-ed9"})]
    assert isinstance(rules.may_join(other).refusal, errors.EditionsDiffer)


def test_the_page_counts_and_starts_from_the_list_of_cases(two, signed_in):
    officer = signed_in("epidemiologist")
    listed = officer.get("/cases/", {"incident": str(two.incident)}).content.decode()
    assert 'action="/tracing/start/cases/"' in listed and f"/tracing/start/cases/?incident={two.incident}" in listed
    picked = {"picked": [str(each) for each in two.both]}
    offered = officer.post("/tracing/start/cases/", picked)
    assert offered.status_code == 200 and [each.is_picked for each in offered.context["choices"]] == [True, True]
    whole = officer.get("/tracing/start/cases/", {"incident": str(two.incident)})
    assert {each.case.id for each in whole.context["choices"]} == set(two.both)
    form = {**BODY, "offered": picked["picked"], **picked}
    counted = officer.post("/tracing/start/cases/", {**form, "step": "count"})
    assert counted.context["counts"].shared == 1 and queries.runs() == []
    begun = officer.post("/tracing/start/cases/", {**form, "step": "run"})
    [run] = queries.runs()
    assert begun.headers["Location"] == f"/tracing/{run.id}/"
    page = officer.get(f"/tracing/{run.id}/").content.decode()
    assert all(known.case(each).number in page for each in two.both)
    again = officer.get("/tracing/start/cases/", {"run": str(run.id)})
    assert {each.case.id for each in again.context["choices"] if each.is_picked} == set(two.both)


def test_the_pages_of_a_run_of_several_say_from_which_case_each_came(two, signed_in):
    run, found = two.traced()
    officer = signed_in("epidemiologist")
    numbers = [known.case(each).number for each in two.both]
    for path in ("persons/", f"places/{two.mall}/", "leads/"):
        answer = officer.get(f"/tracing/{run.id}/{path}")
        assert answer.status_code == 200 and numbers[0] in answer.content.decode(), path
    days = officer.get(f"/tracing/{run.id}/days/")
    assert days.context["drawn"]["way"] == [] and len(days.context["choices"]) == 2
    one = officer.get(f"/tracing/{run.id}/days/", {"case": str(two.other)})
    assert {stop.place.id for stop in one.context["stops"] if stop.is_own} == {two.mall, two.workshop}
    guest = {"picked": [str(found[two.guest].id)]}
    before = officer.post(f"/tracing/{run.id}/places/{two.table}/approve/", guest)
    assert before.context["number"] == 1 and all(each in before.content.decode() for each in numbers)
    runs = officer.get("/tracing/").content.decode()
    assert "2 cases" in runs or "2 例病例" in runs


def test_a_case_that_cannot_be_traced_is_shown_with_the_sentence_and_left_out(two, by, at, signed_in):
    [person] = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)], by=by, at=at)
    new = two.new(person, onset_at=None, sampled_at=None, classification=Classification.SUSPECTED)
    dateless = cases.report_case(incident_id=two.incident, case=new, by=by, at=at).case_id
    officer = signed_in("epidemiologist")
    everyone = [str(each) for each in (*two.both, dateless)]
    page = officer.post("/tracing/start/cases/", {"picked": everyone})
    choice = next(each for each in page.context["choices"] if each.case.id == dateless)
    assert not choice.decision and not choice.is_picked
    assert (
        choice.decision.refusal.words.en in page.content.decode()
        or choice.decision.refusal.words.zh in page.content.decode()
    )
    officer.post("/tracing/start/cases/", {**BODY, "offered": everyone, "picked": everyone, "step": "run"})
    [run] = queries.runs()
    assert set(run.cases) == set(two.both)


def test_the_api_traces_cases_named_or_all_of_an_incident(two, signed_in):
    officer = signed_in("epidemiologist")

    def post(path, body):
        return officer.post(
            f"/api/v1/traces/of-cases{path}", json.dumps({**BODY, **body}), content_type="application/json"
        )

    counted = post("/count", {"incident_id": str(two.incident)}).json()
    made = post("", {"case_ids": [str(each) for each in two.both]})
    assert made.status_code == 201 and made.json()["counts"] == counted
    assert (counted["shared"], len(counted["by_case"])) == (1, 2)
    assert set(made.json()["cases"]) == {str(each) for each in two.both} and made.json()["case_id"] is None
    listed = officer.get(f"/api/v1/traces/{made.json()['id']}/exposed").json()
    guest = next(each for each in listed if each["person"] == two.guest)
    assert set(guest["cases"]) == {str(each) for each in two.both}
    refused = post("", {"case_ids": []})
    assert (refused.status_code, refused.json()["code"]) == (422, "tracing.no_cases")
    body = {"exposed_ids": [guest["id"]]}
    path = f"/api/v1/traces/{made.json()['id']}/places/{two.table}/approve"
    preview = officer.post(f"{path}/preview", json.dumps(body), content_type="application/json").json()
    assert (preview["persons"], preview["refused"]) == (1, 0)


def test_many_of_several_cases_are_signed_by_headquarters(two, signed_in, monkeypatch):
    """ST-14 holds for several at once: one officer counts these very cases, the commander runs them."""
    from dataclasses import replace

    terms = replace(rules.signing(), persons=3)
    monkeypatch.setattr(rules, "signing", lambda: terms)
    officer, commander = signed_in("epidemiologist"), signed_in("commander")
    body = json.dumps({**BODY, "case_ids": [str(each) for each in two.both]})
    one = json.dumps({**BODY, "case_ids": [str(two.case)]})

    def post(browser, path, given=body):
        return browser.post(f"/api/v1/traces/of-cases{path}", given, content_type="application/json")

    assert post(officer, "").json()["code"] == "tracing.signature_needed"
    assert post(officer, "/count", one).status_code == 200
    assert post(commander, "").status_code == 409, "the other officer counted something else"
    assert post(officer, "/count").status_code == 200
    assert post(commander, "").status_code == 201


def test_a_household_is_near_its_own_case_alone(by, at, two):
    """Somebody who lives with the first case and met the second in the mall only is no household contact of the second."""
    home = registry.add_household(area=WANSHI, label="1-101", by=by, at=at)
    Person.objects.filter(pk__in=[two.case_person, two.clerk]).update(household_id=home)
    _run, found = two.traced()
    clerk = found[two.clerk]
    assert clerk.cases == (two.other,) and clerk.suggestion.why is not Why.HOUSEHOLD
    alone = {each.person_id: each for each in queries.exposed(actions.start_trace(case_id=two.other, by=by, at=at))}
    assert clerk.suggestion == alone[two.clerk].suggestion
