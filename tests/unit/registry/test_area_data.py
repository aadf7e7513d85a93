"""The shipped area table and boundaries: codes, names, completeness, points inside their cells."""

import gzip
import json
from pathlib import Path

import pytest

import sizao
from sizao.kernel import areas

DATA = Path(sizao.__file__).parent / "ground" / "registry" / "data"


@pytest.fixture(scope="module")
def rows():
    lines = gzip.decompress((DATA / "jiangsu_areas.tsv.gz").read_bytes()).decode().splitlines()
    header = lines[0].split("\t")
    return {line.split("\t")[0]: dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]}


@pytest.fixture(scope="module")
def features():
    return json.loads(gzip.decompress((DATA / "wuxi_boundaries.json.gz").read_bytes()))["features"]


def test_every_level_follows_from_its_code_and_every_parent_exists(rows):
    known = {areas.parse(code) for code in rows} | {areas.NATION}
    for code, row in rows.items():
        number = areas.parse(code)
        assert areas.level_of(number).value == row["level"]
        assert areas.parent(number) in known, code


def test_counts_of_each_level(rows):
    counts = {}
    for row in rows.values():
        counts[row["level"]] = counts.get(row["level"], 0) + 1
    assert counts == {"province": 34, "city": 345, "county": 2975, "town": 1490, "community": 21958}


def test_every_row_is_named_in_both_languages(rows):
    for row in rows.values():
        assert row["name_zh"] and row["name_en"]
        assert all(ord(each) < 0x250 for each in row["name_en"]), row


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("32", "江苏省", "Jiangsu Province"), ("3202", "无锡市", "Wuxi City"), ("320211", "滨湖区", "Binhu District"),
        ("320282", "宜兴市", "Yixing City"), ("320282109", "万石镇", "Wanshi Town"), ("320282113", "湖㳇镇", "Hufu Town"),
        ("320282108", "高塍镇", "Gaocheng Town"), ("320281110", "长泾镇", "Changjing Town"),
        ("320116", "六合区", "Luhe District"), ("320830", "盱眙县", "Xuyi County"), ("4111", "漯河市", "Luohe City"),
        ("320205004", "云林街道", "Yunlin Subdistrict"), ("320211001", "河埒街道", "Helie Subdistrict"),
        ("320282001001", "茶东社区", "Chadong Community"), ("1501", "呼和浩特市", "Hohhot City"),
    ],
)  # fmt: skip
def test_names_that_a_dictionary_alone_gets_wrong(rows, code, zh, en):
    assert (rows[code]["name_zh"], rows[code]["name_en"]) == (zh, en)


def test_points_lie_near_china_and_known_cities_have_one(rows):
    placed = [row for row in rows.values() if row["lon"]]
    assert all(73 < float(row["lon"]) < 136 and 3 < float(row["lat"]) < 54 for row in placed)
    assert all(rows[code]["lon"] for code in ("32", "3201", "3202", "3205", "320211", "320282", "320282109"))


def test_boundaries_cover_wuxi_with_codes_of_the_table(rows, features):
    by_level = {"county": [], "town": []}
    for feature in features:
        properties = feature["properties"]
        assert rows[feature["id"]]["name_zh"] == properties["name_zh"]
        assert properties["schematic"] is (properties["level"] == "town")
        by_level[properties["level"]].append(feature["id"])
    assert len(by_level["county"]) == 7 and len(by_level["town"]) == 75


def test_each_town_has_its_point_inside_its_cell(features):
    from shapely.geometry import Point, shape

    for feature in features:
        if feature["properties"]["level"] == "town":
            cell = shape(feature["geometry"])
            assert cell.is_valid
            assert cell.buffer(0.001).contains(Point(feature["properties"]["point"])), feature["id"]
