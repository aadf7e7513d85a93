"""What ``sizao editions check`` looks for: frozen files changed, gaps between editions, idle flags, ids that grow too long."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from sizao.kernel import areas
from sizao.kernel.editions import overlays
from sizao.kernel.editions.edition import Edition
from sizao.kernel.editions.library import Library
from sizao.kernel.editions.types import EditionStatus
from sizao.kernel.words import LabelledEnum, Words

PUBLISHED = "PUBLISHED.sha256"
SHORT_ID = 120
"""Every id that can be in force stays this short, so that it fits any column, page and file name."""


class Fault(LabelledEnum):
    """The kinds of problem."""

    CHANGED = "changed", "已发布的文件被改动", "A published file was changed"
    GONE = "gone", "已发布的文件不见了", "A published file is gone"
    UNLISTED = "unlisted", "已发布的文件未登记校验值", "A published file is not listed with its hash"
    GAP = "gap", "前后两版之间有空档", "There is a gap between two editions"
    IDLE_FLAG = "idle_flag", "loosens 标注没有放宽任何内容", "A loosens flag loosens nothing"
    LONG_ID = "long_id", "组合编号过长", "A composed id is too long"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where, and what to do or look at."""

    fault: Fault
    where: str
    detail: str = ""

    @property
    def words(self) -> Words:
        """The problem as a sentence in both languages."""
        tail = f": {self.detail}" if self.detail else ""
        return Words(f"{self.where}:{self.fault.words.zh}{tail}", f"{self.where}: {self.fault.words.en}{tail}")


def check(library: Library) -> tuple[Problem, ...]:
    """Every problem of a library that opened without an error."""
    found: list[Problem] = []
    if library.root is not None:
        found += frozen_problems(library.root, [each.file for each in library.published_packs()])
    return (*found, *_gaps(library), *_idle_flags(library), *_long_ids(library))


def digest(path: Path) -> str:
    """The SHA-256 of a file as it lies on disk."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def listed(root: Path) -> dict[str, str]:
    """File names and hashes of the list of published files (the format of ``sha256sum``)."""
    path = root / PUBLISHED
    if not path.exists():
        return {}
    rows = (line.split(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {name.strip(): value for value, name in rows}


def frozen_problems(root: Path, published: list[str]) -> list[Problem]:
    """Published files that changed, vanished or were never listed."""
    frozen = listed(root)
    found = []
    for name, expected in frozen.items():
        if not (root / name).exists():
            found.append(Problem(Fault.GONE, name))
        elif digest(root / name) != expected:
            found.append(Problem(Fault.CHANGED, name, "write a new edition instead"))
    unlisted = [name for name in published if name not in frozen]
    return found + [Problem(Fault.UNLISTED, name, f"{digest(root / name)}  {name}") for name in unlisted]


def compositions(library: Library) -> Iterator[Edition]:
    """Every composition that can be in force somewhere at some time."""
    for base in library.editions():
        if base.status is not EditionStatus.PUBLISHED:
            continue
        laid = [each for each in library.overlays(base.disease) if base.id in each.over]
        moments = {
            each.effective_from for each in (base, *laid) if each.effective_from and base.covers(each.effective_from)
        }
        for area in {areas.NATION}.union(*(each.areas for each in laid)):
            for moment in sorted(moments):
                yield library.in_force(base.disease, area, moment)


def _gaps(library: Library) -> Iterator[Problem]:
    for disease in library.diseases():
        dated = [e for e in library.editions(disease) if e.effective_from and e.status is EditionStatus.PUBLISHED]
        for one, following in pairwise(dated):
            if one.effective_until != following.effective_from:
                yield Problem(Fault.GAP, following.file, f"{one.id} → {following.id}")


def _idle_flags(library: Library) -> Iterator[Problem]:
    for overlay in library.overlays():
        looser = {
            each.path for base in overlay.over for each in overlays.loosenings(library.compose(base).tree, overlay.tree)
        }
        beneath = {
            each.path
            for edition in compositions(library)
            if edition.parts[0] in overlay.over
            for each in overlays.loosenings(edition.tree, overlay.tree)
        } if overlay.loosens - looser else set()  # fmt: skip
        for path in sorted(overlay.loosens - looser - beneath):
            yield Problem(Fault.IDLE_FLAG, overlay.file, path)


def _long_ids(library: Library) -> Iterator[Problem]:
    for each in {edition.id: edition for edition in compositions(library)}.values():
        if len(each.id) > SHORT_ID:
            yield Problem(Fault.LONG_ID, each.id, str(len(each.id)))
