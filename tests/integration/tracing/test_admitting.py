"""Which visits a trace counts: sources, grades and kinds of places that an officer trusts, by page and API."""

import json

import pytest

from sizao.ground.registry.types import PlaceKind
from sizao.trace.cases import queries as cases
from sizao.trace.tracing import actions, queries
from sizao.trace.tracing.types import Admitted, Finding, PlaceBasis
from sizao.traceback.visits import EvidenceGrade, VisitSource
from tests.integration.tracing.test_tracing import HOUR, World

pytestmark = pytest.mark.django_db
BODY = {"purpose": "contact_management", "legal_basis": "infectious_diseases_law"}


@pytest.fixture
def world(by, at):
    found = World(by, at)
    found.record_stays()
    return found


def persons(world, **admitted):
    run = queries.run(actions.start_trace(case_id=world.case, admit=Admitted(**admitted), by=world.by, at=world.at))
    return run, {each.person_id: each for each in queries.exposed(run.id)}


def test_a_source_that_is_not_trusted_lists_nobody(world):
    scans = (VisitSource.INTERVIEW, VisitSource.VENUE_SCAN)
    run, found = persons(world, sources=scans)
    assert set(found) == {world.guest, world.visitor, world.scanner}
    assert run.query.sources == tuple(sorted(scans)) and run.counts.persons == 3
    assert found[world.scanner].suggestion.is_lead, "a lead stays a lead whatever is trusted"


def test_the_cases_own_account_is_an_interview_and_counts_only_where_interviews_do(world):
    assert persons(world, sources=(VisitSource.VENUE_SCAN,))[1] == {}


def test_grades_are_trusted_at_both_hops(world):
    strong = (EvidenceGrade.VERIFIED, EvidenceGrade.RECORDED)
    _run, found = persons(world, grades=(*strong, EvidenceGrade.STATED))
    assert set(found) == {world.guest, world.visitor, world.shopper, world.colleague}
    assert {each.grade for each in found.values()} <= {*strong, EvidenceGrade.STATED}
    _run, found = persons(world, grades=strong)
    assert found == {}, "what the case told of its own way is stated"


def test_kinds_of_places_narrow_the_first_hop_and_the_second(world):
    _run, found = persons(world, kinds=(PlaceKind.RESTAURANT,))
    assert set(found) == {world.guest, world.visitor, world.scanner}, "the colleague was met at work"
    _run, found = persons(world, kinds=(PlaceKind.RESTAURANT, PlaceKind.WORKPLACE))
    assert found[world.colleague].suggestion.finding is Finding.SECONDARY and world.shopper not in found
    _run, found = persons(world, kinds=(PlaceKind.MALL,))
    assert set(found) == {world.shopper}


def test_a_place_is_traced_by_the_trusted_sources(world, by, at):
    counts = actions.count_place(
        place_id=world.table, incident_id=world.incident, start=world.noon, until=world.noon + 2 * HOUR,
        basis=PlaceBasis.SHARED, admit=Admitted(sources=(VisitSource.INTERVIEW,)), by=by, at=at,
    )  # fmt: skip
    assert counts.by_hop[1] == 2


def test_the_page_and_the_api_take_them_and_the_run_says_them(world, signed_in):
    officer = signed_in("epidemiologist")
    chosen = {"sources": ["interview", "venue_scan"], "grades": ["stated", "claimed"], "place_kinds": ["restaurant"]}
    page = f"/tracing/start/{world.case}/"
    shown = officer.get(page).context["form"]
    assert {"sources", "grades", "place_kinds"} <= {each.name for each in shown.folded} and not shown.is_narrowed
    assert officer.post(page, {**BODY, **chosen, "step": "run"}).status_code == 302
    [run] = queries.runs(world.case)
    assert run.query.sources == (VisitSource.INTERVIEW, VisitSource.VENUE_SCAN)
    assert (run.query.place_kinds, run.counts.persons) == (("restaurant",), 3)
    said = officer.get(f"/tracing/{run.id}/").content.decode()
    assert PlaceKind.RESTAURANT.words.zh in said or PlaceKind.RESTAURANT.words.en in said
    body = json.dumps({**BODY, **chosen, "case_id": str(world.case)})
    made = officer.post("/api/v1/traces", body, content_type="application/json").json()
    assert (made["query"]["sources"], made["counts"]["persons"]) == (["interview", "venue_scan"], 3)
    wrong = json.dumps({**BODY, "sources": ["gossip"], "case_id": str(world.case)})
    assert officer.post("/api/v1/traces", wrong, content_type="application/json").status_code == 422


def test_a_count_under_other_terms_signs_nothing(world, by, at):
    """ST-14: who counted restaurants alone has not counted what headquarters is asked to run."""
    from sizao.spine.audit.models import Access

    actions.count_trace(case_id=world.case, admit=Admitted(kinds=(PlaceKind.RESTAURANT,)), by=by, at=at)
    reason = Access.objects.filter(action="tracing.count").latest("at", "id").reason
    number = cases.case(world.case).number
    assert f"; case {number};" not in reason and f"; case {number} by restaurant;" in reason
    assert str(world.case) not in reason, "who reads the log reads the number of the papers"
