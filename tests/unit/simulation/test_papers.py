"""Invented papers: every check passes, nobody living can hold them, and no two people share one."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sizao.kernel import documents, phones
from sizao.kernel.documents import BirthSex, DocumentKind
from sizao.kernel.names import surname
from sizao.kernel.phones import synthetic_phone
from sizao.simulation.city import document, name, papers, phone


def test_documents_are_right_and_marked(city):
    numbers = papers.documents(city, np.arange(city.people)).to_pylist()
    assert len(set(numbers)) == city.people
    for number, age, sex in zip(numbers, city.age, city.sex, strict=True):
        held = documents.document(DocumentKind.CITIZEN_ID, number, as_of=city.spec.first_day)
        told = documents.facts(held)
        assert documents.is_synthetic(held.number)
        assert told.sex is (BirthSex.MALE if sex else BirthSex.FEMALE)
        assert age_on(city.spec.first_day, told.birth_date) == age


def age_on(day: date, born: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def test_one_persons_papers_are_those_of_the_table(city):
    who = np.array([17, 99])
    assert [document(city, 17), document(city, 99)] == papers.documents(city, who).to_pylist()
    assert [name(17), name(99)] == papers.names(who).to_pylist()
    assert [phone(city, 17), phone(city, 99)] == papers.phones(city, who).to_pylist()


def test_telephones_are_of_the_reserved_segment(city):
    found = papers.phones(city, np.arange(city.people)).to_pylist()
    assert [each is not None for each in found] == city.has_phone.tolist()
    for person, number in enumerate(found):
        if number:
            assert number == synthetic_phone(person + 1) == phones.normalised(number)


@given(st.integers(0, 13_999_998))
def test_names_say_that_they_are_made_up_and_differ(person):
    assert surname(name(person)) == "虚"
    assert len(name(person)) == 5
    assert name(person) != name(person + 1)


def test_no_sign_of_a_name_stands_for_two_numbers():
    assert len(set(papers.GIVEN)) == len(papers.GIVEN)
    assert len(papers.GIVEN) ** papers.GIVEN_LENGTH >= 14_000_000
