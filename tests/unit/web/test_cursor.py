"""A place in a list survives the address line, and nobody can smuggle anything through it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.spine.web.errors import BadCursor
from sizao.spine.web.queries.keyset import Cursor

VALUES = st.one_of(
    st.none(), st.integers(-(2**62), 2**62), st.text(), st.dates(), st.uuids(), st.datetimes(timezones=st.just(UTC)),
    st.decimals(allow_nan=False, allow_infinity=False),
)  # fmt: skip


@given(VALUES, st.one_of(st.integers(), st.uuids()), st.booleans())
def test_a_cursor_comes_back_as_it_went(value, pk, backwards):
    cursor = Cursor(value, pk, backwards)
    assert Cursor.from_text(cursor.to_text()) == cursor


@pytest.mark.parametrize(
    "text", ["x", "!!!", "e30", "W10", "WzEsMiwzLDRd", "W3sidCI6ImV2aWwifSwxLDBd", "W3sieiI6MX0sMSwwXQ"]
)
def test_a_bent_cursor_is_refused(text):
    with pytest.raises(BadCursor):
        Cursor.from_text(text)


@pytest.mark.parametrize(
    "value", [datetime(2021, 12, 11, tzinfo=UTC), date(2021, 12, 11), UUID(int=1), Decimal("1.5"), "零", 7, None]
)
def test_types_are_kept(value):
    assert type(Cursor.from_text(Cursor(value, 1).to_text()).value) is type(value)
