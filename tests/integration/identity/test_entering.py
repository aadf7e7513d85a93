"""Entering people in bulk: numbers in order, nobody twice, and only for those who may record identities."""

import json

import pytest

from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import KeyGroup
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.spine.scope import queries as scope

pytestmark = pytest.mark.django_db(transaction=True)
DOOR = "/api/v1/identity/people"
WANSHI = "320282104"
ANNA = {
    "name": "登记甲", "document_kind": "citizen_id", "document_number": "110101199003077109", "birth_year": 1990, "area": WANSHI,
}  # fmt: skip
BELA = {"name": "登记乙", "phone": "13900000002", "area": WANSHI}


def send(browser, people):
    return browser.post(DOOR, json.dumps({"people": people}), content_type="application/json")


def test_a_register_sent_twice_gives_the_same_numbers(signed_in):
    browser = signed_in("data_officer")
    first = send(browser, [ANNA, BELA])
    assert first.status_code == 201, first.content
    again = send(browser, [BELA, ANNA])
    numbers = first.json()["persons"]
    assert again.json()["persons"] == numbers[::-1]
    with scope.acting(Actor.system("test")):
        found = registry.persons(numbers)
    assert found[numbers[0]].birth_year == 1990
    assert {each.area_residence for each in found.values()} == {areas.parse(WANSHI)}


def test_somebody_is_entered_with_the_group_of_their_work(signed_in):
    answer = send(signed_in("data_officer"), [{**BELA, "key_group": "cold_chain"}, ANNA])
    with scope.acting(Actor.system("test")):
        found = registry.persons(answer.json()["persons"])
    assert [found[each].key_group for each in answer.json()["persons"]] == [KeyGroup.COLD_CHAIN, KeyGroup.NONE]


def test_a_wrong_document_enters_nobody(signed_in):
    browser = signed_in("data_officer")
    refused = send(browser, [BELA, {**ANNA, "document_number": "110101199003077100"}])
    assert refused.status_code == 422
    assert len(send(browser, [BELA]).json()["persons"]) == 1


def test_who_may_not_record_identities_enters_nobody(signed_in):
    assert send(signed_in("lab"), [BELA]).status_code == 403
