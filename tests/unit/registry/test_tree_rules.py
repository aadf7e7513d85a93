"""The tree's numbers: whatever is taken, the next one is free, inside its parent and of the level asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.ground.registry import rules
from sizao.ground.registry.errors import AreaFull
from sizao.kernel import areas
from sizao.kernel.areas import Level

VILLAGE = areas.parse("320282109200")
MOST = {Level.GRID: 99, Level.BUILDING: 999}


@given(level=st.sampled_from(list(MOST)), taken=st.sets(st.integers(1, 98)))
def test_the_next_number_is_new_and_where_it_belongs(level, taken):
    step = 10 ** (areas.DIGITS - areas.WIDTHS[level])
    codes = [VILLAGE + number * step for number in taken]
    made = rules.next_code(VILLAGE, level, codes)
    assert made not in codes and made > max(codes, default=VILLAGE)
    assert areas.level_of(made) is level and areas.parent(made) == VILLAGE
    assert str(max(taken, default=0) + 1) in rules.usual_name(made).zh


@pytest.mark.parametrize("level", list(MOST))
def test_a_full_area_says_so(level):
    last = VILLAGE + MOST[level] * 10 ** (areas.DIGITS - areas.WIDTHS[level])
    with pytest.raises(AreaFull):
        rules.next_code(VILLAGE, level, [last])
