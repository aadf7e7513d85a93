"""Run in a drill's own surroundings: load the areas that ship, and make the accounts of the drill's roles.

``python -m sizao.project.drilling.furnish`` loads the areas (for the template); with ``accounts`` it makes the accounts
that ``drill.json`` asks for and writes how to sign in to them into ``accounts.json`` beside it.
"""

from __future__ import annotations

import json
import sys

from sizao.project import installation


def main(asked: list[str]) -> int:
    """Do one of the two."""
    installation.set_up_django()
    if asked == ["accounts"]:
        make_accounts()
    else:
        from sizao.project.first_start import load_areas

        load_areas()
    return 0


def make_accounts() -> None:
    """One account per post of the drill, all under one pass-phrase; needs Django standing over the drill's database."""
    from sizao.kernel.actors import Actor
    from sizao.project.cli.outcome import plain
    from sizao.project.drilling import instances
    from sizao.project.worlds import accounts
    from sizao.spine import clock
    from sizao.spine.database.launcher import write_secret
    from sizao.spine.scope import queries as scope

    folder = installation.home()
    by = Actor.system("drill")
    posts = instances.read(folder).posts
    with scope.acting(by):
        made = accounts.make_accounts(by=by, at=clock.now(), posts=posts)
    write_secret(folder / "accounts.json", json.dumps(plain(made), ensure_ascii=False, indent=1), replace=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
