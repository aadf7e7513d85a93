"""Run by the first day's server as ``sizao_worker``: accounts, and the town as it was before the first positive.

The argument names the world: ``yixing``: a canteen in Wanshi with invented visits; or ``korea``: the Korean routes as the
morning of the drill found them. Prints one JSON object on its last line: ``passwords`` by user name, the ``area`` and the
open ``incident`` if there is one, and ``days``: for each day that is played the ``people`` (the first will be positive,
the others met that person), the number of a ``place`` where they were, and ``since`` when.
"""

import json
import sys

from sizao.project import installation

installation.set_up_django()

from datetime import date, datetime, timedelta
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.ground.intake.queries import batches
from sizao.ground.presence import actions as presence
from sizao.ground.presence.types import NewVisit, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind, Sex
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.project.worlds import korea, sources
from sizao.project.worlds.accounts import Post, make_accounts
from sizao.spine import clock
from sizao.spine.accounts.types import Role
from sizao.spine.scope import queries as scope

MET = 3
WANSHI = areas.parse("320282109")
INDEX = {"en": "4100000033", "zh": "6100000057"}
"""A patient of the cluster that met at a dance class in Cheonan, and one in South Gyeongsang: other places, other people."""
TRAINING = (
    Post("korea-commander", Role.COMMANDER, "90", Words("演练区指挥长", "Commander, training area")),
    Post("korea-coordinator", Role.COORDINATOR, "90", Words("演练区综合组", "Coordination, training area")),
    Post("korea-epidemiologist", Role.EPIDEMIOLOGIST, "90", Words("演练区流调员", "Epidemiologist, training area")),
    Post("korea-tracer", Role.TRACER, "90", Words("演练区电话员", "Caller, training area")),
)
by, at = Actor.system("tests"), clock.now()


def yixing() -> dict[str, object]:
    """Two tables of a works canteen in Wanshi, and who had lunch there two days ago: a day for each language."""
    return {
        "area": "320282",
        "incident": "",
        "zone": "320282109",
        "days": {name: _lunch(name) for name in ("zh", "en")},
    }


def _lunch(name: str) -> dict[str, object]:
    new = [NewPerson(WANSHI, Sex.FEMALE, 1960 + each) for each in range(1 + MET)]
    people = registry.add_persons(persons=new, by=by, at=at)
    words = Words("万石镇某企业食堂", f"Works canteen in Wanshi ({name})")
    [place] = registry.add_places(places=[NewPlace(words, PlaceKind.RESTAURANT, WANSHI)], by=by, at=at)
    noon = at - timedelta(days=2)
    visits = [
        NewVisit(
            person_id=person, place_id=place, start=noon, until=noon + timedelta(hours=2), source=VisitSource.INTERVIEW
        )
        for person in people
    ]
    presence.record_visits(visits=visits, by=by, at=at)
    return _told(people, place, noon, noon)


def _told(people: list[int], place: int, since: datetime, onset: datetime) -> dict[str, object]:
    numbers = queries.persons(people)
    return {
        "people": [numbers[each].number for each in people], "place": queries.places([place])[place].number,
        "since": since.isoformat(), "onset": onset.isoformat(),
    }  # fmt: skip


def korean() -> dict[str, object]:
    """The routes as far as they had been made; who met the index patient in the window is counted from the file."""
    today = at.astimezone(library().get("cn-covid-ed5").tz).date()
    incident = command.incident_by_number(korea.NUMBER)
    routes = [row for row in korea.rows_of(sources.get(korea.NAME)["routes"]) if row["date"] < today.isoformat()]
    days = {language: _day_of(index, routes, today, incident.id) for language, index in INDEX.items()}
    return {"area": "90", "incident": str(incident.id), "zone": "", "days": days}


def _day_of(index: str, routes: list[dict[str, str]], today: date, incident: UUID) -> dict[str, object]:
    """One index patient with who was met, where last, and since when."""
    met, spot, last = _met(index, routes, today)
    names = batches.known_as(incident, [index, *met])
    place = next(each for each in queries.search_places(f"{float(spot[0]):.5f}, {float(spot[1]):.5f}"))
    since = korea.day_of({"date": last})[0]
    return _told([names[index], *(names[each] for each in sorted(met))], place.id, since, _onset(index))


def _onset(index: str) -> datetime:
    patients = korea.rows_of(sources.get(korea.NAME)["patients"])
    [day] = [row["symptom_onset_date"] for row in patients if row["patient_id"] == index]
    return datetime.fromisoformat(f"{day}T09:00:00+08:00")


def _met(index: str, routes: list[dict[str, str]], today: date) -> tuple[set[str], tuple[str, str], str]:
    """Who of those not yet confirmed shared place and day with the index patient after the onset; a place; its day."""
    own = {(row["date"], *korea.spot_of(row)) for row in routes if row["patient_id"] == index}
    known, _others, _routes = korea.as_of(korea.rows_of(sources.get(korea.NAME)["patients"]), routes, today)
    cases = {row["patient_id"] for row in known}
    together = [row for row in routes if (row["date"], *korea.spot_of(row)) in own and row["patient_id"] != index]
    late = [row for row in together if row["patient_id"] not in cases]
    newest = max(late, key=lambda row: row["date"])
    return {row["patient_id"] for row in late}, korea.spot_of(newest), newest["date"]


with scope.acting(by):
    made = make_accounts(by=by, at=at, extra=TRAINING)
if sys.argv[1] == "korea":
    korea.load(by, at, before=at.astimezone(library().get("cn-covid-ed5").tz).date())
with scope.acting(by):
    told = {"yixing": yixing, "korea": korean}[sys.argv[1]]()
print(json.dumps({"passwords": {each.username: each.password for each in made}, "people": [], **told}))
