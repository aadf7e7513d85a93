"""Does the queue of possible duplicates cost the same at many persons as at few? And the comparison of new records?

    make bench ARGS="duplicates [--rows 1000000]"

Rows are written as the tables' owner, without identities behind them but for the records that are compared. Prints the
milliseconds of work (processor time of this process and its database backend) at a tenth of the rows and at all of them.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "src")]

from bench.installed import owner, shape, site  # noqa: E402
from bench.lists import Latency  # noqa: E402

AT = datetime(2021, 12, 11, 8, 0, tzinfo=UTC)
PERSONS = """
INSERT INTO registry_person (id, number, sex, area_residence, key_group, registered_at)
SELECT i, 'B-' || i, 'unknown', 3202820000000000000 + (i %% 9) * 100000000000, 'none', now()
FROM generate_series(%(low)s::bigint, %(high)s::bigint) i
"""
ENTRIES = """
INSERT INTO identity_entry (person, kind, digest, since)
SELECT i, k, sha256((k || i / 2)::bytea), now()
FROM generate_series(%(low)s::bigint, %(high)s::bigint) i, unnest(ARRAY['phone', 'born', 'sound', 'name']) k
"""
PAIRS = """
INSERT INTO identity_pair (one, other, area_one, area_other, score, reasons, state, found_at)
SELECT i, i + 1, 3202820000000000000 + (i %% 9) * 100000000000, 3202820000000000000 + ((i + 1) %% 9) * 100000000000,
       50 + i %% 50, 'same_name', CASE WHEN i %% 7 = 0 THEN 'different' ELSE 'open' END, now()
FROM generate_series(%(low)s::bigint, %(high)s::bigint - 1, 10) i
"""
START = 10_000_000


def main(arguments: list[str] | None = None) -> int:
    """Measure at a tenth and at all of the rows, and print the growth."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="persons")
    rows = parser.parse_args(arguments).rows
    with site():
        print("\n".join(shape()))
        few = _measured(START, START + rows // 10)
        many = _measured(START + rows // 10 + 1, START + rows)
    for name, before in few.items():
        after = many[name]
        growth = after.work50 / before.work50
        print(
            f"{name}: {before.work50:.1f} ms at {rows // 10:,}, {after.work50:.1f} ms at {rows:,} persons (x{growth:.2f})"
        )
    return 0


def _measured(low: int, high: int) -> dict[str, Latency]:
    with owner() as made:
        for statement in (PERSONS, ENTRIES, PAIRS):
            made.execute(statement, {"low": low, "high": high})
        made.commit()
        made.autocommit = True
        made.execute("ANALYZE registry_person, identity_entry, identity_pair")
    return {
        "first page": Latency.of(lambda: _page(None), 20),
        "page in the middle": Latency.of(lambda: _page((75, 2**40)), 20),
        "compare 100 new records": Latency.of(lambda: _compare(high), 5),
    }


def _page(before: tuple[int, int] | None) -> Any:
    from sizao.ground.identity.queries import merging
    from sizao.kernel.actors import Actor
    from sizao.spine.scope import queries as scope

    with scope.acting(Actor.system("bench", area=3202820000000000000)):
        found = merging.pairs(before=before)
        assert len(found) == 50
        return found


def _compare(seed: int) -> None:
    from django.db import transaction

    from sizao.ground.identity import actions
    from sizao.ground.identity.types import NewIdentity
    from sizao.ground.registry import actions as registry
    from sizao.ground.registry.types import NewPerson
    from sizao.kernel.actors import Actor
    from sizao.kernel.phones import synthetic_phone
    from sizao.spine.scope import queries as scope

    by, area = Actor.system("bench"), 3202820000000000000
    with scope.acting(by):
        people = [NewIdentity(f"单甲{seed + each}", phone=synthetic_phone(each // 2)) for each in range(100)]
        handles = actions.resolve(identities=people, area=area, by=by, at=AT)
        new = [NewPerson(area_residence=area, id=each.person_id) for each in handles if each.is_new]
        registry.add_persons(persons=new, by=by, at=AT)
        actions.seek_duplicates(by=by, at=AT)
        transaction.set_rollback(True)


if __name__ == "__main__":
    raise SystemExit(main())
