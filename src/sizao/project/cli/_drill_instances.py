"""``sizao drill list`` and ``end``: the drills that stand on this machine, and the end of one that its page cannot reach."""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID

from sizao.kernel.words import Words
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import say
from sizao.project.drilling import instances
from sizao.spine import clock


def register(verbs: Any) -> None:
    """Add the two verbs."""
    listing = verbs.add_parser("list", help=say("本机上的演练", "the drills that stand on this machine"))
    listing.set_defaults(run=run_list)
    end = verbs.add_parser("end", help=say("删除一场已停止的演练", "delete a drill whose processes have ended"))
    end.add_argument("id", type=UUID, metavar="ID")
    end.set_defaults(run=run_end)


def run_list(args: argparse.Namespace) -> Outcome:
    """Each drill with its own time."""
    found = [(each, clock.read(each.folder)) for each in instances.every()]
    document = [
        {"id": each.order.id, "title": each.order.title, "scenario": each.order.scenario, "time": known.at(clock.wall()),
         "speed": known.speed, "is_paused": known.paused_at is not None}
        for each, known in found
    ]  # fmt: skip
    lines = [
        Words(f"{each.order.id}  {each.order.title.zh}", f"{each.order.id}  {each.order.title.en}") for each, _ in found
    ]
    return Outcome(document, lines or [Words("没有演练。", "There are no drills.")])


def run_end(args: argparse.Namespace) -> Outcome:
    """Drop its database and its folder."""
    instances.find(args.id)
    instances.end(args.id, instances.place())
    return Outcome({"ended": args.id}, [Words("演练已删除。", "The drill is deleted.")])
