"""The Yixing world: a published incident of December 2021 replayed with invented people through the rooms' own actions.

``worlds/yixing-2021/`` holds the facts with their sources; nothing here is counted, every figure comes from rows.
"""

from sizao.project.worlds.yixing.replay import load, open_desks
from sizao.project.worlds.yixing.returns import officer

__all__ = ["load", "officer", "open_desks"]
