"""A city as a folder: people, households, places and visits as Parquet, the arrays as they are, and a manifest with checksums.

``visits/`` holds what a platform would know, in the columns of the trace lake; ``truth/``, when asked for, holds
everything. The manifest is written last: a folder without one is not a city.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sizao import __version__
from sizao.simulation.city.build import build_city
from sizao.simulation.city.days import day_visits
from sizao.simulation.city.figures import Array, figure, figures_digest
from sizao.simulation.city.papers import born, documents, names, phones
from sizao.simulation.city.types import NOWHERE, City, CitySpec, Community, Language, PlaceKind, Role, Source, Visits

MANIFEST = "city.json"
FORMAT = 1
CIVIL = timedelta(hours=8)
"""Asia/Shanghai against UTC."""
MOMENT = pa.timestamp("ms", tz="UTC")
GRADES = ("claimed", "recorded", "recorded", "recorded", "stated")
"""How far a platform trusts each :class:`Source`, in the lake's words."""
BATCH = 1 << 19
"""People written at a time."""
GROUP = 1 << 20
"""Rows of a group in Parquet."""


class NotACity(ValueError):
    """The folder holds no city, or one of another format."""


def write(
    city: City, folder: Path, *, with_truth: bool = False, workers: int = 2, advance: Callable[[], Any] = lambda: None
) -> dict[str, Any]:
    """Write a city with the visits of its days.

    Args:
        city: The city.
        folder: An empty folder, or one that does not exist yet.
        with_truth: Whether to write everybody's stays as well, also those nobody would know of.
        workers: Days at a time; the files do not depend on it.
        advance: Called after each day.

    Returns:
        The manifest.
    """
    for name in ("arrays", "visits", *(["truth"] if with_truth else [])):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in City.arrays():
        np.save(folder / "arrays" / f"{name}.npy", getattr(city, name))
    _write_tables(city, folder)

    def one(day: int) -> dict[str, str]:
        content = _write_day(city, folder, day, with_truth=with_truth)
        advance()
        return content

    with ThreadPoolExecutor(workers) as pool:
        days = list(pool.map(one, range(city.spec.days)))
    manifest = _manifest(city, folder, {name: digest for day in days for name, digest in day.items()})
    shutil.move(_put(folder / f".{MANIFEST}", manifest), folder / MANIFEST)
    return manifest


def read(folder: Path) -> City:
    """The city of a folder; its arrays stay in their files until they are looked at.

    Raises:
        NotACity: when there is none.
    """
    manifest = manifest_of(folder)
    told = manifest["spec"]
    communities = tuple(Community(*each) for each in told["communities"])
    spec = CitySpec(told["people"], told["days"], date.fromisoformat(told["first_day"]), told["seed"], communities)
    return City(spec, *(np.load(folder / "arrays" / f"{name}.npy", mmap_mode="r") for name in City.arrays()))


def kept(spec: CitySpec, folder: Path, *, workers: int = 2) -> City:
    """The city of a spec from a folder; built and written there first unless it stands there already.

    A folder with another city, or one that an earlier version or other figures made, is replaced as a whole.
    """
    if not _is_of(folder, spec):
        beside = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        write(build_city(spec), beside, workers=workers)
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    return read(folder)


def _is_of(folder: Path, spec: CitySpec) -> bool:
    try:
        told = manifest_of(folder)
    except NotACity:
        return False
    made = (told["spec"], told["figures"], told["versions"]["sizao"])
    return bool(made == (_spec(spec), figures_digest(), __version__))


def manifest_of(folder: Path) -> dict[str, Any]:
    """What a folder says of itself."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise NotACity(f"there is no city in {folder}") from None
    if manifest.get("format") != FORMAT:
        raise NotACity(f"the city in {folder} is of another format")
    return manifest


def faults(folder: Path) -> list[str]:
    """Files that are absent or not what the manifest says."""
    told = manifest_of(folder)["files"]
    return [name for name, each in told.items() if not _is_as_told(folder / name, each)]


def _is_as_told(file: Path, told: dict[str, Any]) -> bool:
    return file.is_file() and (file.stat().st_size, _digest(file)) == (told["bytes"], told["sha256"])


def _write_tables(city: City, folder: Path) -> None:
    with pq.ParquetWriter(
        folder / "persons.parquet", _persons(city, np.arange(0)).schema, compression="zstd"
    ) as writer:
        for first in range(0, city.people, BATCH):
            writer.write_table(_persons(city, np.arange(first, min(first + BATCH, city.people))))
    pq.write_table(_places(city), folder / "places.parquet", compression="zstd", row_group_size=GROUP)
    pq.write_table(_households(city), folder / "households.parquet", compression="zstd", row_group_size=GROUP)


def _persons(city: City, who: Array) -> pa.Table:
    year, month, day = born(city, who)
    columns = {
        "person": who.astype(np.int64) + 1, "document": documents(city, who), "name": names(who),
        "phone": phones(city, who), "birth_date": _dates(year, month, day), "age": city.age[who],
        "sex": _words(["female", "male"], city.sex[who]), "household": city.household[who] + 1,
        "area": city.area[who], "home": city.home[who] + 1, "daily": _numbers(city.daily[who]),
        "room": _numbers(city.room[who], 0), "role": _words([each.name.lower() for each in Role], city.role[who]),
        "language": _words([each.name.lower() for each in Language], city.language[who]),
        "compliance": city.compliance[who], "line": _numbers(city.ride[who]), "travel_minutes": city.travel[who],
    }  # fmt: skip
    return pa.table(columns)


def _places(city: City) -> pa.Table:
    return pa.table(
        {
            "place": np.arange(city.places, dtype=np.int64) + 1, "kind": _words(_kinds(), city.place_kind),
            "area": city.place_area, "lon": city.place_lon, "lat": city.place_lat, "size": city.place_size,
        }
    )  # fmt: skip


def _households(city: City) -> pa.Table:
    every = np.arange(city.households)
    first = np.searchsorted(city.household, every)
    return pa.table(
        {
            "household": every + 1, "home": city.home[first] + 1, "kind": _words(_kinds(), city.place_kind[city.home[first]]),
            "area": city.area[first], "members": np.diff(np.append(first, city.people)).astype(np.int32),
        }
    )  # fmt: skip


def _kinds() -> list[str]:
    return [each.name.lower() for each in PlaceKind]


def _words(words: list[str], which: Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(which.astype(np.int16)), pa.array(words))


def _numbers(values: Array, more: int = 1) -> pa.Array:
    return pa.array(values.astype(np.int32) + more, mask=values == NOWHERE)


def _dates(year: Array, month: Array, day: Array) -> pa.Array:
    months = (year - 1970) * 12 + month - 1
    return pa.array(months.astype("datetime64[M]").astype("datetime64[D]") + (day - 1))


def _write_day(city: City, folder: Path, day: int, *, with_truth: bool) -> dict[str, str]:
    """Write a day; gives each file's digest of what it says.

    Arrow's Parquet writer leaves a few bytes of padding to chance, so a file's own checksum tells whether it was
    changed but not whether two cities are the same.
    """
    visits = day_visits(city, day)
    file = f"day={city.spec.date_of(day).isoformat()}.parquet"
    written = {"visits": (np.flatnonzero(visits.recorded), False)}
    if with_truth:
        written["truth"] = (np.arange(len(visits)), True)
    for name, (rows, with_zones) in written.items():
        _write_visits(recorded_table(city, visits, rows, with_zones=with_zones), folder / name / file)
    return {f"{name}/{file}": _content(visits, rows) for name, (rows, _zones) in written.items()}


def _content(visits: Visits, rows: Array) -> str:
    digest = hashlib.sha256()
    for name in ("person", "place", "zone", "start", "seconds", "source"):
        digest.update(np.ascontiguousarray(getattr(visits, name)[rows]).data)
    return digest.hexdigest()


def _write_visits(table: pa.Table, file: Path) -> None:
    words = ["zone", "source", "grade"]
    pq.write_table(table, file, compression="zstd", compression_level=1, row_group_size=GROUP, use_dictionary=words)


def recorded_table(city: City, visits: Visits, rows: Array, *, with_zones: bool = False) -> pa.Table:
    """Some of a day's visits in the lake's columns.

    The zone is told where a platform would know it: classes, rooms of a hotel, vehicles with seats; ``with_zones``
    tells it wherever there is one.
    """
    midnight = datetime.combine(city.spec.date_of(visits.day), datetime.min.time(), UTC) - CIVIL
    start = visits.start[rows].astype(np.int64) * 1000 + int(midnight.timestamp()) * 1000
    place, source = visits.place[rows], visits.source[rows]
    zone = visits.zone[rows]
    told = zone >= 0 if with_zones else (zone >= 0) & _knows_zone()[city.place_kind[place]]
    names_of_zones = pa.array([str(each) for each in range(int(zone.max(initial=0)) + 1)])
    return pa.table(
        {
            "person": visits.person[rows].astype(np.int64) + 1, "place": place.astype(np.int64) + 1,
            "zone": pa.DictionaryArray.from_arrays(pa.array(zone, mask=~told), names_of_zones),
            "start": pa.array(start).cast(MOMENT),
            "until": pa.array(start + visits.seconds[rows].astype(np.int64) * 1000).cast(MOMENT),
            "source": _words([each.name.lower() for each in Source], source),
            "grade": _words(list(GRADES), source),
        }
    )  # fmt: skip


def _knows_zone() -> Array:
    known = np.zeros(len(PlaceKind), np.bool_)
    known[[PlaceKind[name.upper()] for name in figure("recording.zones")]] = True
    return known


def _manifest(city: City, folder: Path, content: dict[str, str]) -> dict[str, Any]:
    files = {file.relative_to(folder).as_posix(): _facts(file) for file in sorted(_files(folder))}
    for name, digest in content.items():
        files[name]["content"] = digest
    return {
        "synthetic": True,
        "notice": "Everybody in it is made up. Not for conclusions about any real person, place or policy.",
        "format": FORMAT,
        "spec": _spec(city.spec), "figures": figures_digest(),
        "households": city.households, "places": city.places,
        "visits": sum(each["rows"] for name, each in files.items() if name.startswith("visits/")),
        "truth": sum(each["rows"] for name, each in files.items() if name.startswith("truth/")),
        "bytes": sum(each["bytes"] for each in files.values()),
        "versions": {"sizao": __version__, "numpy": np.__version__, "pyarrow": pa.__version__},
        "files": files,
    }  # fmt: skip


def _spec(spec: CitySpec) -> dict[str, Any]:
    communities = [list(asdict(each).values()) for each in spec.communities]
    return {
        "people": spec.people, "days": spec.days, "first_day": spec.first_day.isoformat(), "seed": spec.seed,
        "communities": communities,
    }  # fmt: skip


def _files(folder: Path) -> Iterator[Path]:
    for pattern in ("*.parquet", "arrays/*.npy", "visits/*.parquet", "truth/*.parquet"):
        yield from folder.glob(pattern)


def _facts(file: Path) -> dict[str, Any]:
    facts: dict[str, Any] = {"bytes": file.stat().st_size, "sha256": _digest(file)}
    if file.suffix == ".parquet":
        facts["rows"] = pq.read_metadata(file).num_rows
    return facts


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _put(file: Path, document: dict[str, Any]) -> Path:
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
    return file
