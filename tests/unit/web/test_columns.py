"""Columns read rows, lists in memory are filtered, ordered and paged, and masks hold for the screen and the file."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from sizao.kernel.actors import Actor
from sizao.spine.web.queries.cells import cell_value, columns_for
from sizao.spine.web.queries.lists import listing
from sizao.spine.web.queries.workbook import WIDTHS
from sizao.spine.web.types import Column, Filter, Kind, ListPage


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    size: int | None
    state: str = "open"


ROWS = [Row(1, "乙", 3), Row(2, "甲", None), Row(3, "丙", 1, "shut"), Row(4, "丁", 2)]
LIST = ListPage(
    name="things",
    columns=(
        Column("name", "Name", sort="name", mask=lambda value: value[:1] + "*", unmask="identity.reveal"),
        Column("size", "Size", kind=Kind.NUMBER, sort="size"),
        Column("secret", "Secret", value=lambda row: row.id, right="identity.reveal"),
        Column("more", "More", value="state", is_hidden=True),
    ),
    filters=(Filter("state", "State", choices=[("", "all"), ("open", "Open"), ("shut", "Shut")], is_tabs=True),),
    order="size",
    size=3,
)


def asked(query="", role="commander"):
    return SimpleNamespace(GET=QueryDict(query), path="/things/", actor=Actor("x", role=role) if role else None)


def names(found):
    return [row.cells[0].value for row in found.rows]


def test_unknown_values_come_last_in_both_directions():
    first = listing(asked(role="epidemiologist"), LIST, ROWS)
    assert names(first) == ["丙", "丁", "乙"]
    assert names(listing(asked("after=3", role="epidemiologist"), LIST, ROWS)) == ["甲"]
    turned = listing(asked("order=-size", role="epidemiologist"), LIST, ROWS)
    assert names(turned) == ["乙", "丁", "丙"]


def test_only_declared_orders_are_followed():
    assert names(listing(asked("order=id", role="epidemiologist"), LIST, ROWS)) == ["丙", "丁", "乙"]


def test_tabs_count_what_they_would_show():
    found = listing(asked("state=shut"), LIST, ROWS)
    assert [(tab.number, tab.is_current) for tab in found.tabs] == [(4, False), (3, False), (1, True)]
    assert found.total == 1


def test_a_mask_holds_without_the_right_and_falls_with_it():
    column = LIST.columns[0]
    assert cell_value(asked(), column, ROWS[0]) == "乙*"
    assert cell_value(asked(role="epidemiologist"), column, ROWS[0]) == "乙"
    assert cell_value(asked(role=None), column, ROWS[0]) == "乙*"


def test_a_column_exists_only_with_its_right():
    assert [each.key for each in columns_for(asked(), LIST)] == ["name", "size"]
    assert [each.key for each in columns_for(asked(role="epidemiologist"), LIST)] == ["name", "size", "secret"]
    assert [each.key for each in columns_for(asked("columns=secret&columns=more"), LIST)] == ["more"]


def test_paging_links_keep_filters_and_drop_the_place_when_the_order_turns():
    found = listing(asked("state=open&order=size&after=1"), LIST, ROWS)
    assert "state=open" in found.headings[1].href
    assert "after" not in found.headings[1].href
    assert found.headings[1].direction == "ascending"
    assert found.previous_href and "after=" not in found.first_href


@pytest.mark.parametrize(
    ("row", "value"), [({"a": {"b": 2}}, 2), ({"a": None}, None), (SimpleNamespace(a=SimpleNamespace(b=5)), 5)]
)
def test_a_column_walks_a_path(row, value):
    assert Column("x", "X", value="a.b").of(row) == value


def test_a_column_of_every_kind_has_its_width_in_a_workbook():
    assert set(WIDTHS) == set(Kind)
