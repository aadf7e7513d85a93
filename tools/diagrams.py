"""Draws what the code does: events to handlers in ``docs/reference/flow.md``, transition tables in ``states.md``.

``--check`` compares instead of writing. The drawing is made from the subscriptions and tables themselves.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.docs import MADE, REFERENCE, _differs, set_up


def flow() -> str:
    """Events, the handlers that hear them, and the actions that these call."""
    from sizao.spine.outbox.apps import load_flow
    from sizao.spine.outbox.types import HANDLERS

    load_flow()
    lines, arrows = ["# Flow", "", "What is heard, by which step, and what it calls.", ""], []
    lines += ["| event | handler | calls |", "|---|---|---|"]
    for event, handlers in sorted(HANDLERS.items(), key=lambda pair: pair[0].name):
        for handler in sorted(handlers, key=lambda each: each.name):
            calls = sorted(set(re.findall(r"\b(\w+\.\w+)\(", inspect.getsource(handler.function))))
            calls = [call for call in calls if call.split(".")[0] in _rooms()]
            lines.append(f"| `{event.name}` | `{handler.name}` | {', '.join(f'`{call}`' for call in calls) or '—'} |")
            arrows.append(f"  {_box(event.name)} --> {_box(handler.name)}")
            arrows += [f"  {_box(handler.name)} --> {_box(call)}" for call in calls]
    return MADE + "\n".join([*lines, "", "```mermaid", "flowchart LR", *dict.fromkeys(arrows), "```", ""])


def _rooms() -> set[str]:
    from sizao.project.rooms import ROOMS

    return {room.name for room in ROOMS}


def _box(name: str) -> str:
    return f'{re.sub(r"[^a-zA-Z0-9]", "_", name)}["{name}"]'


def states() -> str:
    """One state diagram per transition table: every mapping called ``*TRANSITIONS`` in a room's rules."""
    lines = ["# States", ""]
    for name, table in sorted(_tables()):
        lines += [f"## {name}", "", "```mermaid", "stateDiagram-v2"]
        for source, targets in sorted(table.items(), key=lambda pair: str(pair[0] or "")):
            start = "[*]" if source is None else _state(source)
            lines += [f"  {start} --> {_state(target)}" for target in _ordered(targets)]
            if not targets:
                lines.append(f"  {start} --> [*]")
        lines += ["```", ""]
    return MADE + "\n".join(lines)


def _ordered(targets: object) -> list[object]:
    return sorted(targets, key=str)  # type: ignore[call-overload,no-any-return]


def _state(value: object) -> str:
    return str(value).replace("-", "_")


def _tables() -> Iterator[tuple[str, Mapping[object, object]]]:
    import sizao

    seen: set[int] = set()
    for module in walk_packages(sizao.__path__, "sizao."):
        parts = module.name.split(".")
        if len(parts) < 4 or parts[3] != "rules":
            continue
        for name, value in vars(import_module(module.name)).items():
            if name.endswith("TRANSITIONS") and isinstance(value, Mapping) and id(value) not in seen:
                seen.add(id(value))
                yield f"{parts[2]}: {name.removesuffix('TRANSITIONS').strip('_').lower() or parts[2]}", value


def main() -> int:
    """Write the drawings, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    set_up()
    drawings = {"flow.md": flow, "states.md": states}
    stale = [name for name, make in drawings.items() if _differs(REFERENCE / name, make(), write=not is_check)]
    if is_check and stale:
        print(f"out of step, run make diagrams: {', '.join(stale)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
