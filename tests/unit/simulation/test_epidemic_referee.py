"""Starsim as an independent referee of the step, where an interpreter has it (``SIZAO_PEERS``, see bench/epidemic.py)."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from sizao.simulation.epidemic import theory

PEER = Path(__file__).resolve().parents[3] / "bench" / "epidemic_peer.py"


@pytest.mark.slow
def test_starsim_and_ours_end_alike():
    """The same SEIR among 10,000 people: final size and the day by which half were infected."""
    from bench.epidemic import CHANCE, CONTACTS, INFECTIOUS, in_hall

    folder = os.environ.get("SIZAO_PEERS")
    if folder is None:
        pytest.skip("no peers here: set SIZAO_PEERS to an environment with starsim")
    command = [f"{folder}/bin/python", str(PEER), "starsim", "10000", "130", "1"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    theirs, ours = np.array(json.loads(answer.splitlines()[-1])["daily"]), np.array(in_hall(10_000)(1, 130)[1])
    expected = theory.final_size(CONTACTS * INFECTIOUS * CHANCE, 0.01)
    for daily in (theirs, ours):
        assert (daily.sum() + 100) / 10_000 == pytest.approx(expected, abs=0.015)
    middle = [int(np.searchsorted(np.cumsum(daily), daily.sum() / 2)) for daily in (ours, theirs)]
    assert abs(middle[0] - middle[1]) <= 4
