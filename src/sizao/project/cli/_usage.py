"""What was typed wrongly, said as everything else is: a sentence in the terminal's language, a document with ``--json``."""

from __future__ import annotations

import argparse
import errno
import re
from typing import Any, NoReturn

from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.project.cli.speech import say

SAID = (
    (r"the following arguments are required: (.+)", "缺少参数:{0}"),
    (r"one of the arguments (.+) is required", "须给出其中一个:{0}"),
    (r"unrecognized arguments: (.+)", "没有这样的参数:{0}"),
    (r"ambiguous option: (.+) could match (.+)", "参数 {0} 不明确,可能是 {1}"),
    (r"argument (.+): invalid choice: (.+) \(choose from (.+)\)", "{0} 不能是 {1},只能是:{2}"),
    (r"argument (.+): invalid \w+ value: (.+)", "{0} 的值不正确:{1}"),
    (r"argument (.+): expected .+ arguments?", "{0} 缺少取值"),
    (r"argument (.+): not allowed with argument (.+)", "{0} 不能与 {1} 同用"),
)
"""What argparse says in English, and the same in Chinese."""
OF_FILES = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EISDIR: "这是目录,不是文件",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许这样做",
    errno.EEXIST: "文件已存在",
    errno.ENOSPC: "磁盘空间不足",
    errno.EROFS: "磁盘为只读",
}


class TypedWrongly(Invalid):
    """{what}; see {verb} --help"""

    code = "sizao.usage"
    zh = "{what};用法见 {verb} --help"


class Parser(argparse.ArgumentParser):
    """A parser whose verbs all know ``--json``, sub-verbs too, and that says what is wrong instead of its whole usage."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the switch; a module that adds its own replaces it."""
        super().__init__(*args, **{"conflict_handler": "resolve", **kwargs})
        words = say("只在标准输出打印一个 JSON 文档", "print exactly one JSON document on stdout")
        self.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=words)

    def error(self, message: str) -> NoReturn:
        """Refuse what was typed.

        Raises:
            TypedWrongly: always.
        """
        raise TypedWrongly(what=said(message), verb=self.prog)


def said(message: str) -> Words:
    """A message of argparse in both languages; one of the platform's own checks stays as it is."""
    for english, chinese in SAID:
        found = re.fullmatch(english, message, re.DOTALL)
        if found:
            return Words(chinese.format(*found.groups()), message)
    return Words(message, message)


def of_file(error: OSError) -> Words:
    """What went wrong with a file."""
    if error.filename is None:
        return Words(str(error), str(error))
    chinese = OF_FILES.get(error.errno or 0, error.strerror)
    return Words(f"{error.filename}:{chinese}", f"{error.filename}: {error.strerror}")
