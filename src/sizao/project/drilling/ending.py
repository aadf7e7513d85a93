"""The end of a drill, in two steps that may each be done again: its score is written, then everything of it is deleted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from sizao.kernel.errors import Unavailable
from sizao.project import installation
from sizao.project.drilling import instances, playing
from sizao.project.drilling.instances import Instance
from sizao.spine.database import clones, roles

PATIENCE = 900.0
"""Seconds to repeat a drill from its journal and to score it."""
PLAYED = "played.json"


class NotScored(Unavailable):
    """The drill's score could not be written: {reason}"""

    code = "drills.not_scored"
    zh = "演练成绩未能写出:{reason}"


class NotDeleted(Unavailable):
    """Of the drill there is still: {what}"""

    code = "drills.not_deleted"
    zh = "演练尚有未清除的内容:{what}"


def was_played(folder: Path) -> bool:
    """Whether the machine's players finished an hour of it, so that there is something to score."""
    return (folder / PLAYED).exists()


def written(folder: Path) -> dict[str, Any] | None:
    """The score and the log that the players left; nothing when there is none, or it was cut off."""
    try:
        return dict(json.loads((folder / playing.SCORE).read_text("utf-8")))
    except (FileNotFoundError, ValueError):
        return None


def score(found: Instance) -> dict[str, Any] | None:
    """The score of a drill whose processes have ended, written anew where its players were cut off; nothing when none played.

    Raises:
        NotScored: it could not be written.
    """
    kept = written(found.folder)
    if kept is None and was_played(found.folder):
        _score_again(found)
        kept = written(found.folder)
    return kept


def _score_again(found: Instance) -> None:
    command = [sys.executable, "-m", "sizao.project.drilling.playing", playing.SCORE_AGAIN]
    try:
        done = subprocess.run(
            command, env=found.environment(roles.WEB), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False, timeout=PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise NotScored(reason=str(error)) from error
    if done.returncode:
        raise NotScored(reason=(done.stderr or done.stdout).strip()[-300:])


def delete(drill_id: UUID, where: installation.Place) -> None:
    """Delete what there is of a drill, and look whether it is gone.

    Raises:
        NotDeleted: something of it is still there.
    """
    instances.end(drill_id, where)
    folder = instances.home() / str(drill_id)
    left = clones.names(where.admin, instances.dbname_of(where, drill_id)) + [folder.name] * folder.exists()
    if left:
        raise NotDeleted(what=", ".join(left))
