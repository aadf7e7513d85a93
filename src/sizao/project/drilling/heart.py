"""Run as a process of a served drill: put the regular work onto the drill's queue when the drill's time says so.

``python -m sizao.project.drilling.heart``
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta

from sizao.project import installation

LOOK_SECONDS = 1.0
STEP = timedelta(minutes=5)
"""Of drill time: nothing but the sweep falls due more often, and the worker sweeps every minute of ours."""


def main() -> int:
    """Beat until told to stop."""
    installation.set_up_django()
    from sizao.spine import clock, pulse

    last = clock.now()
    while True:
        time.sleep(LOOK_SECONDS)
        now = clock.now()
        if now - last >= STEP:
            pulse.beat(last, now, on_queue=True)
            last = now


if __name__ == "__main__":
    sys.exit(main())
