"""What a command about visits was given, checked before anything is done: numbers in bounds, files and lakes that stand."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from sizao.kernel.errors import Invalid
from sizao.project.cli.speech import say
from sizao.traceback.keys import Keys
from sizao.traceback.lake import Lake

LARGEST = 2**63 - 1
"""The largest number that a person or a place can have in a file."""


class NoLake(Invalid):
    """There is no lake in {folder}"""

    code = "lake.none"
    zh = "{folder} 中没有数据湖"


class LakeUnreadable(Invalid):
    """The manifest of the lake in {folder} cannot be read; put back its manifest.json from a backup"""

    code = "lake.unreadable"
    zh = "无法读取 {folder} 中数据湖的清单;请从备份恢复其 manifest.json"


class FileAbsent(Invalid):
    """There is no file {file}"""

    code = "sizao.file"
    zh = "没有文件 {file}"


class FolderAbsent(Invalid):
    """{file} cannot be written: there is no folder {folder}"""

    code = "sizao.file"
    zh = "无法写入 {file}:没有目录 {folder}"


def lake_in(folder: Path) -> Lake:
    """The lake that stands in a folder.

    Raises:
        NoLake: none stands there; nothing is made.
        LakeUnreadable: its manifest is broken or of another version.
    """
    lake = Lake(folder)
    if not lake.stands:
        raise NoLake(folder=folder)
    readable(lake)
    return lake


def readable(lake: Lake) -> None:
    """Refuse a lake whose manifest cannot be read.

    Raises:
        LakeUnreadable: it is broken or of another version.
    """
    try:
        _days, _terms = lake.manifest, lake.retention
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LakeUnreadable(folder=lake.directory) from error


def there(*paths: Path | None) -> None:
    """Refuse a file that is not there, before a reader says so in its own words.

    Raises:
        FileAbsent: one of them is not there.
    """
    for path in paths:
        if path is not None and not path.exists():
            raise FileAbsent(file=path)


def writable(path: Path | None) -> None:
    """Refuse to write into a folder that is not there, before the work is done in vain.

    Raises:
        FolderAbsent: the folder is not there.
    """
    if path is not None and not path.resolve().parent.is_dir():
        raise FolderAbsent(file=path, folder=path.resolve().parent)


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """The type of an option that takes a whole number in bounds."""

    def number(text: str) -> int:
        if not text.strip().isdecimal() or not lowest <= int(text) <= highest:
            words = say(f"应为 {lowest} 至 {highest} 的整数", f"a whole number from {lowest} to {highest} is needed")
            raise argparse.ArgumentTypeError(f"{words}: {text}")
        return int(text)

    return number


number_of_one = whole(0, LARGEST)
"""The type of an option that names a person or a place by number."""


class KeysUnnamed(Invalid):
    """--key names a person by a key of --keys FILE"""

    code = "lake.keys_unnamed"
    zh = "--key 须与 --keys FILE 同用"


class KeyUnknown(Invalid):
    """{file} has no such key of a person"""

    code = "lake.key_unknown"
    zh = "{file} 中没有此人员标识"


def keys_in(path: Path | None) -> Keys | None:
    """The file of keys, which must be there."""
    there(path)
    return Keys(path) if path else None


def persons_keyed(given: Sequence[str], keys: Keys | None) -> list[int]:
    """The numbers of persons who are named by their keys.

    Raises:
        KeysUnnamed, KeyUnknown: there is no file of keys, or it does not hold one; a key is not repeated in what is said.
    """
    if given and keys is None:
        raise KeysUnnamed(reason="")
    numbers = keys.numbers["person"] if keys else {}
    if not all(each in numbers for each in given):
        raise KeyUnknown(file=keys.path if keys else "", reason="")
    return [numbers[each] for each in given]
