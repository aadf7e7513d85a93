"""Runs every example of the tracing manual on every engine."""

from __future__ import annotations

import pytest

from tests.spec.tracing.ascii_tables import Example, rows
from tests.spec.tracing.engines import ENGINES


@pytest.fixture(params=list(ENGINES))
def spec(request, tmp_path):
    """A function that checks one example on one engine."""

    def check(visits, answer, *, index="", index_places="", kinds=None, **asked):
        example = Example(visits, answer, index, index_places, kinds, asked)
        engine = ENGINES[request.param]
        assert example.seen(engine(example.query(), example.known(), kinds, tmp_path)) == rows(answer)

    return check
