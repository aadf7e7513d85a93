"""What the registry accepts: what is entered, how the tree grows, boundary files, and help for those who need it."""

from sizao.ground.registry.rules.boundaries import MOST_BYTES, box_of, middle_of, read_boundaries
from sizao.ground.registry.rules.care import join_area, may_appoint, may_end, may_join, may_meet, may_plan
from sizao.ground.registry.rules.drawing import drawn, is_far
from sizao.ground.registry.rules.entering import (
    area_code,
    may_enter_birth_year,
    may_enter_position,
    may_have_credit_code,
)
from sizao.ground.registry.rules.tree import SMALL, may_add_below, may_close, may_reopen, next_code, usual_name

__all__ = [
    "MOST_BYTES",
    "SMALL",
    "area_code",
    "box_of",
    "drawn",
    "is_far",
    "join_area",
    "may_add_below",
    "may_appoint",
    "may_close",
    "may_end",
    "may_enter_birth_year",
    "may_enter_position",
    "may_have_credit_code",
    "may_join",
    "may_meet",
    "may_plan",
    "may_reopen",
    "middle_of",
    "next_code",
    "read_boundaries",
    "usual_name",
]
