"""The how-to says what the parser takes: its example loads, and every command and test it names exists."""

import re
import tomllib
from pathlib import Path

from sizao.kernel.editions import library
from sizao.kernel.editions.parsing import parse

CHECKOUT = Path(__file__).resolve().parents[2]
TEXT = (CHECKOUT / "docs" / "how-tos" / "add-an-edition.md").read_text()
BLOCKS = re.findall(r"```toml\n(.*?)```", TEXT, flags=re.S)


def test_the_example_loads_and_says_what_the_shipped_file_says() -> None:
    made = parse(tomllib.loads(BLOCKS[0] + BLOCKS[1]), "example.toml")
    shipped = library().get("cn-wuxi-78-2022")
    assert (made.id, made.areas, made.over) == (shipped.id, shipped.areas, shipped.over)
    assert made.effective_from == shipped.effective_from
    regime = shipped.regime("arrival_3_11")
    assert regime is not None
    phases = made.tree["regimes"]["arrival_3_11"]["phases"]
    assert [each["test_days"].value for each in phases] == [each.test_days for each in regime.phases]


def test_the_tests_it_names_exist() -> None:
    for path, name in re.findall(r"`(?:tests/unit/editions/)?(test_\w+\.py)::(test_\w+)`", TEXT):
        found = [each for each in (CHECKOUT / "tests").rglob(path) if f"def {name}(" in each.read_text()]
        assert found, f"{path}::{name}"
