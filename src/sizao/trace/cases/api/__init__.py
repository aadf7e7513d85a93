"""The API of cases, by theme: cases, contacts and exposures; clusters."""

from sizao.trace.cases.api import clusters
from sizao.trace.cases.api.cases import router

__all__ = ["clusters", "router"]
