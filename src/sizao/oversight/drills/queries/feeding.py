"""What a city sends to the platform by itself: its register of residents, its places, the presence of a day. Through the doors."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sizao.kernel import areas
from sizao.oversight.drills.queries.players.people import person_of
from sizao.oversight.drills.queries.stage import Row, Stage
from sizao.oversight.drills.types import LogKind
from sizao.simulation.city import PlaceKind, Source
from sizao.simulation.epidemic.orders import Orders
from sizao.spine.accounts.types import Role

TOGETHER = 2_000
"""People of one request."""
KINDS: dict[PlaceKind, str] = {
    PlaceKind.CARE_HOME: "care_home", PlaceKind.KINDERGARTEN: "kindergarten", PlaceKind.SCHOOL: "school",
    PlaceKind.UNIVERSITY: "school", PlaceKind.HOSPITAL: "hospital", PlaceKind.FEVER_CLINIC: "fever_clinic",
    PlaceKind.PHARMACY: "pharmacy", PlaceKind.MARKET: "market", PlaceKind.MALL: "mall",
    PlaceKind.RESTAURANT: "restaurant", PlaceKind.TRANSIT: "vehicle", PlaceKind.COACH: "vehicle",
    PlaceKind.HOTEL: "hotel", PlaceKind.WORKPLACE: "workplace", PlaceKind.COLD_STORE: "cold_store",
    PlaceKind.PORT: "wharf", PlaceKind.HALL: "entertainment",
}  # fmt: skip
"""The platform's kind for each kind of the city; the others are ``other``."""
SOURCES = {
    Source.VENUE_SCAN: "venue_scan", Source.CHECKPOINT: "checkpoint", Source.HOTEL: "hotel",
    Source.TRANSPORT_SEAT: "transport_seat", Source.INTERVIEW: "interview",
}  # fmt: skip


def lead(stage: Stage) -> None:
    """Ordinary life before the drill: the register, the places, and the presence of those days."""
    register(stage)
    name_places(stage)
    for _day in ordinary_days(stage):
        continue
    for person, case in stage.truth.seeds:
        stage.note(LogKind.TRUTH, case.who.value, "infected first", detail=f"person {person}, day {case.day}")


def ordinary_days(stage: Stage) -> Iterator[int]:
    """Let the days before the story pass, under no orders, and send their presence; yields each when it is over."""
    nothing = Orders.none(stage.truth.city.people, stage.truth.city.places)
    for day in range(stage.scenario.box.lead_days):
        stage.truth.step(day, nothing)
        send_presence(stage, day)
        yield day


def register(stage: Stage) -> None:
    """Send the register: everybody whom it knows. Travellers are not in it."""
    for _share in registering(stage):
        continue


def registering(stage: Stage) -> Iterator[float]:
    """Send the register part by part; yields the share that is entered."""
    unknown = {person for person, case in stage.truth.seeds if not case.register}
    people = [each for each in range(stage.truth.city.people) if each not in unknown]
    for begin in range(0, len(people), TOGETHER):
        enter(stage, people[begin : begin + TOGETHER])
        yield min(1.0, (begin + TOGETHER) / len(people))


def enter(stage: Stage, people: Sequence[int]) -> None:
    """Enter people of the city, and remember by which number the platform knows them."""
    rows = [{**person_of(stage, each), "area": stage.truth.area(each)} for each in people]
    answer = stage.door(Role.DATA_OFFICER).post("/identity/people", {"people": rows})
    if answer.is_done:
        for person, number, public in zip(people, answer.content["persons"], answer.content["numbers"], strict=True):
            stage.meet(person, number)
            stage.public[person] = public


def name_places(stage: Stage) -> None:
    """Enter the places of the city that are no homes, and a site for quarantine."""
    city = stage.truth.city
    homes = [int(PlaceKind.HOME), int(PlaceKind.DORMITORY)]
    known = [int(each) for each in np.flatnonzero(~np.isin(city.place_kind, homes))]
    door = stage.door(Role.DATA_OFFICER)
    for begin in range(0, len(known), TOGETHER):
        part = known[begin : begin + TOGETHER]
        answer = door.post("/places/together", {"places": [_place(stage, each) for each in part]})
        if answer.is_done:
            stage.places.update(zip(part, answer.content["ids"], strict=True))
    answer = door.post("/places/together", {"places": [_site(stage)]})
    stage.site = answer.content["ids"][0] if answer.is_done else 0


def _place(stage: Stage, place: int) -> Row:
    city = stage.truth.city
    kind = PlaceKind(int(city.place_kind[place]))
    told = KINDS.get(kind, "other")
    where = {"kind": told, "area": areas.printed(int(city.place_area[place]))}
    if stage.naming is not None:
        return {**where, **stage.naming.place(stage, place, told)}
    return {**where, "name_zh": f"演练场所{place:05d}", "name_en": f"{kind.name.lower()} {place:05d}"}


def _site(stage: Stage) -> Row:
    where = {"kind": "quarantine_site", "area": stage.scenario.box.communities[0]}
    if stage.naming is not None:
        return {**where, **stage.naming.place(stage, -1, "quarantine_site")}
    return {**where, "name_zh": "演练集中隔离点", "name_en": "Quarantine site of the drill"}


def send_presence(stage: Stage, day: int) -> int:
    """Send what a platform would hold of a day: scans, checkpoints, hotels, seats. Returns how many were accepted."""
    stays = stage.truth.days.get(day)
    if stays is None:
        return 0
    number = np.array([stage.numbers.get(each, 0) for each in range(stage.truth.city.people)])
    place = np.array([stage.places.get(each, 0) for each in range(stage.truth.city.places)])
    held = stays.recorded & (number[stays.person] > 0) & (place[stays.place] > 0)
    kept = stays.kept(held)
    if not len(kept):
        return 0
    base = int(stage.truth.midnight.timestamp())
    zones = pa.array([str(each) if each >= 0 else None for each in kept.zone], pa.string())
    table = pa.table({
        "person": pa.array(number[kept.person], pa.int64()), "place": pa.array(place[kept.place], pa.int64()),
        "zone": zones, "start": _moments(base + kept.start), "until": _moments(base + kept.end),
        "source": pa.array([SOURCES[Source(int(each))] for each in kept.source], pa.string()),
    })  # fmt: skip
    sink = io.BytesIO()
    pq.write_table(table, sink)
    name = f"presence-{stage.truth.moment(day + 0.5).date()}.parquet"
    answer = stage.door(Role.DATA_OFFICER).file(
        "/presence/batches/file", sink.getvalue(), shape="visits", filename=name
    )
    return int(answer.content["accepted"]) if answer.is_done else 0


def _moments(seconds: np.ndarray) -> pa.Array:
    return pa.array(seconds.astype("int64") * 1_000_000, pa.timestamp("us", tz="UTC"))
