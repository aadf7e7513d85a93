"""Check the lock files without the network: every wish in a .in file is pinned, hashed, and no address is written down."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

FOLDER = Path(__file__).resolve().parents[1] / "requirements"
ADDING = ("dev", "spark")
"""Locks that hold the runtime and more."""
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")


def wishes(name: str) -> list[Requirement]:
    """The requirements of a .in file and of those it includes."""
    found: list[Requirement] = []
    for line in (FOLDER / f"{name}.in").read_text().splitlines():
        text = line.split("#")[0].strip()
        if text.startswith("-r "):
            found += wishes(text[3:].strip().removesuffix(".in"))
        elif text:
            found.append(Requirement(text))
    return found


def pins(name: str) -> dict[str, Version]:
    """The pinned versions of a .lock file, by canonical name."""
    lines = (FOLDER / f"{name}.lock").read_text().splitlines()
    matches = [PIN.match(line) for line in lines]
    return {canonicalize_name(found.group(1)): Version(found.group(2)) for found in matches if found}


def faults(name: str) -> list[str]:
    """What is wrong with a lock file, one sentence each."""
    pinned, text = pins(name), (FOLDER / f"{name}.lock").read_text()
    found = [f"{name}.lock: {wish} is not met" for wish in wishes(name) if not _met(wish, pinned)]
    entries = re.split(r"\n(?=\S)", text.strip())
    bare = [entry for entry in entries if PIN.match(entry) and "--hash=" not in entry]
    found += [f"{name}.lock: {entry.split()[0]} has no hash" for entry in bare]
    if re.search(r"https?://|--(extra-)?index-url|--find-links", text):
        found.append(f"{name}.lock names an address; locks must work behind any mirror")
    return found


def _met(wish: Requirement, pinned: dict[str, Version]) -> bool:
    version = pinned.get(canonicalize_name(wish.name))
    return version is not None and wish.specifier.contains(version, prereleases=True)


def main() -> int:
    """Print every fault; 1 when there is one."""
    found = [fault for name in ("runtime", *ADDING) for fault in faults(name)]
    for more in ADDING:
        differing = {name for name, version in pins("runtime").items() if pins(more).get(name) != version}
        found += [f"runtime.lock and {more}.lock differ on {name}" for name in sorted(differing)]
    print("\n".join(found) or "locks: every requirement is pinned and hashed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
