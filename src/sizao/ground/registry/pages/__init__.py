"""The registry's pages: the area tree, boundary files, households and needs, places."""

from sizao.ground.registry.pages.areas import (
    add_area,
    appoint_chief,
    area_page,
    areas_page,
    close_area,
    dismiss_chief,
    rename_area,
    reopen_area,
)
from sizao.ground.registry.pages.boundaries import (
    apply_boundaries,
    boundaries_page,
    boundary_page,
    set_boundaries_aside,
)
from sizao.ground.registry.pages.households import (
    add_household,
    end_need,
    household_page,
    households_page,
    join_household,
    leave_household,
    mark_met,
    need_page,
    needs_page,
    note_need,
    plan_help,
)
from sizao.ground.registry.pages.places import (
    add_place,
    end_responsibility,
    name_responsible,
    place_page,
    places_page,
)

__all__ = [
    "add_area",
    "add_household",
    "add_place",
    "apply_boundaries",
    "appoint_chief",
    "area_page",
    "areas_page",
    "boundaries_page",
    "boundary_page",
    "close_area",
    "dismiss_chief",
    "end_need",
    "end_responsibility",
    "household_page",
    "households_page",
    "join_household",
    "leave_household",
    "mark_met",
    "name_responsible",
    "need_page",
    "needs_page",
    "note_need",
    "place_page",
    "places_page",
    "plan_help",
    "rename_area",
    "reopen_area",
    "set_boundaries_aside",
]
