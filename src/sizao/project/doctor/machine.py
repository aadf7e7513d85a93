"""Checks of the machine and of what it shows to others: disk, clock, private files, sockets, the web address, DEBUG."""

from __future__ import annotations

import ctypes
import json
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.db import connection

from sizao.kernel.words import Words
from sizao.project import installation
from sizao.project.cli.address import is_loopback
from sizao.project.doctor.findings import Finding, fault, fine, warning
from sizao.spine import clock

DISK_WARNING, DISK_FAULT = 0.80, 0.90
SMALLEST_ROOM_BYTES = 2 * 1024**3
"""Less than this and a full write-ahead log can stop the database even for readers."""
CLOCK_MAY_DIFFER_SECONDS = 2.0
CLOCK_NOT_SYNCHRONISED = 5
"""``TIME_ERROR`` of adjtimex(2)."""


def disk() -> Finding:
    """There is room where the data lies."""
    usage = shutil.disk_usage(installation.home())
    share = usage.used / usage.total
    words = Words(
        f"磁盘已用 {share:.0%},剩余 {usage.free / 1024**3:.0f} GiB",
        f"disk {share:.0%} used, {usage.free / 1024**3:.0f} GiB free",
    )
    advice = Words("扩容或清理,满盘会停止录入", "make room: a full disk stops all intake")
    if share >= DISK_FAULT or usage.free < SMALLEST_ROOM_BYTES:
        return fault("disk", words, advice)
    return warning("disk", words, advice) if share >= DISK_WARNING else fine("disk", words.zh, words.en)


def time() -> Finding:
    """This machine and the database agree on the time, and the time is synchronised."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - clock.wall()).total_seconds())
    advice = Words("启用时间同步(如 chrony)", "turn on time synchronisation (chrony, for example)")
    if apart > CLOCK_MAY_DIFFER_SECONDS:
        words = Words(f"本机与数据库时间相差 {apart:.0f} 秒", f"this machine and the database are {apart:.0f} s apart")
        return fault("clock", words, advice)
    if not _is_synchronised():
        return warning("clock", Words("系统时间未同步", "the system's clock is not synchronised"), advice)
    return fine("clock", "系统时间一致", "the clocks agree")


def _is_synchronised() -> bool:
    """What the kernel says of its own clock; unknown counts as synchronised."""
    if sys.platform != "linux":
        return True
    room = ctypes.create_string_buffer(512)
    return bool(ctypes.CDLL(None).adjtimex(room) != CLOCK_NOT_SYNCHRONISED)


def private_files() -> Finding:
    """Passwords and keys can be read by their owner alone."""
    home = installation.home()
    folders = [home / "secrets", home / "keys", home / "pg" / "superuser.password"]
    paths = [path for folder in folders if folder.exists() for path in (folder, *folder.rglob("*"))]
    open_to_others = [path for path in paths if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_to_others:
        names = ", ".join(str(path.relative_to(home)) for path in open_to_others)
        return fault(
            "private_files",
            Words(f"其他用户可读取 {names}", f"other users can read {names}"),
            Words("执行 chmod 600,并更换这些口令", "run chmod 600 and change those secrets"),
        )
    return fine("private_files", "口令和密钥文件仅本人可读", "passwords and keys are private")


def socket_folder() -> Finding:
    """Nobody else can knock at the embedded database."""
    known = installation.recorded()
    folder = Path(str(known.get("host", "")))
    if not known.get("embedded", False) or not folder.is_absolute() or not folder.exists():
        return fine("socket", "使用外部数据库", "the database is an external one")
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        return fault(
            "socket",
            Words(f"数据库套接字目录权限为 {mode:o}", f"the database's socket folder has mode {mode:o}"),
            Words("停止服务后执行 chmod 700", "stop serving and run chmod 700 on it"),
        )
    return fine("socket", "数据库套接字目录为私有", "the database's socket folder is private")


def debugging() -> Finding:
    """Error pages show nothing of the inside."""
    if settings.DEBUG:
        return fault(
            "debug",
            Words("DEBUG 已打开,错误页会泄露内部信息", "DEBUG is on: error pages show the inside"),
            Words("关闭 DEBUG", "turn DEBUG off"),
        )
    return fine("debug", "DEBUG 已关闭", "DEBUG is off")


def web_address() -> Finding:
    """Nobody but this machine is served in the clear; what listens is asked of the system, not of a setting."""
    known = _serving()
    start = Words("运行 sizao serve", "run sizao serve")
    if not known:
        return warning("web", Words("网页服务未运行", "the web server does not run"), start)
    open_ones = sorted({host for host in _listening(int(known["pid"])) if not is_loopback(host)})
    if open_ones and not (known["tls"] or known["behind_proxy"]):
        return fault(
            "web",
            Words(f"网页服务在 {', '.join(open_ones)} 上明文监听", f"pages are served in the clear on {', '.join(open_ones)}"),
            Words("使用 --certificate/--key 或 --behind-proxy", "use --certificate and --key, or --behind-proxy"),
        )  # fmt: skip
    if open_ones and not known["tls"]:
        return warning(
            "web",
            Words(f"{', '.join(open_ones)} 依赖前置代理提供 TLS", f"{', '.join(open_ones)} relies on a proxy for TLS"),
            Words("确认防火墙只放行该代理", "make sure that only the proxy can reach it"),
        )
    return fine("web", "网页服务未明文对外", "pages are served to this machine or over TLS")


def _serving() -> dict[str, Any]:
    path = installation.home() / "serve.json"
    known = dict(json.loads(path.read_text())) if path.exists() else {}
    return known if known and psutil.pid_exists(int(known["pid"])) else {}


def _listening(pid: int) -> list[str]:
    """The addresses on which a process and its children listen."""
    try:
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
        found = [each for process in family for each in process.net_connections("inet")]
    except psutil.Error:
        return []
    return [each.laddr.ip for each in found if each.status == psutil.CONN_LISTEN]


CHECKS = (disk, time, private_files, socket_folder, debugging, web_address)
