"""How a drill's processes end: its players score first, while the web server still answers them."""

from __future__ import annotations

from sizao.project.cli.address import Address
from sizao.project.drilling import keeper


class Process:
    """A child that notes what happens to it."""

    def __init__(self, name: str, happened: list[str]) -> None:
        self.name, self.happened = name, happened

    def alive(self) -> bool:
        return f"{self.name} ended" not in self.happened

    def ask(self) -> None:
        self.happened.append(f"{self.name} told")

    def stop(self) -> None:
        if self.alive():
            self.happened.append(f"{self.name} ended")


def test_players_score_while_the_web_server_answers():
    happened: list[str] = []
    group = keeper.Group(
        None, Address("127.0.0.1", 1), [Process(each, happened) for each in ("web", "worker", "players")]  # type: ignore[arg-type]
    )  # fmt: skip
    group.stop()
    assert happened[0] == "players ended"
    assert happened.index("web told") > 0 and sorted(happened[-2:]) == ["web ended", "worker ended"]
