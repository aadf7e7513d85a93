"""Reading the file of a data scene, and what a scene may take: its columns, its kinds of places, its source and grade."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from sizao.ground.presence.errors import SceneColumn, SceneFaulty, SceneShape, SceneUnreadable
from sizao.ground.presence.rules.retention import Policy
from sizao.ground.presence.rules.shapes import NEEDED, SHAPES, is_stated
from sizao.ground.presence.types import (
    EvidenceGrade,
    QuarantineReason,
    RowShape,
    Scene,
    SceneBasis,
    VisitSource,
)
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.traceback.visits import USUAL_GRADE

STATED: Mapping[str, Words] = {
    "id": Words("编号(小写字母、数字、连字符)", "its id (small letters, digits, hyphens)"),
    "version": Words("版本", "its version"),
    "issued": Words("发布日期", "the day it was issued"),
    "title": Words("中英文名称", "its title in both languages"),
    "purpose": Words("中英文用途", "its purpose in both languages"),
    "shape": Words("数据格式", "the shape of its rows"),
    "columns": Words("所收字段", "the columns it takes"),
    "source": Words("数据来源", "the source of its rows"),
    "top_grade": Words("证据等级上限", "the top grade it may claim"),
    "place_kinds": Words("场所类型", "the kinds of places it covers"),
    "retention_days": Words("保存天数", "the days of retention"),
    "basis": Words("法律依据条款及出处", "its legal basis, each clause with its source"),
    "never": Words("不得用于何处", "what it must never be used for"),
}
"""What every file states; one that leaves any of it out is refused."""
ID = re.compile(r"[a-z0-9][a-z0-9-]{1,58}")


def read_scene(body: bytes, file: str, policy: Policy) -> Scene:
    """Read the file of a scene.

    Args:
        body: the file's bytes.
        file: its name, for a refusal.
        policy: how long each source is kept: a scene keeps no longer.

    Raises:
        SceneUnreadable: it is no TOML.
        SceneFaulty: it leaves out what every scene states, or says what none may.
    """
    try:
        given = tomllib.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SceneUnreadable(file=file, reason=str(error).splitlines()[0][:200]) from error
    for name, words in STATED.items():
        if given.get(name) in (None, "", [], {}):
            raise SceneFaulty(file=file, what=Words(f"未写明{words.zh}", f"it does not state {words.en}"))
    try:
        scene = _scene(given, hashlib.sha256(body).hexdigest())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = Words(f"内容有误({error})", f"what it states can not be read ({error})")
        raise SceneFaulty(file=file, what=what) from error
    if (wrong := _wrong(scene, policy)) is not None:
        raise SceneFaulty(file=file, what=wrong)
    return scene


def _scene(given: Mapping[str, Any], sha256: str) -> Scene:
    return Scene(
        id=str(given["id"]), version=str(given["version"]), issued=_day(given["issued"]), title=_words(given["title"]),
        purpose=_words(given["purpose"]), shape=RowShape(given["shape"]), columns=tuple(map(str, given["columns"])),
        source=VisitSource(given["source"]), top_grade=EvidenceGrade(given["top_grade"]),
        place_kinds=tuple(PlaceKind(each) for each in given["place_kinds"]), retention_days=int(given["retention_days"]),
        basis=tuple(SceneBasis(_words(each), _text(each["source"])) for each in given["basis"]),
        never=tuple(_words(each) for each in given["never"]), sha256=sha256,
    )  # fmt: skip


def _words(given: Mapping[str, Any]) -> Words:
    return Words(_text(given["zh"]), _text(given["en"]))


def _text(given: object) -> str:
    text = str(given).strip()
    if not text:
        raise ValueError("an empty text")
    return text


def _day(given: object) -> date:
    if not isinstance(given, date):
        raise TypeError("issued is no day")
    return given


def _wrong(scene: Scene, policy: Policy) -> Words | None:
    """What a scene says that none may; nothing when it may stand."""
    kept = next(each.days for each in policy.terms if each.source is scene.source)
    usual = USUAL_GRADE[scene.source]
    shape = SHAPES[scene.shape]
    checks = (
        (not ID.fullmatch(scene.id), STATED["id"]),
        (
            bool(set(scene.columns) - set(shape.columns)) or not _needed(scene.shape) <= set(scene.columns),
            Words("字段与数据格式不符", "its columns are not those of its shape"),
        ),
        (
            usual.is_lead_only and not scene.top_grade.is_lead_only,
            Words("扫码和网格推算只能作为线索,证据等级不得更高", "scans and inferred positions are leads and claim no more"),
        ),
        (scene.top_grade.rank < usual.rank, Words("证据等级高于该来源通常等级", "it claims more than its source earns")),
        (
            not 1 <= scene.retention_days <= kept,
            Words(f"保存天数须为 1 至 {kept} 天(该来源的保存期)", f"it keeps for 1 to {kept} days, as its source is kept"),
        ),
    )  # fmt: skip
    return next((words for is_wrong, words in checks if is_wrong), None)


def _needed(kind: RowShape) -> set[str]:
    return {name for name in NEEDED if name in SHAPES[kind].columns}


def may_take(scene: Scene, names: Collection[str], kind: RowShape) -> Decision:
    """Whether a scene takes rows of these columns; a column that it does not state refuses the whole batch."""
    if kind is not scene.shape:
        return Decision.no(SceneShape(scene=scene.title, shape=scene.shape.words))
    for name in names:
        if not is_stated(name, tuple(scene.columns), kind):
            return Decision.no(SceneColumn(scene=scene.title, column=name[:40]))
    return Decision.yes()


def with_source(rows: pa.Table, scene: Scene) -> pa.Table:
    """Canonical rows that name no source are of the scene's."""
    if "source" in rows.column_names or scene.source is SHAPES[scene.shape].source:
        return rows
    return rows.append_column("source", pa.array([scene.source.value] * rows.num_rows, pa.string()))


def turned_away(
    visits: pa.Table, areas: Any, kinds: Mapping[int, PlaceKind], scene: Scene, spans: Sequence[tuple[int, int]]
) -> dict[int, QuarantineReason]:
    """Which believable rows a scene may not take, by line, with the first reason.

    Args:
        visits: schema ``tables.VISITS`` and ``line``.
        areas: the area of each visit's place.
        kinds: what kind each place is.
        scene: the scene.
        spans: the areas in which it is on, from lower up to upper.
    """
    is_on = np.zeros(visits.num_rows, np.bool_)
    for lower, upper in spans:
        is_on |= (areas >= lower) & (areas < upper)
    weaker = {each.value for each in EvidenceGrade if each.rank >= scene.top_grade.rank}
    found = {}
    columns = (visits[name].to_pylist() for name in ("line", "place", "source", "grade"))
    for on, line, place, source, grade in zip(is_on.tolist(), *columns, strict=True):
        if not on:
            found[line] = QuarantineReason.SCENE_OFF
        elif kinds.get(place) not in scene.place_kinds:
            found[line] = QuarantineReason.SCENE_PLACE
        elif source != scene.source.value:
            found[line] = QuarantineReason.SCENE_SOURCE
        elif grade not in weaker:
            found[line] = QuarantineReason.SCENE_GRADE
    return found
