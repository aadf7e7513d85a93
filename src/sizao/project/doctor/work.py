"""Checks of the work in progress: the worker, its jobs, undelivered events, the access log's chain, demonstration accounts."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from sizao.ground.presence import queries as presence
from sizao.kernel.words import Words
from sizao.project import installation
from sizao.project.doctor.findings import Finding, fault, fine, warning
from sizao.project.worlds.wuxi import state
from sizao.spine import clock
from sizao.spine.accounts import queries as accounts
from sizao.spine.audit import queries as audit
from sizao.spine.outbox import queries as outbox

WORKER_SILENT_SECONDS = 60
LAG_WARNING_SECONDS = 60
LAG_FAULT_SECONDS = 600
LONGEST_UNSEALED = timedelta(days=2)
"""A day that closed earlier should have been sealed by now."""


def _one(query: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return tuple(cursor.fetchone())


def worker() -> Finding:
    """A worker gave a sign of life within the last minute."""
    (silence,) = _one(
        "SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat))::float FROM procrastinate_workers"
    )
    start = Words("运行 sizao serve,或查看 worker 的日志", "run sizao serve, or read the worker's log")
    if _city_is_coming():
        rests = Words("后台任务暂停,等待演示城市载入", "the worker rests until the demonstration city is loaded")
        return warning("worker", rests, Words("稍候即自动启动", "it starts by itself"))
    if silence is None:
        return fault("worker", Words("没有后台任务进程", "no worker runs"), start)
    seconds = float(str(silence))
    if seconds > WORKER_SILENT_SECONDS:
        words = Words(f"后台任务进程已 {seconds:.0f} 秒无响应", f"the worker has been silent for {seconds:.0f} s")
        return fault("worker", words, start)
    return fine("worker", "后台任务进程正常", f"the worker was alive {seconds:.0f} s ago")


def _city_is_coming() -> bool:
    known = state.read()
    return known is not None and not known.is_done and installation.is_served()


def jobs() -> Finding:
    """No job failed for good, and none lies since a worker died."""
    failed, stalled = _one(
        "SELECT count(*) FILTER (WHERE status = 'failed'), count(*) FILTER (WHERE status = 'doing' AND worker_id IS NULL) "
        "FROM procrastinate_jobs"
    )
    if failed or stalled:
        return warning(
            "jobs",
            Words(f"失败任务 {failed} 个,中断任务 {stalled} 个", f"{failed} jobs failed, {stalled} were cut short"),
            Words("查看日志中的任务名称和原因", "find their names and reasons in the worker's log"),
        )
    return fine("jobs", "没有失败或中断的任务", "no job failed or was cut short")


def events() -> Finding:
    """Every event reached those who listen."""
    lag = outbox.lag(clock.now())
    words = Words(f"最早未送达事件已等待 {lag:.0f} 秒", f"the oldest undelivered event has waited {lag:.0f} s")
    advice = Words("检查后台任务进程", "see to the worker")
    if lag > LAG_FAULT_SECONDS:
        return fault("events", words, advice)
    if lag > LAG_WARNING_SECONDS:
        return warning("events", words, advice)
    return fine("events", "事件均已送达", f"events are delivered (lag {lag:.0f} s)")


def access_log() -> Finding:
    """The access log's hash chain holds."""
    checked = audit.check_chain()
    if not checked.holds:
        return fault(
            "access_log",
            Words(f"访问记录哈希链在第 {checked.broken_at} 环断裂", f"the access log's chain breaks at link {checked.broken_at}"),
            Words("保全证据并通知审计人员,不要修复", "keep everything as it is and call the auditors; do not repair it"),
        )  # fmt: skip
    return fine(
        "access_log", f"访问记录哈希链完整({checked.links} 环,{checked.rows} 条)",
        f"the access log's chain holds ({checked.links} links, {checked.rows} rows)",
    )  # fmt: skip


def demonstration() -> Finding:
    """No demonstration account can sign in (they have no second factor)."""
    active = [each for each in accounts.demonstration_accounts() if each.is_active]
    if active:
        return warning(
            "demonstration",
            Words(f"有 {len(active)} 个演示账户可登录", f"{len(active)} demonstration accounts can sign in"),
            Words("正式使用前停用它们", "close them before real use"),
        )
    return fine("demonstration", "没有可登录的演示账户", "no demonstration account can sign in")


def lake() -> Finding:
    """The lake of sealed visits is what was sealed, and no closed day waits for long."""
    known = presence.standing()
    faults = presence.lake_faults()
    if faults:
        return fault(
            "lake",
            Words(f"到访数据湖有 {len(faults)} 处异常:{faults[0]}", f"the lake of visits has {len(faults)} faults: {faults[0]}"),
            Words("停止封存,从备份恢复该目录", "stop sealing and restore the folder from a backup"),
        )  # fmt: skip
    waiting = [day for day, _rows in presence.tail_days(clock.now() - LONGEST_UNSEALED)]
    if waiting and not presence.holds(clock.now()):
        return warning(
            "lake",
            Words(f"{len(waiting)} 个已结束的日期尚未封存,最早 {waiting[0]}", f"{len(waiting)} closed days are not sealed, the first is {waiting[0]}"),
            Words("查看后台任务 presence.seal", "look at the worker's job presence.seal"),
        )  # fmt: skip
    rows = known.rows if known else 0
    return fine("lake", f"到访数据湖完好({rows:,} 条)", f"the lake of visits is whole ({rows:,} rows)")


def demonstration_city() -> Finding:
    """The demonstration city is whole, or on its way."""
    known = state.read()
    if known is None:
        return fine("demonstration_city", "没有演示城市", "there is no demonstration city")
    if known.is_done:
        return fine("demonstration_city", known.words.zh, known.words.en)
    if _city_is_coming():
        wait = Words("载入期间后台任务暂停,完成后自动启动", "the worker rests meanwhile and starts when it is done")
        return warning("demonstration_city", known.words, wait)
    stopped = Words(
        f"演示城市载入至 {known.share:.0%} 时中断",
        f"the loading of the demonstration city was interrupted at {known.share:.0%}",
    )
    return warning("demonstration_city", stopped, Words("再次运行 sizao serve 即继续", "sizao serve goes on with it"))


CHECKS = (worker, jobs, events, access_log, demonstration, demonstration_city, lake)
