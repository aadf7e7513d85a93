"""How deep the generative tests dig: few examples by default, more with ``GENTEST_EXAMPLES``."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "gentest",
    max_examples=int(os.environ.get("GENTEST_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
