"""The API of cases, by theme: cases, contacts and exposures; clusters; records of one person."""

from sizao.trace.cases.api import clusters, joining
from sizao.trace.cases.api.cases import router

__all__ = ["clusters", "joining", "router"]
