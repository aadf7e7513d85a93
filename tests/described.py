"""The API's description as it is kept beside the code: ``make check`` and ``test_api_refusals`` compare it with what is served.

Every process of a run reads it to know its tests; to write it anew from a thousand schemas takes seconds in each.
"""

from __future__ import annotations

import json
from typing import Any

from tests.database import CHECKOUT

DOCUMENT: dict[str, Any] = json.loads((CHECKOUT / "docs/reference/openapi.json").read_text("utf-8"))
