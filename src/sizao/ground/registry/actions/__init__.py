"""Writing the registry: persons and places in bulk, the tree, households and needs, boundaries."""

from sizao.ground.registry.actions.areas import (
    add_area,
    appoint_chief,
    close_area,
    dismiss_chief,
    holding,
    load_areas,
    load_boundaries,
    rename_area,
    reopen_area,
)
from sizao.ground.registry.actions.boundaries import (
    apply_boundaries,
    set_boundaries_aside,
    stage_boundaries,
)
from sizao.ground.registry.actions.households import (
    add_household,
    add_households,
    end_need,
    join_household,
    leave_household,
    mark_met,
    note_need,
    plan_help,
)
from sizao.ground.registry.actions.persons import (
    add_persons,
    blank_persons,
    group_person,
    move_person,
    place_persons_at_site,
    restate_person,
)
from sizao.ground.registry.actions.places import (
    add_organisation,
    add_place,
    add_places,
    end_responsibility,
    name_responsible,
    run_by,
)

__all__ = [
    "add_area",
    "add_household",
    "add_households",
    "add_organisation",
    "add_persons",
    "add_place",
    "add_places",
    "apply_boundaries",
    "appoint_chief",
    "blank_persons",
    "close_area",
    "dismiss_chief",
    "end_need",
    "end_responsibility",
    "group_person",
    "holding",
    "join_household",
    "leave_household",
    "load_areas",
    "load_boundaries",
    "mark_met",
    "move_person",
    "name_responsible",
    "note_need",
    "place_persons_at_site",
    "plan_help",
    "rename_area",
    "reopen_area",
    "restate_person",
    "run_by",
    "set_boundaries_aside",
    "stage_boundaries",
]
