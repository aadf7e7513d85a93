"""Coordinates: the known offset at Wuxi, exact round trips, refusals."""

import math
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sizao.kernel import geodesy
from sizao.kernel.geodesy import Crs, NotACoordinate, Point, UnknownCrs

EXAMPLES = int(os.environ.get("SIZAO_EXAMPLES", "200"))
WUXI = Point(120.30, 31.57)
mainland = st.tuples(st.floats(73.6, 134.9), st.floats(18.0, 53.6))
anywhere = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


def test_the_known_offset_at_wuxi():
    shifted = geodesy.from_wgs84(*WUXI, Crs.GCJ02)
    assert shifted.lon - WUXI.lon == pytest.approx(0.0046, abs=5e-5)
    assert shifted.lat - WUXI.lat == pytest.approx(-0.0019, abs=5e-5)
    assert 430 < geodesy.metres_between(WUXI, shifted) < 490


def test_baidu_adds_its_own_offset():
    baidu = geodesy.from_wgs84(*WUXI, Crs.BD09)
    assert 900 < geodesy.metres_between(WUXI, baidu) < 1500


@settings(max_examples=EXAMPLES, deadline=None)
@given(mainland, st.sampled_from(Crs))
def test_there_and_back_is_the_same_place(point, system):
    back = geodesy.to_wgs84(*geodesy.from_wgs84(*point, system), system)
    assert abs(back.lon - point[0]) < 1e-9 and abs(back.lat - point[1]) < 1e-9


@settings(max_examples=EXAMPLES, deadline=None)
@given(mainland, st.sampled_from([Crs.GCJ02, Crs.BD09]))
def test_back_and_there_is_the_same_place(point, system):
    again = geodesy.from_wgs84(*geodesy.to_wgs84(*point, system), system)
    assert abs(again.lon - point[0]) < 1e-9 and abs(again.lat - point[1]) < 1e-9


@settings(max_examples=EXAMPLES, deadline=None)
@given(anywhere.filter(lambda each: not geodesy.is_shifted(Point(*each))))
def test_the_shift_stops_at_the_border(point):
    assert geodesy.from_wgs84(*point, Crs.GCJ02) == Point(*point)


@pytest.mark.parametrize(
    ("name", "system"),
    [("WGS-84", Crs.WGS84), ("EPSG:4326", Crs.WGS84), ("CGCS2000", Crs.WGS84), ("epsg:4490", Crs.WGS84),
     ("gcj02", Crs.GCJ02), ("GCJ-02", Crs.GCJ02), ("BD-09", Crs.BD09), ("bd09ll", Crs.BD09)],
)  # fmt: skip
def test_known_names(name, system):
    assert geodesy.crs(name) is system


@pytest.mark.parametrize("name", ["", "EPSG:3857", "Beijing54", "xian80", "local"])
def test_an_unknown_system_is_refused(name):
    with pytest.raises(UnknownCrs):
        geodesy.crs(name)


@pytest.mark.parametrize("point", [(math.nan, 31.0), (181.0, 31.0), (31.57, 120.30), (math.inf, 0.0)])
def test_what_is_no_place_is_refused(point):
    with pytest.raises(NotACoordinate):
        geodesy.to_wgs84(*point, Crs.GCJ02)


def test_distance_of_one_degree_of_latitude():
    assert geodesy.metres_between(Point(120, 31), Point(120, 32)) == pytest.approx(111_195, rel=1e-3)
