"""The transmission chain: sources, generations, circles, folding, layout and the curve."""

import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from sizao.kernel.editions import ContactClass
from sizao.trace.cases import rules
from sizao.trace.cases.types import (
    CaseFacts,
    Certainty,
    Chain,
    Classification,
    ContactFacts,
    ContactState,
    EdgeKind,
    ExposureFacts,
    Mask,
    NodeKind,
)

DAY0 = datetime(2015, 5, 11, 4, tzinfo=UTC)
INCIDENT = UUID(int=9)


def a_case(number: int, day: float | None, **changes: object) -> CaseFacts:
    onset = None if day is None else DAY0 + timedelta(days=day)
    given = {
        "id": UUID(int=number), "number": f"C-{number}", "person_id": number, "incident_id": INCIDENT, "disease": "mers",
        "edition_id": "int-mers", "area": 0, "classification": Classification.CONFIRMED, "reported_at": DAY0 + timedelta(days=40),
        "onset_at": onset, "external_id": f"SK_{number}",
    }  # fmt: skip
    return CaseFacts(**{**given, **changes})


def edge(number: int, source: int | None, target: int, **changes: object) -> ExposureFacts:
    given = {
        "id": UUID(int=1000 + number), "person_id": target, "source_case_id": UUID(int=source) if source else None,
        "source_contact_id": None, "source_place_id": None, "contact_id": None, "start": DAY0, "until": DAY0, "situation": "care",
        "certainty": Certainty.PROBABLE, "protection": Mask.NONE, "minutes": None, "found_by": "interview",
    }  # fmt: skip
    return ExposureFacts(**{**given, **changes})


def a_contact(number: int, **changes: object) -> ContactFacts:
    given = {
        "id": UUID(int=5000 + number), "number": f"K-{number}", "incident_id": INCIDENT, "person_id": number,
        "contact_class": ContactClass.CLOSE, "situation": "", "last_exposure_at": DAY0, "area": 0, "area_source": 0, "edition_id": "",
        "status": ContactState.APPROVED, "clause": None, "source_case_id": None, "linked_contact_id": None,
    }  # fmt: skip
    return ContactFacts(**{**given, **changes})


def by_label(chain: Chain) -> dict[str, object]:
    return {each.label: each for each in chain.nodes}


def test_generations_and_offspring_of_a_small_outbreak():
    cases = [a_case(1, 0), a_case(14, 10), a_case(16, 11), a_case(35, 18), a_case(36, None)]
    edges = [edge(1, 1, 14), edge(2, 1, 16), edge(3, 14, 35), edge(4, 16, 36)]
    chain = rules.build_chain(cases, edges)
    found = by_label(chain)
    assert {label: node.generation for label, node in found.items()} == {
        "SK_1": 1, "SK_14": 2, "SK_16": 2, "SK_35": 3, "SK_36": 3,
    }  # fmt: skip
    assert chain.generations == {1: 1, 2: 2, 3: 2}
    assert chain.offspring == (2, 1, 1, 0, 0) and chain.mean_offspring == pytest.approx(0.8)
    assert found["SK_36"].is_dated is False
    serial = {edge_.target: edge_.serial_days for edge_ in chain.edges}
    assert serial[found["SK_35"].id] == 8 and serial[found["SK_36"].id] is None


def test_a_branch_leads_to_a_case_and_onwards_and_keeps_its_possible_sources():
    cases = [a_case(1, 0), a_case(2, 1), a_case(14, 10), a_case(16, 11), a_case(35, 18), a_case(36, 19), a_case(40, 20)]
    sure, doubtful = {"certainty": Certainty.CERTAIN}, {"certainty": Certainty.POSSIBLE}
    edges = [
        edge(1, 1, 14, **sure), edge(2, 2, 14, **doubtful), edge(3, 1, 16), edge(4, 14, 35), edge(5, 35, 36),
        edge(6, 16, 40),
    ]  # fmt: skip
    whole = rules.build_chain(cases, edges)
    [root] = rules.found_on(whole, "sk_14")
    found = rules.branch(whole, root.id)
    assert set(by_label(found)) == {"SK_1", "SK_2", "SK_14", "SK_35", "SK_36"}
    assert len(found.edges) == 4
    assert found.generations == {1: 2, 2: 1, 3: 1, 4: 1}
    assert {each.label for each in rules.found_on(whole, "3")} == {"SK_35", "SK_36"}
    assert rules.found_on(whole, "  ") == rules.found_on(whole, "nobody") == ()
    drawn = rules.lay_out(found)
    assert len({(each.x, each.y) for each in drawn.nodes}) == 5


def test_every_possible_source_is_kept_and_the_surest_is_drawn():
    cases = [a_case(1, 0), a_case(2, 1), a_case(3, 9)]
    edges = [edge(1, 1, 3), edge(2, 2, 3, certainty=Certainty.CERTAIN), edge(3, 1, 2)]
    chain = rules.build_chain(cases, edges)
    kinds = {(each.source[-1], each.target[-1]): each.kind for each in chain.edges}
    assert kinds == {("2", "3"): EdgeKind.LIKELY, ("1", "3"): EdgeKind.POSSIBLE, ("1", "2"): EdgeKind.LIKELY}
    one = by_label(chain)["SK_1"]
    assert (one.offspring, one.possible_offspring) == (1, 2)


def test_who_fell_ill_later_is_the_less_likely_source():
    chain = rules.build_chain([a_case(1, 0), a_case(2, 20), a_case(3, 9)], [edge(1, 2, 3), edge(2, 1, 3)])
    likely = [each.source[-1] for each in chain.edges if each.kind is EdgeKind.LIKELY]
    assert likely == ["1"]


def test_circles_and_arrows_to_oneself_do_no_harm():
    cases = [a_case(1, 0), a_case(2, 1), a_case(3, 2)]
    edges = [edge(1, 1, 2), edge(2, 2, 3), edge(3, 3, 1), edge(4, 2, 2)]
    chain = rules.lay_out(rules.build_chain(cases, edges))
    assert chain.dropped == 1 and chain.broken_cycles == 1
    assert len(chain.edges) == 3
    assert sum(each.kind is EdgeKind.LIKELY for each in chain.edges) == 2


def test_who_was_ruled_out_is_not_on_the_chain():
    cases = [a_case(1, 0), a_case(2, 3, classification=Classification.NOT_A_CASE)]
    chain = rules.build_chain(cases, [edge(1, 1, 2)])
    assert [each.label for each in chain.nodes] == ["SK_1"] and chain.edges == ()


def test_a_place_is_a_source_without_a_generation():
    chain = rules.build_chain([a_case(1, 3)], [edge(1, None, 1, source_place_id=7)], places={7: "Market"})
    found = by_label(chain)
    assert found["Market"].kind is NodeKind.PLACE and found["Market"].generation is None
    assert found["SK_1"].generation == 1


def test_a_contact_who_became_a_case_is_drawn_once():
    cases = [a_case(1, 0), a_case(2, 5)]
    chain = rules.build_chain(cases, [edge(1, 1, 2), edge(2, 1, 3)], [a_contact(2), a_contact(3)])
    assert [each.kind for each in chain.nodes].count(NodeKind.CONTACT) == 1
    assert by_label(chain)["SK_1"].contacts == 1


def test_secondary_contacts_hang_under_the_contact_through_whom_they_were_exposed():
    contacts = [a_contact(2), a_contact(3, contact_class=ContactClass.SECONDARY)]
    edges = [edge(1, 1, 2), edge(2, None, 3, source_contact_id=contacts[0].id)]
    chain = rules.build_chain([a_case(1, 0)], edges, contacts)
    assert by_label(chain)["SK_1"].contacts == 2 and by_label(chain)["K-2"].contacts == 1


def test_two_contacts_may_be_each_others_contact():
    contacts = [a_contact(2), a_contact(3)]
    edges = [
        edge(1, None, 3, source_contact_id=contacts[0].id),
        edge(2, None, 2, source_contact_id=contacts[1].id),
    ]
    chain = rules.lay_out(rules.build_chain([], edges, contacts))
    assert len({each.y for each in chain.nodes}) >= 1 and len(chain.nodes) == 2


def test_layout_puts_days_across_and_the_source_between_its_branches():
    cases = [a_case(1, 0), a_case(2, 4), a_case(3, 6), a_case(4, 1.5)]
    chain = rules.lay_out(rules.build_chain(cases, [edge(1, 1, 2), edge(2, 1, 3)]))
    found = by_label(chain)
    assert chain.begins_on == date(2015, 5, 11)
    assert [found[each].x for each in ("SK_1", "SK_2", "SK_3", "SK_4")] == [0, 4, 6, 2]
    assert found["SK_1"].y == (found["SK_2"].y + found["SK_3"].y) / 2
    assert found["SK_4"].y > found["SK_3"].y


def test_the_same_rows_in_any_order_give_the_same_picture():
    draw = random.Random(4)
    cases = [a_case(each, draw.randrange(30)) for each in range(1, 60)]
    edges = [edge(each, draw.randrange(1, 60), draw.randrange(1, 60)) for each in range(150)]
    first = rules.lay_out(rules.build_chain(cases, edges))
    draw.shuffle(cases)
    draw.shuffle(edges)
    assert rules.lay_out(rules.build_chain(cases, edges)) == first


def test_a_crowd_of_contacts_is_folded_into_a_count():
    contacts = [a_contact(each) for each in range(10, 60)]
    edges = [edge(each, 1, each) for each in range(10, 60)]
    edges.append(edge(99, None, 2, source_contact_id=contacts[0].id))
    chain = rules.lay_out(rules.build_chain([a_case(1, 0), a_case(2, 8)], edges, contacts), crowded=20)
    assert chain.collapsed == 49
    assert [each.label for each in chain.nodes if each.kind is NodeKind.CONTACT] == ["K-10"]
    assert by_label(chain)["SK_1"].contacts == 50
    unfolded = rules.lay_out(rules.build_chain([a_case(1, 0), a_case(2, 8)], edges, contacts))
    assert unfolded.collapsed == 0 and len(unfolded.nodes) == 52


def test_a_chain_of_twenty_thousand_is_built_without_recursion():
    cases = [a_case(each, each * 0.01) for each in range(1, 20_001)]
    edges = [edge(each, each, each + 1) for each in range(1, 20_000)]
    chain = rules.lay_out(rules.build_chain(cases, edges))
    assert max(chain.generations) == 20_000


def test_the_curve_shows_days_without_a_case_too():
    cases = [a_case(1, 0), a_case(2, 2), a_case(3, 2, classification=Classification.ASYMPTOMATIC), a_case(4, None)]
    days = rules.curve(cases, lambda case: case.onset_at)
    assert [(each.on.day, each.total) for each in days] == [(11, 1), (12, 0), (13, 2)]
    assert days[2].counts[Classification.ASYMPTOMATIC] == 1
    assert rules.curve([], lambda case: case.onset_at) == ()


def test_contacts_of_one_day_stand_side_by_side():
    contacts = [a_contact(each) for each in range(10, 30)]
    edges = [edge(each, 1, each) for each in range(10, 30)]
    chain = rules.lay_out(rules.build_chain([a_case(1, 0)], edges, contacts))
    marks = [each for each in chain.nodes if each.kind is NodeKind.CONTACT]
    assert sorted({each.y for each in marks}) == [0.0, 1.0, 2.0]
    assert all(0 <= each.x < 1 for each in marks)
    assert len({(each.x, each.y) for each in marks}) == 20
