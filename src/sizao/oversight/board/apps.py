"""The command board as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class BoardConfig(AppConfig):
    """The command board."""

    name = "sizao.oversight.board"
    label = "board"
    entries = (
        ("board:home", Words("我的工作", "My work"), "accounts.own", "home"),
        ("board:screen", Words("指挥大屏", "Command screen"), "command.read", "board"),
        ("board:map", Words("疫情地图", "Map"), "command.read", "map"),
    )
    """Menu lines of the room: URL name, caption, right, icon."""
    surroundings = "sizao.oversight.board.pages.surroundings"
    """What the room adds to every page: the incidents to switch between, and the chosen one."""
