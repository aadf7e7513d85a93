"""``sizao serve``: database, web and worker as one unit, from the first start to a clean stop."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import http
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg

from sizao.kernel.errors import Refused, Unavailable
from sizao.kernel.words import Words
from sizao.project import children, first_start, installation, static_files, tables
from sizao.project.cli.address import Address, parse
from sizao.project.cli.migrate import manage, migrate
from sizao.project.cli.outcome import Outcome, as_json
from sizao.project.cli.speech import note, say
from sizao.project.drilling import keeper
from sizao.project.supervisor import Child, Supervisor, pause
from sizao.project.worlds.wuxi import state
from sizao.spine.database import processes, roles
from sizao.spine.database.errors import WouldNotStart
from sizao.spine.database.launcher import Cluster

NEEDS_DATABASE = False
LOOK_AT_DATABASE_SECONDS = 2.0


class AlreadyServing(Refused):
    """Another sizao serve already works on {home}."""

    code = "serve.already"
    zh = "{home} 上已有一个 sizao serve 在运行。"


class PortTaken(Refused):
    """The address {address} is taken by another program; choose another one with --bind."""

    code = "serve.port_taken"
    zh = "地址 {address} 已被其他程序占用;请用 --bind 另选一个。"


class DemonstrationFailed(Unavailable):
    """The demonstration could not be loaded, for the reason above; sizao serve --no-demo starts without it."""

    code = "serve.demonstration"
    zh = "演示数据未能载入,原因见上;可用 sizao serve --no-demo 不载入演示数据启动。"


def register(subparsers: Any) -> None:
    """Add the verb and its options."""
    words = say("启动数据库、网页服务和后台任务", "start the database, the web server and the worker")
    verb = subparsers.add_parser("serve", help=words, description=words)
    verb.add_argument("--bind", default=os.environ.get("SIZAO_BIND", "127.0.0.1:8000"), metavar="HOST:PORT")
    verb.add_argument(
        "--behind-proxy", action="store_true", help=say("由前置代理提供 TLS", "a proxy in front does TLS")
    )
    verb.add_argument("--certificate", type=Path, help=say("TLS 证书文件", "TLS certificate file"))
    verb.add_argument("--key", type=Path, help=say("TLS 私钥文件", "TLS private key file"))
    verb.add_argument(
        "--host", action="append", default=[], help=say("对外域名,可多次给出", "a public name; repeatable")
    )
    verb.add_argument("--web-processes", type=int, default=2)
    verb.add_argument("--no-demo", action="store_true", help=say("不载入演示数据", "do not load the demonstration"))
    verb.add_argument(
        "--city", type=int, default=state.PEOPLE, metavar="N",
        help=say("演示城市的人数,0 为不载入", "people of the demonstration city, 0 for none"),
    )  # fmt: skip


def run(args: argparse.Namespace) -> Outcome:
    """Serve until told to stop."""
    address = parse(args.bind, certificate=args.certificate, key=args.key, behind_proxy=args.behind_proxy)
    began = time.monotonic()
    with stoppable(), _alone(), _port_is_free(address):
        place = installation.find(note)
        try:
            with contextlib.suppress(KeyboardInterrupt):
                _make_ready(place, demonstration=not args.no_demo)
                _supervise(args, address, place, began)
        finally:
            (installation.home() / "serve.json").unlink(missing_ok=True)
            note(Words("正在停止数据库", "stopping the database"))
            if place.cluster is not None:
                place.cluster.stop()
    return Outcome(None, [Words("已全部停止", "all stopped")])


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn SIGTERM, and the end of the terminal, into the exception that Ctrl-C is: every step on the way up is undone in order.

    Who was told to outlive its terminal (nohup) does.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    wanted = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, interrupt) for each in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    home = installation.home()
    home.mkdir(parents=True, exist_ok=True)
    with (home / "serve.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise AlreadyServing(home=home) from taken
        yield


@contextlib.contextmanager
def _port_is_free(address: Address) -> Iterator[None]:
    """Find out now, not after the database has been made."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as taken:
            raise PortTaken(address=address.printed) from taken
    yield


def _make_ready(place: installation.Place, *, demonstration: bool) -> None:
    note(Words("正在准备数据库角色", "making the database roles"))
    installation.prepare(place)
    if not tables.are_known(place):
        note(Words("正在升级数据表", "bringing the tables up to date"))
        migrate()
        tables.note_known(place)
    if not static_files.are_collected():
        note(Words("正在整理静态文件", "collecting static files"))
        manage(roles.WORKER, "collectstatic", "--no-input", "--clear", "-v", "0", **children.COLLECTED)
        static_files.note_collected()
    if demonstration and not first_start.is_loaded():
        note(Words("正在载入演示数据", "loading the demonstration worlds"))
        _load_demonstration()


def _load_demonstration() -> None:
    command = [sys.executable, "-m", "sizao.project.first_start"]
    done = subprocess.run(
        command, env=installation.environment(roles.WORKER), stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
    )
    if done.returncode:
        raise DemonstrationFailed


def _supervise(args: argparse.Namespace, address: Address, place: installation.Place, began: float) -> None:
    def ready() -> None:
        _announce(args, address, time.monotonic() - began)

    def speak(zh: str, en: str) -> None:
        note(Words(zh, en))

    facts = {"pid": os.getpid(), "host": address.host, "port": address.port, "tls": address.is_tls}
    (installation.home() / "serve.json").write_text(json.dumps({**facts, "behind_proxy": address.behind_proxy}))
    Supervisor(_children(args, address), beat=_DatabaseWatch(place), say=speak).run(_FrontDoor(address), ready)
    note(Words("网页服务和后台任务已停止", "web server and worker stopped"))


class _FrontDoor:
    """Whether the first page can be opened; an error there is said once, for waiting will not mend it."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.told = False

    def __call__(self) -> bool:
        status = self.address.answers()
        if status is not None and status >= http.HTTPStatus.INTERNAL_SERVER_ERROR and not self.told:
            self.told = True
            note(
                Words(
                    f"首页返回错误 {status},详见上方日志",
                    f"the first page answers with error {status}; see the log above",
                )
            )
        return status is not None and status < http.HTTPStatus.INTERNAL_SERVER_ERROR


class _DatabaseWatch:
    """Starts the embedded database again when it was killed from outside, and once more when it dies while it starts."""

    def __init__(self, place: installation.Place) -> None:
        self.cluster = place.cluster
        self.next_look = 0.0
        self.failures = 0

    def __call__(self) -> None:
        if self.cluster is None or time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + LOOK_AT_DATABASE_SECONDS
        if processes.postmaster(self.cluster.data) is None:
            note(Words("数据库意外退出,正在重新启动", "the database was killed; starting it again"))
            self._start(self.cluster)

    def _start(self, cluster: Cluster) -> None:
        """A start that fails is tried again after a pause: the web server says meanwhile that it is not ready."""
        try:
            cluster.start(note)
            self.failures = 0
        except (WouldNotStart, psycopg.OperationalError) as failure:
            self.failures += 1
            wait = pause(self.failures)
            self.next_look = time.monotonic() + wait
            note(
                Words(
                    f"数据库未能启动,{wait:g} 秒后再试:{failure}", f"it did not start; again in {wait:g} s: {failure}"
                )
            )


def _children(args: argparse.Namespace, address: Address) -> list[Child]:
    """The web server, the worker, and the keeper that serves drills beside them.

    All but the web server let the first page come first. While the demonstration city is being loaded the worker rests: its sweeps would hold the past that is played to be
    late, and what waits for it is delivered by the loading.
    """
    web = children.web(address, installation.environment(roles.WEB), processes=args.web_processes, hosts=args.host)
    worker = children.worker(installation.environment(roles.WORKER))
    drills = keeper.child(address, args.host)
    worker.is_second = drills.is_second = True
    found = [web, worker, drills]
    known = state.read()
    if args.no_demo or not args.city or not first_start.is_loaded() or (known is not None and known.is_done):
        return found
    command = [sys.executable, "-m", "sizao.project.worlds.wuxi.loading", str(args.city)]
    worker.after = Child(
        "city", command, installation.environment(roles.WEB), is_once=True, is_second=True,
        given_up=lambda: state.announce(None),
    )  # fmt: skip
    return [web, worker.after, *found[1:]]


def _announce(args: argparse.Namespace, address: Address, seconds: float) -> None:
    """Say where it is and who may sign in: a table for people, one JSON document for machines."""
    found, city = first_start.log_ins(), state.read()
    if args.json:
        facts = {"address": address.url, "ready_after_seconds": round(seconds, 1), "log_ins": found}
        print(as_json({**facts, "city": asdict(city) if city else None}), flush=True)
        return
    print(
        say(f"\n四早已就绪({seconds:.0f} 秒):{address.url}", f"\nSizao is ready after {seconds:.0f} s: {address.url}")
    )
    secure = say(
        "手机扫码和离线功能需要 https 或本机地址(浏览器的安全上下文);对外服务请配置证书或前置代理。",
        "Scanning and offline work need https or this machine's own address (a secure context in the browser);\n"
        "give a certificate or put a proxy in front before serving others.",
    )
    print(secure)
    if found:
        _print_table(found)
        for line in _of_the_city(city):
            print(say(line.zh, line.en))
    print(say("按 Ctrl-C 停止。", "Press Ctrl-C to stop."), flush=True)


def _of_the_city(city: state.State | None) -> list[Words]:
    """Where the demonstration city stands, and the ways into the page for contacts."""
    if city is None:
        return []
    return [city.words, *(state.said(each) for each in city.doors)]


def _print_table(found: list[dict[str, Any]]) -> None:
    """The log-ins; one pass-phrase that opens them all is said once, below."""
    from rich.console import Console
    from rich.table import Table

    phrases = {row.get("password") for row in found}
    names = [name for name in found[0] if name != "password" or len(phrases) > 1]
    table = Table(title=say("演示账户(正式使用前请停用)", "Demonstration log-ins (remove them before real use)"))
    for name in names:
        table.add_column(name.replace("_", " "))
    for row in found:
        table.add_row(*(_cell(row.get(name)) for name in names))
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    if len(phrases) == 1:
        phrase = phrases.pop()
        print(say(f"全部账户的口令:{phrase}", f"The pass-phrase of all of them: {phrase}"))


def _cell(value: Any) -> str:
    return say(value["zh"], value["en"]) if isinstance(value, dict) and "zh" in value else str(value or "")
