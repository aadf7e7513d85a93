"""Paging by key gives every row exactly once, forwards and backwards, with unknown values last, and uses the index."""

import pytest
from django.db import connection

from sizao.ground.registry.models import Person
from sizao.kernel import areas
from sizao.spine.web.queries.keyset import Cursor, along_the_order, cursors, take

pytestmark = pytest.mark.django_db
YIXING = areas.parse("320282104201")


@pytest.fixture
def people(by, at):
    rows = [
        Person(
            number=f"P-{n:09d}",
            birth_year=[1950, None, 1980, 1950, 2001][n % 5],
            area_residence=YIXING,
            registered_at=at,
        )
        for n in range(43)
    ]
    return Person.objects.bulk_create(rows)


def walk(order, size=5):
    found, cursor, pages = [], None, 0
    while True:
        page, _before, after = take(Person.objects.all(), order, cursor, size)
        found += page
        pages += 1
        if not after:
            return found, pages
        cursor = Cursor.from_text(cursors(page, order)[1])


@pytest.mark.parametrize("order", ["birth_year", "-birth_year", "number", "-number", "pk", "-pk"])
def test_a_walk_meets_every_row_once_in_order(people, order):
    found, pages = walk(order)
    assert sorted(each.pk for each in found) == sorted(each.pk for each in people)
    assert pages == 9
    name = order.lstrip("-")
    values = [each.pk if name == "pk" else getattr(each, name) for each in found]
    known = [each for each in values if each is not None]
    assert values == known + [None] * (len(values) - len(known))
    assert known == sorted(known, reverse=order.startswith("-"))


@pytest.mark.parametrize("order", ["birth_year", "-birth_year", "-pk"])
def test_going_back_shows_the_same_pages(people, order):
    pages, cursor = [], None
    while True:
        page, _before, after = take(Person.objects.all(), order, cursor, 7)
        pages.append([each.pk for each in page])
        if not after:
            break
        cursor = Cursor.from_text(cursors(page, order)[1])
    back = []
    while True:
        page, before, _after = take(Person.objects.all(), order, Cursor.from_text(cursors(page, order)[0]), 7)
        back.append([each.pk for each in page])
        if not before:
            break
    assert back[::-1] == pages[:-1]


def test_an_empty_list_has_no_pages(by):
    assert take(Person.objects.all(), "number", None, 5) == ([], False, False)
    assert cursors([], "number") == ("", "")


def test_a_deep_page_is_one_range_of_the_index(people):
    page, _before, _after = take(Person.objects.all(), "number", None, 5)
    cursor = Cursor.from_text(cursors(page, "number")[1])
    with connection.execute_wrapper(
        lambda execute, sql, params, many, context: asked.append(sql) or execute(sql, params, many, context)
    ):
        asked: list[str] = []
        take(Person.objects.all(), "number", cursor, 5)
    assert any('("registry_person"."number", "registry_person"."id") >' in sql for sql in asked)
    assert not any("OFFSET" in sql for sql in asked)


def test_along_the_order_no_other_index_is_combined_and_the_setting_is_given_back(people):
    """A policy's range is taken for 0.5 % of a table: beside it the list's own order must not be left."""

    def bitmaps():
        with connection.cursor() as cursor:
            cursor.execute("SHOW enable_bitmapscan")
            return cursor.fetchone()[0]

    with along_the_order():
        assert bitmaps() == "off"
        assert len(take(Person.objects.all(), "number", None, 5)[0]) == 5
    assert bitmaps() == "on"
    with along_the_order(wanted=False):
        assert bitmaps() == "on"
