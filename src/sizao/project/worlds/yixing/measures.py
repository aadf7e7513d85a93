"""The measures: samples of places and people, zones, the notice and the rounds of everyone."""

from __future__ import annotations

from datetime import timedelta
from math import cos, radians
from typing import Any

from sizao.ground.registry import queries as registry
from sizao.kernel.areas import Level, printed
from sizao.kernel.editions import ZoneKind
from sizao.kernel.words import Words
from sizao.measures.screening import actions as screening
from sizao.measures.screening.types import NewPoint, NewResult, NewSample, Purpose, RoundState, SubjectKind, Value
from sizao.measures.zones import actions as zones
from sizao.measures.zones.types import EvidenceKind, NewZone
from sizao.oversight.notices import actions as notices
from sizao.oversight.notices.types import NewNotice
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.replay import Run, acting

METRES_PER_DEGREE = 111_320
"""Metres in one degree of latitude."""


def environment(run: Run) -> None:
    """Spots are sampled in four places; those of the lodging hold the positives. A second person releases the results."""
    given = run.files.world["sampling"]
    with acting("宜兴市疾控采样队") as by:
        new = [each for group in run.files.world["samples"] for each in _spots(run, group)]
        ids = screening.take_samples(samples=new, by=by, at=run.at("sampling", "environment_until"))
    values = [
        Value.POSITIVE if place < group["positive"] else Value.NEGATIVE
        for group in run.files.world["samples"]
        for place in range(group["number"])
    ]
    at = run.at("sampling", "environment_resulted_at")
    answers = [NewResult(each, value, at, given["laboratory"]) for each, value in zip(ids, values, strict=True)]
    _enter_and_release(run, answers, "environment")


def _spots(run: Run, group: dict[str, Any]) -> list[NewSample]:
    given = run.files.world["sampling"]
    start, until = run.at("sampling", "environment_from"), run.at("sampling", "environment_until")
    row = next(each for each in run.files.places if each["key"] == group["place"])
    step = (until - start) / group["number"]
    return [
        NewSample(
            SubjectKind.ENVIRONMENT, data.area(row["area"]), start + step * place, Purpose.CASE,
            incident_id=run.incident_id, place_id=run.places[group["place"]],
            spot=f"{given['spots'][place % len(given['spots'])]} {place + 1}",
        )
        for place in range(group["number"])
    ]  # fmt: skip


def _enter_and_release(run: Run, answers: list[NewResult], key: str) -> None:
    with acting("检测人员甲(演示)") as by:
        ids = screening.enter_results(results=answers, by=by, at=run.at("sampling", f"{key}_resulted_at"))
    with acting("审核人员乙(演示)") as by:
        screening.release_results(result_ids=ids, by=by, at=run.at("sampling", f"{key}_released_at"))


def risk_people(run: Run) -> None:
    """Other people at risk are sampled in pooled tubes all over the towns concerned; the count is the sum over tubes."""
    given = run.files.world["sampling"]
    people, size = given["risk_people"], given["people_per_tube"]
    tubes = [size] * (people // size) + ([people % size] if people % size else [])
    homes = run.people.communities(given["risk_areas"])
    start, until = run.at("sampling", "risk_from"), run.at("sampling", "risk_until")
    step = (until - start) / len(tubes)
    new = [
        NewSample(
            SubjectKind.PERSON, homes[place % len(homes)], start + step * place, Purpose.RISK_PEOPLE,
            incident_id=run.incident_id, people=heads,
        )
        for place, heads in enumerate(tubes)
    ]  # fmt: skip
    with acting("核酸检测组") as by:
        run.tubes = screening.take_samples(samples=new, by=by, at=until)


def risk_results(run: Run) -> None:
    """Their results are negative the next morning."""
    at = run.at("sampling", "risk_resulted_at")
    laboratory = run.files.world["sampling"]["laboratory"]
    _enter_and_release(run, [NewResult(each, Value.NEGATIVE, at, laboratory) for each in run.tubes], "risk")


def open_points(run: Run) -> None:
    """The sampling points of the towns open."""
    at = run.at("sampling", "points_open_at")
    hours = run.files.world["sampling"]["points_hours"]
    new = [
        NewPoint(data.words(row), data.area(row["area"]), at, tables=int(row["tables"]), hours=hours)
        for row in run.files.points
    ]
    with acting("核酸检测组") as by:
        screening.open_points(points=new, incident_id=run.incident_id, by=by, at=at)


def propose_zones(run: Run) -> None:
    """The experts propose the three zones."""
    at = run.at("zones", "proposed_at")
    with acting("省市专家组") as by:
        for row in run.files.zones:
            new = NewZone(
                kind=ZoneKind(row["kind"]), words=data.words(row), area=data.area(row["area"]),
                incident_id=run.incident_id, reason=row["reason"],
                measures=Words(row["measures_zh"], row["measures_en"]), boundary=_boundary(row),
            )  # fmt: skip
            run.zones[row["key"]] = zones.propose(new=new, by=by, at=at)


def _boundary(row: data.Row) -> dict[str, object] | None:
    """A schematic square around the position, or the boundary of the whole area."""
    if row["half_width_m"]:
        return square(float(row["longitude"]), float(row["latitude"]), float(row["half_width_m"]))
    code = data.area(row["area"])
    features = registry.boundaries(data.area("3202"), Level.COUNTY)["features"]
    return next((each["geometry"] for each in features if each["id"] == printed(code)), None)


def square(longitude: float, latitude: float, half_width: float) -> dict[str, object]:
    """A square of WGS-84 degrees around a position, its half width in metres."""
    up = half_width / METRES_PER_DEGREE
    right = up / cos(radians(latitude))
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    ring = [[round(longitude + x * right, 6), round(latitude + y * up, 6)] for x, y in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def declare_zones(run: Run) -> None:
    """The headquarters declares the zones in the night, and the last exposure is put on record with them."""
    given = run.files.world["zones"]
    at = run.at("zones", "declared_at")
    with acting(given["declared_by"]) as by:
        for zone_id in run.zones.values():
            zones.declare(zone_id=zone_id, document=given["document"], by=by, at=at)
        for kind, moment in (
            (EvidenceKind.LAST_EXPOSURE, run.at("zones", "last_exposure")),
            (EvidenceKind.REPORT, run.at("incident", "reported_at")),
        ):
            zones.record_evidence(
                zone_ids=_ringed(run),
                kind=kind,
                moment=moment,
                note="流调报告(演示)",
                by=by,
                at=at + timedelta(hours=1),
            )


def _ringed(run: Run) -> list[Any]:
    """The zones that have quiet days of their own: all but the precautionary one."""
    return [run.zones[row["key"]] for row in run.files.zones if row["kind"] != ZoneKind.PRECAUTIONARY.value]


def notice(run: Run) -> None:
    """The city's headquarters issues the notice."""
    given = run.files.world["notice"]
    new = NewNotice(
        area=data.area(given["area"]), scope=data.area(given["scope"]), title=Words(**given["title"]),
        body=given["body"], body_en=given["body_en"], number=given["number"], incident_id=run.incident_id,
        source=given["source"],
    )  # fmt: skip
    with acting("无锡市疫情防控应急指挥部") as by:
        notices.issue(new=new, by=by, at=run.at("notice", "issued_at"))


def rounds(run: Run) -> None:
    """Everyone is sampled round after round; every round ends negative."""
    for row in run.files.rounds:
        with acting("核酸检测组") as by:
            started, ended = data.moment(row["started"]), data.moment(row["ended"])
            round_id = screening.start_round(
                incident_id=run.incident_id, area=data.area(row["area"]), number=int(row["number"]),
                name=data.words(row), by=by, at=started,
            )  # fmt: skip
            screening.end_round(round_id=round_id, state=RoundState.CLEARED, note=row["note"], by=by, at=ended)


def lift_zones(run: Run) -> None:
    """The zones are lifted: the strict ones first, then the precautionary one that waits for them."""
    at = run.at("zones", "lifted_at")
    last_round = data.moment(run.files.rounds[-1]["ended"])
    with acting(run.files.world["zones"]["declared_by"]) as by:
        for kind, moment in (
            (EvidenceKind.CONTACTS_NEGATIVE, run.at("zones", "contacts_negative")),
            (EvidenceKind.ROUND_NEGATIVE, last_round),
        ):
            zones.record_evidence(
                zone_ids=_ringed(run),
                kind=kind,
                moment=moment,
                note="检测报告(演示)",
                by=by,
                at=at - timedelta(hours=2),
            )
        outer = [each for each in run.zones.values() if each not in _ringed(run)]
        for zone_id in [*_ringed(run), *outer]:
            zones.lift(zone_id=zone_id, by=by, at=at, document="宜兴市疫情防控应急指挥部解除通告")
