"""Loading the area files: the one that ships, or an authority's own."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sizao.ground.registry import actions, rules
from sizao.ground.registry.errors import AreaFileUnreadable
from sizao.ground.registry.types import NewArea
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.geodesy import Crs, to_wgs84
from sizao.kernel.words import Words

DATA = Path(__file__).parent / "data"


def load_shipped_areas(by: Actor, at: datetime) -> tuple[int, int]:
    """Load the areas and boundaries that ship with the platform; returns how many of each."""
    written = actions.load_areas(areas_given=read_areas(DATA / "jiangsu_areas.tsv.gz"), by=by, at=at)
    return written, load_boundary_file(path=DATA / "wuxi_boundaries.json.gz", crs=Crs.WGS84, by=by, at=at)


def read_areas(path: Path) -> Iterator[NewArea]:
    """The areas of a tab-separated file with the columns code, level, name_zh, name_en, lon, lat (gzip or plain).

    Raises:
        AreaFileUnreadable: a line, named by its number, does not hold what it should.
    """
    yield NewArea(areas.NATION, Words("全国", "Whole country"))
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t")
        while (row := _row(rows)) is not None:
            yield row


def _row(rows: csv.DictReader[str]) -> NewArea | None:
    """The next area of a file, or nothing at its end."""
    try:
        row = next(rows, None)
        if row is None:
            return None
        position = (float(row["lon"]), float(row["lat"])) if row.get("lon") else (None, None)
        return NewArea(rules.area_code(row["code"]), Words(row["name_zh"], row["name_en"] or row["name_zh"]), *position)
    except (KeyError, TypeError, ValueError, AttributeError, csv.Error) as error:
        raise AreaFileUnreadable(line=rows.line_num, reason="") from error


def load_boundary_file(path: Path, crs: Crs, by: Actor, at: datetime) -> int:
    """Replace boundaries by those of a GeoJSON file in a named coordinate system; returns how many areas matched."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        collection = json.load(file)
    schematic = [each for each in collection["features"] if each["properties"].get("schematic")]
    drawn = [each for each in collection["features"] if not each["properties"].get("schematic")]
    return sum(
        actions.load_boundaries(
            features=[_feature(each, crs) for each in features], source=path.name.split(".")[0], is_schematic=flag,
            by=by, at=at,
        )
        for features, flag in ((schematic, True), (drawn, False))
    )  # fmt: skip


def _feature(feature: dict[str, Any], crs: Crs) -> tuple[int, dict[str, Any]]:
    code = str(feature.get("id") or feature["properties"]["code"])
    geometry = feature["geometry"]
    return rules.area_code(code), {**geometry, "coordinates": _converted(geometry["coordinates"], crs)}


def _converted(value: Any, crs: Crs) -> Any:
    """Coordinates of any depth in WGS-84, to seven decimals (a centimetre)."""
    if crs is Crs.WGS84:
        return value
    if isinstance(value[0], int | float):
        longitude, latitude = to_wgs84(value[0], value[1], crs)
        return [round(longitude, 7), round(latitude, 7)]
    return [_converted(each, crs) for each in value]
