"""How far the loading of the demonstration city is: one file, read by whoever is asked; plain, for processes without Django."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sizao.kernel.words import Words
from sizao.project import installation

FILE, ANNOUNCED = "state.json", "announcement.json"
PEOPLE = 100_000
"""Of the demonstration city, unless another number is asked for."""
READY = Words("准备", "getting ready")


@dataclass(frozen=True)
class State:
    """One loading of the city."""

    database: dict[str, Any]
    """The database it goes into: host, port, name."""
    began_at: datetime
    """The present of the story, which an interrupted load keeps."""
    people: int
    days: int
    share: float = 0.0
    step: Words = READY
    is_done: bool = False
    doors: tuple[dict[str, str], ...] = ()
    """Ways into the page on which contacts report for themselves: code, second answer, name."""

    @property
    def words(self) -> Words:
        """One line that says how it stands."""
        if self.is_done:
            return Words(
                f"演示城市已载入({self.people:,} 人)", f"the demonstration city is loaded ({self.people:,} people)"
            )
        share = f"{self.share:.0%}"
        return Words(
            f"演示城市正在载入 {share}({self.step.zh})",
            f"the demonstration city is being loaded, {share} ({self.step.en})",
        )


def folder() -> Path:
    """Where the loading keeps what it needs after an interruption."""
    return installation.home() / "wuxi-city"


def here() -> dict[str, Any]:
    """The database in use now."""
    known = installation.recorded()
    return {name: known.get(name) for name in ("host", "port", "name")}


def read(at: Path | None = None) -> State | None:
    """The state of this installation's load; nothing when none began, or it was for another database."""
    try:
        written = json.loads(((at or folder()) / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    if written["database"] != here():
        return None
    told = {
        "began_at": datetime.fromisoformat(written["began_at"]), "step": Words(*written["step"]),
        "doors": tuple(written["doors"]),
    }  # fmt: skip
    return State(**{**written, **told})


def write(state: State, at: Path | None = None) -> State:
    """Put it down, whole or not at all, for the owner's eyes only: it names the doors."""
    where = at or folder()
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = where / f"{FILE}.new"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(asdict(state), ensure_ascii=False, default=str), "utf-8")
    fresh.replace(where / FILE)
    return state


def tell(state: State, share: float, step: Words, at: Path | None = None) -> State:
    """Write down that the load came further."""
    return write(replace(state, share=share, step=step), at)


def announce(words: Words | None) -> None:
    """Have every page say it from now on (see ``spine.web.queries.announcement``), or nothing any more."""
    file = installation.home() / ANNOUNCED
    if words is None:
        file.unlink(missing_ok=True)
        return
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps({"zh": words.zh, "en": words.en}, ensure_ascii=False), "utf-8")
    fresh.replace(file)


def said(door: dict[str, str]) -> Words:
    """One way into the page for contacts."""
    return Words(
        f"自报页 /self/:登记码 {door['code']},验证答案 {door['answer']}(合成人员)",
        f"the page for contacts, /self/: code {door['code']}, answer {door['answer']} (a synthetic person)",
    )
