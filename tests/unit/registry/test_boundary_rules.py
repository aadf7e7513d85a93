"""Boundary files: what cannot be one is refused with a sentence, what is one comes back in WGS-84 whatever it was in."""

import contextlib
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.ground.registry import errors, rules
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.kernel.geodesy import Crs, Point, from_wgs84, metres_between

RING = [[119.9, 31.4], [119.95, 31.4], [119.95, 31.45], [119.9, 31.4]]


def feature(ring=RING, code="320282109", shape="Polygon", **more):
    return {"properties": {"adcode": code}, "geometry": {"type": shape, "coordinates": [ring]}, **more}


def read(document, crs=Crs.WGS84):
    return rules.read_boundaries(json.dumps(document).encode(), crs)


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        ([1], errors.BoundaryUnreadable), ({"type": "Feature"}, errors.BoundaryUnreadable),
        (collection(), errors.BoundaryEmpty), (collection(feature(code="12345")), errors.BoundaryCodeMissing),
        (collection(7), errors.BoundaryCodeMissing), (collection(feature(code=None)), errors.BoundaryCodeMissing),
        (collection(feature(), feature()), errors.BoundaryTwice),
        (collection(feature(shape="Point")), errors.BoundaryWrongShape),
        (collection({"properties": {"code": 320282}, "geometry": None}), errors.BoundaryWrongShape),
        (collection(feature(ring=["a", "b", "c", "a"])), errors.BoundaryWrongShape),
        (collection(feature(ring=RING[:3])), errors.BoundaryRingOpen),
        (collection(feature(ring=[*RING[:3], [1, 1]])), errors.BoundaryRingOpen),
        (collection(feature(ring=[[y, x] for x, y in RING])), errors.BoundaryNotInChina),
        (collection(feature(ring=[[float("nan"), 31.4]] * 4)), errors.BoundaryNotInChina),
        (collection(feature(), crs={"properties": {"name": "GCJ-02"}}), errors.BoundaryCrsOther),
        (collection(feature(), crs_name="BD-09"), errors.BoundaryCrsOther),
    ],
)  # fmt: skip
def test_what_is_not_a_boundary_file_is_refused(document, refusal):
    with pytest.raises(refusal):
        read(document)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xff\xfe{", b"\x1f\x8bnot gzip", b"[" * 100_000])
def test_what_is_not_json_is_refused(content):
    with pytest.raises(errors.BoundaryUnreadable):
        rules.read_boundaries(content, Crs.WGS84)


def test_a_bomb_is_refused_before_it_unfolds():
    with pytest.raises(errors.BoundaryTooLarge):
        rules.read_boundaries(gzip.compress(b" " * (rules.MOST_BYTES + 10)), Crs.WGS84)


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "CGCS2000", "EPSG:4490"]
)
def test_the_usual_names_of_wgs84_agree_with_it(name):
    assert read(collection(feature(), crs={"type": "name", "properties": {"name": name}}))


def test_a_packed_file_is_read_alike():
    plain = json.dumps(collection(feature())).encode()
    assert rules.read_boundaries(gzip.compress(plain), Crs.WGS84) == rules.read_boundaries(plain, Crs.WGS84)


positions = st.tuples(st.floats(100, 125), st.floats(22, 45))


@given(corners=st.lists(positions, min_size=3, max_size=8), crs=st.sampled_from(list(Crs)))
def test_every_position_comes_back_in_wgs84(corners, crs):
    ring = [list(from_wgs84(*each, crs)) for each in [*corners, corners[0]]]
    [(code, geometry)] = read(collection(feature(ring=ring)), crs)
    assert code == areas.parse("320282109")
    for found, meant in zip(geometry["coordinates"][0], [*corners, corners[0]], strict=True):
        assert metres_between(Point(*found), Point(*meant)) < 0.05


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
                        st.sampled_from(["features", "properties", "geometry", "coordinates", "type", "code", "crs"]),
                        inner, max_size=4), max_leaves=20))  # fmt: skip
def test_any_document_is_read_or_refused(document):
    with contextlib.suppress(Invalid):
        read(document)
