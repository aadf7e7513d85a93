"""Each room's orders are read back through its door and change what the city does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from sizao.oversight.drills.queries import adapters
from sizao.oversight.drills.queries.stage import Picture
from sizao.simulation.city import PlaceKind
from sizao.simulation.epidemic.orders import NEVER
from tests.unit.drills.table import stage

HERE, THERE = 3202821090010000000, 3202821092000000000


def zones(kind: str) -> Any:
    return lambda method, path, content: [{"area": "320282109001", "kind": kind, "state": "declared"}]


def test_a_case_is_away_from_the_hour_that_was_written_down_and_free_when_ruled_out():
    table, _ = stage(lambda *asked: [])
    at = (table.now + timedelta(hours=12)).isoformat()
    held = {"classification": "confirmed", "isolated_at": at}
    table.picture = Picture(
        cases={0: held, 1: {**held, "classification": "not_a_case"}, 2: {**held, "isolated_at": None}}
    )
    orders = adapters.orders_of(table, [adapters.Cases()])
    assert orders.isolated_from[0] == 0.5
    assert np.all(orders.isolated_from[1:] == NEVER)


@pytest.mark.parametrize("contact_class", ["close", "secondary"])
def test_a_contact_is_kept_from_arrival_where_the_edition_says(contact_class: str):
    table, _ = stage(lambda *asked: [])
    regime = table.edition.regime(adapters.ContactClass(contact_class))
    is_site = bool(regime and regime.phases[0].place.value == adapters.PhasePlace.C.value)
    arrived = table.now.isoformat()
    plan = {"placed_at": arrived, "state": "active", "contact_class": contact_class, "anchor_at": arrived}
    table.picture = Picture(plans={"plan": (3, plan), "not there": (4, {**plan, "placed_at": None})})
    kept = adapters.FollowUp()
    orders = adapters.orders_of(table, [kept])
    assert (orders.quarantined_from[3], orders.quarantined_until[3]) == (0.0, NEVER)
    assert bool(orders.on_site[3]) is is_site
    assert orders.quarantined_from[4] == NEVER
    plan["state"] = "released"
    table.now += timedelta(days=2)
    assert adapters.orders_of(table, [kept]).quarantined_until[3] == 2.0


@pytest.mark.parametrize(("kind", "share"), [("high", 0.1), ("medium", 0.4), ("low", 0.8)])
def test_people_of_a_zone_go_out_less(kind: str, share: float):
    table, _ = stage(zones(kind), area=np.array([HERE, HERE, THERE, THERE, THERE, THERE]))
    movement = adapters.orders_of(table, [adapters.Zones()]).movement
    assert movement[:2] == pytest.approx([share, share]) and np.all(movement[2:] == 1.0)


def test_where_people_gather_is_shut_in_the_strictest_zones_only():
    kinds = np.array([PlaceKind.RESTAURANT, PlaceKind.MARKET, PlaceKind.SCHOOL, PlaceKind.RESTAURANT], np.uint8)
    city = {"place_kind": kinds, "place_area": np.array([HERE, HERE, HERE, THERE]), "places": 4}
    shut = adapters.orders_of(stage(zones("high"), **city)[0], [adapters.Closures()]).closed
    assert shut.tolist() == [True, False, True, False]
    assert not adapters.orders_of(stage(zones("low"), **city)[0], [adapters.Closures()]).closed.any()


def test_nothing_is_ordered_before_the_incident():
    table, asked = stage(zones("high"))
    table.incident_id = ""
    orders = adapters.orders_of(table, adapters.all_rooms(adapters.FollowUp()))
    assert not orders.closed.any() and np.all(orders.movement == 1.0) and asked == []
