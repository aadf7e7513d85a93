"""What we ship to browsers: old Chromium understands it, it is small, it is ours or has its licence, it calls nobody."""

import gzip
import re
import struct
from pathlib import Path

import pytest

from sizao.spine import web

HERE = Path(web.__file__).parent
SOURCE = HERE.parents[1]
OURS = sorted(
    each for each in SOURCE.rglob("static/**/*") if each.suffix in {".css", ".js"} and "vendor" not in each.parts
)
VENDOR = HERE / "static" / "vendor"
MODERN = re.compile(
    r"color-mix\(|:has\(|@layer|\?\?=|\|\|=|&&=|oklch\(|light-dark\(|\.at\(-|structuredClone|@container"
)


def weight(*names: str) -> int:
    """Bytes after gzip, as a server would send them."""
    return sum(len(gzip.compress((HERE / "static" / name).read_bytes(), 9, mtime=0)) for name in names)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_assets_run_on_chromium_80(path):
    assert not MODERN.findall(path.read_text())


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_assets_name_no_other_host_and_need_no_eval(path):
    text = path.read_text("utf-8")
    assert not re.findall(r"https?://(?!www\.w3\.org)", text)
    assert not re.findall(r"\beval\(|new Function|innerHTML|outerHTML|document\.write|cssText", text)


def test_an_office_page_is_light():
    shared = weight(
        "vendor/bootstrap/bootstrap.min.css", "vendor/bootstrap/bootstrap.bundle.min.js", "vendor/htmx/htmx.min.js"
    )
    assert shared + weight("web/theme.css", "web/app.js") < 90_000


def test_the_board_is_light_enough():
    assert weight("vendor/echarts/echarts.min.js", "web/theme.css") < 390_000


@pytest.mark.parametrize("name", ["bootstrap", "htmx", "echarts", "leaflet"])
def test_each_library_comes_with_its_licence(name):
    assert (VENDOR / name / "LICENSE").stat().st_size > 500


@pytest.mark.parametrize(
    "path", sorted(VENDOR.rglob("*.js")) + sorted(VENDOR.rglob("*.css")), ids=lambda path: path.name
)
def test_libraries_point_at_no_missing_map(path):
    assert "sourceMappingURL" not in path.read_text()


TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_keep_to_the_strict_policy(path):
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=[\"']|javascript:|hx-on|hx-vals=.js:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)", text)
    assert not re.search(r"(?:src|href|action)=[\"']https?://", text)


def drawn(font: bytes) -> set[int]:
    """The characters that a TrueType font has a glyph for, from its widest character map (format 12, or 4)."""
    tables = {
        font[at : at + 4]: struct.unpack(">II", font[at + 8 : at + 16])
        for at in range(12, 12 + 16 * struct.unpack(">H", font[4:6])[0], 16)
    }
    start, length = tables[b"cmap"]
    cmap = font[start : start + length]
    records = struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * struct.unpack(">H", cmap[2:4])[0]])
    maps = {struct.unpack(">H", cmap[at : at + 2])[0]: cmap[at:] for _, _, at in records}
    if 12 in maps:
        groups = struct.unpack(">I", maps[12][12:16])[0]
        spans = struct.iter_unpack(">III", maps[12][16 : 16 + 12 * groups])
        return {code for first, last, _ in spans for code in range(first, last + 1)}
    segments = struct.unpack(">H", maps[4][6:8])[0]
    ends = struct.unpack(f">{segments // 2}H", maps[4][14 : 14 + segments])
    starts = struct.unpack(f">{segments // 2}H", maps[4][16 + segments : 16 + 2 * segments])
    return {code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)}


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_papers_can_print_the_name_of_every_area(weight):
    rows = gzip.decompress((SOURCE / "ground" / "registry" / "data" / "jiangsu_areas.tsv.gz").read_bytes()).decode()
    known = drawn((SOURCE / "spine" / "web" / "data" / f"NotoSansSC-{weight}.ttf").read_bytes())
    assert "㳇" in rows and len(known) > 7_000
    assert {each for each in rows if ord(each) > 0xFF} - {chr(code) for code in known} == set()
