"""Run in a drill's own surroundings: the machine plays a whole drill by itself, and leaves score and log beside the drill.

``python -m sizao.project.drilling.playing headless`` plays what ``run.json`` in the drill's folder says, as fast as it can,
tells on stdout what share is over, and writes ``score.json``. With an address instead, it plays the machine's roles of a
served drill there, until it is stopped; with ``score`` it scores one whose players were cut off before they could.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sizao.project import installation
from sizao.spine.database import roles

ORDER, SCORE = "run.json", "score.json"
HEADLESS, SCORE_AGAIN = "headless", "score"


def main(asked: list[str]) -> int:
    """Play the drill of this process's folder."""
    installation.set_up_django(roles.WEB)
    folder = installation.home()
    if asked == [HEADLESS]:
        play_headless(folder)
    elif asked == [SCORE_AGAIN]:
        score_again(folder)
    else:
        from sizao.oversight.drills.queries import served

        served.play(base_url=asked[0], folder=folder)
    return 0


def play_headless(folder: Path) -> None:
    """Play, and write the score and the log as one JSON document."""
    from sizao.oversight.drills.queries import headless
    from sizao.oversight.drills.queries.scenarios import scenario
    from sizao.spine.outbox.apps import load_flow

    load_flow()
    order = json.loads((folder / ORDER).read_text("utf-8"))
    run = headless.play(
        scenario(order["scenario"]), seed=order["seed"], edition=order["edition"], strategy=order["strategy"],
        progress=lambda share: print(f"{share:.4f}", flush=True),
    )  # fmt: skip
    (folder / SCORE).write_text(json.dumps(run.to_json(), ensure_ascii=False), "utf-8")


def score_again(folder: Path) -> None:
    """Score a served drill whose players left no score, when nothing serves it any more."""
    from sizao.oversight.drills.queries import served
    from sizao.oversight.drills.queries.doors import InProcess
    from sizao.spine.outbox.apps import load_flow

    load_flow()
    served.score_again(folder=folder, transport=InProcess())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
