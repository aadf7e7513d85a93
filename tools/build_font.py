"""Builds the Chinese font of printed papers: Noto Sans SC cut down to GB 2312, Latin, and rare characters of names.

Every character of the areas' names is kept: 湖㳇, 甪直 and 敔山湾 stand on papers and not in GB 2312.

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 && tar xzf expo-google-fonts-noto-sans-sc-0.4.3.tgz
    pip install fonttools && python tools/build_font.py package

The font is under the SIL Open Font License 1.1 (OFL.txt beside it).
"""

from __future__ import annotations

import argparse
import gzip
import shutil
from pathlib import Path

SIZAO = Path(__file__).parents[1] / "src" / "sizao"
TARGET = SIZAO / "spine" / "web" / "data"
AREAS = SIZAO / "ground" / "registry" / "data" / "jiangsu_areas.tsv.gz"
RARE = "喆堃玥璟钰昇旻珺瑄玮煜琨铖鑫垚犇骉淼焱森〇䶮㛃烜赟翀祎祺昕晗晔暐炜焜煊燊珏珣琬琰瑀瑾璐璞瓒甯筠筱芃苒茜荻菡萱蓁薇蘅衎邺郇郗酉钊钧铄锴闫阚隗雒靳颉馥驰骁骧鹄鹏麒龑"
EXTRA = "—–…·•“”‘’《》〈〉【】〔〕（）％‰℃°±×÷≤≥≠→←↑↓▲▼●○■□★☆①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤ№"


def characters() -> set[int]:
    """Code points to keep: ASCII, Latin-1, GB 2312, names' rare characters, those of areas, marks."""
    of_areas = {ord(each) for each in gzip.decompress(AREAS.read_bytes()).decode() if ord(each) > 0xFF}
    kept = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | {ord(each) for each in RARE + EXTRA} | of_areas
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                kept.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return kept


def main() -> None:
    """Cut down both weights and put them beside their licence."""
    from fontTools import subset

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path)
    package = parser.parse_args().package
    for weight, name in (("400Regular", "Regular"), ("700Bold", "Bold")):
        source = package / weight / f"NotoSansSC_{weight}.ttf"
        options = subset.Options(layout_features=["kern", "liga", "vert"], hinting=False, recalc_timestamp=False)
        font = subset.load_font(str(source), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=characters())
        cutter.subset(font)
        subset.save_font(font, str(TARGET / f"NotoSansSC-{name}.ttf"), options)
    shutil.copy(package / "LICENSE_FONT", TARGET / "OFL.txt")


if __name__ == "__main__":
    main()
