#!/usr/bin/env python3
"""Checks an exported access log by itself: needs Python's standard library and nothing of the product.

    python3 verify_access_log.py access.jsonl [--head HEAD]

Every line of the file is one ``{"link": …}`` or one ``{"row": …}``. A row's leaf is SHA-256 over 0x00 and the JSON array
of its fields in the order of ``FIELDS``; a link's root is the Merkle root of its leaves (a node is SHA-256 over 0x01 and
its two children, an odd last node moves up); a head is SHA-256 over ``previous head|root|count|time of sealing``. Each
finding names the link, and the period in which its rows were written. ``--head`` is a head that was published elsewhere,
on a printed report or in an auditor's file: without one, a log that lost its end cannot be told from a shorter one.
Exit code 0: the chain holds; 1: it does not; 2: the file cannot be read.
"""

import argparse
import hashlib
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

FIELDS = ["id", "at", "actor", "user_id", "role", "organisation", "action", "purpose", "task_id", "reason", "persons",
          "number_of_persons", "fields", "area", "allowed"]  # fmt: skip
LINK = ["number", "at", "first_id", "last_id", "row_ids", "count", "root", "head"]
GENESIS = "0" * 64
LATE = timedelta(minutes=2)
"""A row may wait so long for its seal: longer than any request's transaction."""


def leaf(row):
    """The hash of one row."""
    body = json.dumps([row[name] for name in FIELDS], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(b"\x00" + body.encode()).digest()


def root(level):
    """The Merkle root of leaves."""
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[2 * len(pairs) :]
    return level[0].hex() if level else GENESIS


def read(lines):
    """The links in order, the leaf and time of each row, and what is wrong with the lines themselves."""
    links, leaves, times, wrong, newest = [], {}, {}, [], 0
    for number, line in enumerate(lines, 1):
        [(kind, each)] = json.loads(line).items()
        if kind == "link" and list(each) == LINK:
            links.append(each)
        elif kind == "row" and list(each) == FIELDS and each["id"] > newest:
            newest = each["id"]
            leaves[newest], times[newest] = leaf(each), each["at"]
        else:
            wrong.append(
                f"line {number}: {kind} {each.get('id', each.get('number'))} is twice, out of order or misshapen"
            )
    return links, leaves, times, wrong


def faults(link, previous, leaves):
    """What does not fit about one link."""
    ids = link["row_ids"] or [0]
    missing = [each for each in ids if each not in leaves]
    text = f"{previous}|{link['root']}|{link['count']}|{link['at']}"
    if missing:
        yield f"rows {missing[:5]} are missing"
    elif root([leaves[each] for each in ids]) != link["root"]:
        yield f"a row of {min(ids)}-{max(ids)} was changed"
    if ids != sorted(set(ids)) or [link["first_id"], link["last_id"], link["count"]] != [ids[0], ids[-1], len(ids)]:
        yield "its list of rows does not fit"
    if hashlib.sha256(text.encode()).hexdigest() != link["head"]:
        yield "its head does not follow from the link before"


def verify(lines, published=None):
    """Findings, and a summary; no finding means that the chain holds."""
    links, leaves, times, found = read(lines)
    previous, since, sealed, numbers = GENESIS, "the beginning", set(), []
    for link in links:
        where = f"link {link['number']} ({since} to {link['at']})"
        found += [f"{where}: {fault}" for fault in faults(link, previous, leaves)]
        found += [f"{where}: out of order or twice"] if numbers and link["number"] <= numbers[-1] else []
        found += [f"{where}: row {each} was sealed before" for each in sorted(sealed & set(link["row_ids"]))]
        sealed.update(link["row_ids"])
        numbers.append(link["number"])
        previous, since = link["head"], link["at"]
    if links:
        limit = datetime.fromisoformat(links[-1]["at"]) - LATE
        open_rows = [each for each in leaves if each not in sealed]
        found += [f"row {each} of {times[each]} is in no link" for each in open_rows
                  if datetime.fromisoformat(times[each]) < limit]  # fmt: skip
    elif leaves:
        found.append(f"none of the {len(leaves)} rows is in a link: the links are missing, or nothing was ever sealed")
    if published and published not in [link["head"] for link in links]:
        found.append("the published head is not in this log: its end was cut off, or it is another log")
    return found, {"links": len(links), "rows": len(leaves), "sealed": len(sealed), "head": previous}


def main():
    """Check the file that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--head")
    asked = parser.parse_args()
    try:
        with Path(asked.file).open(encoding="utf-8") as lines:
            found, summary = verify(lines, asked.head)
            if not summary["links"] + summary["rows"]:
                raise ValueError("it is empty")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        print(f"cannot read {asked.file}: {error!r}", file=sys.stderr)
        return 2
    print(*found, json.dumps(summary), "BROKEN" if found else "the chain holds", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
