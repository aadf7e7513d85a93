"""Command's API, by theme: incidents, tasks and headquarters; what is unattended and the standing plan; papers; chiefs."""

from sizao.ground.command.api import attention, chiefs, papers
from sizao.ground.command.api.incidents import router

__all__ = ["attention", "chiefs", "papers", "router"]
