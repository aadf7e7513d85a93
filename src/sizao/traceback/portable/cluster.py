"""A Spark standalone cluster on this machine: one master and two workers on loopback, from the PySpark package.

``python -m sizao.traceback.portable.cluster up|down|state`` (``make spark-up``, ``make spark-down``). The package has no
start scripts for master and worker, so their classes are started directly. Everything lives in one folder, readable by
its owner alone: the configuration with the secret that drivers and workers must know, logs, scratch files, and
``cluster.json``, which says where the master listens.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sizao.kernel.errors import Unavailable
from sizao.kernel.words import Words

LOOPBACK = "127.0.0.1"
WORKERS = 2
MASTER_PORT = 7077
PATIENCE_S = 180
"""How long a cluster may take to stand: about six seconds on two idle cores, a minute where others work as well."""
JAVAS = (17, 21)
"""The versions of Java that Spark 4 is made for and Debian has."""


class SparkUnavailable(Unavailable):
    """Spark cannot be used: {reason}"""

    code = "trace.spark_unavailable"
    zh = "无法使用 Spark:{reason}"


@dataclass(frozen=True)
class Cluster:
    """A running cluster."""

    master: str
    """Address for drivers: ``spark://127.0.0.1:7077``."""
    web: str
    """Address of the master's own account of itself."""
    folder: str
    pids: tuple[int, ...]

    @property
    def configuration(self) -> Path:
        """The folder that drivers must name as their configuration."""
        return Path(self.folder) / "conf"


def home() -> Path:
    """Where ``make spark-up`` puts the cluster, unless ``SIZAO_SPARK`` names another folder."""
    named = os.environ.get("SIZAO_SPARK")
    return Path(named) if named else Path(__file__).resolve().parents[4] / "var" / "spark"


def package() -> Path:
    """The folder of the PySpark package, which is Spark itself."""
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise SparkUnavailable(
            reason=Words("未安装 pyspark,请执行 make spark-up", "pyspark is not installed: run make spark-up")
        )
    return Path(found.origin).parent


def java() -> Path:
    """A Java that Spark runs on: ``JAVA_HOME``, Debian's, or the one on the path."""
    named = os.environ.get("JAVA_HOME")
    standard = [path for version in JAVAS for path in sorted(Path("/usr/lib/jvm").glob(f"java-{version}-openjdk*"))]
    on_path = shutil.which("java")
    candidates = [Path(named)] if named else standard
    for candidate in candidates:
        if (candidate / "bin" / "java").exists():
            return candidate
    if on_path:
        return Path(on_path).resolve().parents[1]
    need = "apt-get install openjdk-17-jre-headless"
    raise SparkUnavailable(
        reason=Words(f"需要 Java 17 或 21;Debian 上请执行 {need}", f"it needs Java 17 or 21; on Debian: {need}")
    )


def up(folder: Path | None = None, *, port: int = MASTER_PORT, memory: str = "2g", is_brief: bool = False) -> Cluster:
    """Start a cluster and wait until both workers have joined; the one that stands already is returned as it is.

    Args:
        folder: Where it keeps what it needs; :func:`home` by default.
        port: Port of the master; any free one when it is taken or 0.
        memory: Memory of each worker, which has one core.
        is_brief: For a cluster of a few questions: Java compiles less, which saves more than it costs in the first minutes.

    Raises:
        SparkUnavailable: when Java or PySpark is absent, or the workers do not join in time.
    """
    folder = folder or home()
    standing = state(folder)
    if standing is not None:
        return standing
    _furnish(folder, memory, is_brief=is_brief)
    listening, web = _free(port), _free(0)
    address = f"spark://{LOOPBACK}:{listening}"
    pids = [_start(folder, "master", "Master", ["--port", str(listening), "--webui-port", str(web)])]
    for number in range(1, WORKERS + 1):
        scratch = ["--work-dir", str(folder / "work" / str(number))]
        size = ["--cores", "1", "--memory", memory, "--webui-port", "0"]
        pids.append(_start(folder, f"worker-{number}", "Worker", [*size, *scratch, address]))
    cluster = Cluster(address, f"http://{LOOPBACK}:{web}/json/", str(folder), tuple(pids))
    (folder / "cluster.json").write_text(json.dumps(asdict(cluster)), "utf-8")
    _wait(cluster)
    return cluster


def state(folder: Path | None = None) -> Cluster | None:
    """The cluster of a folder when it stands with all its workers."""
    path = (folder or home()) / "cluster.json"
    if not path.exists():
        return None
    body = json.loads(path.read_text("utf-8"))
    cluster = Cluster(**{**body, "pids": tuple(body["pids"])})
    return cluster if workers(cluster) == WORKERS else None


def workers(cluster: Cluster) -> int:
    """How many workers the master says are alive; 0 when it does not answer."""
    try:
        with urlopen(cluster.web, timeout=5) as answer:  # noqa: S310 - an address of our own, on loopback
            return int(json.load(answer).get("aliveworkers", 0))
    except (URLError, OSError, ValueError):
        return 0


def down(folder: Path | None = None) -> int:
    """Stop the cluster of a folder; returns how many processes were stopped."""
    folder = folder or home()
    path = folder / "cluster.json"
    if not path.exists():
        return 0
    pids = [pid for pid in json.loads(path.read_text("utf-8"))["pids"] if _is_ours(pid)]
    for pid in reversed(pids):
        os.kill(pid, signal.SIGTERM)
    for pid in pids:
        _await_end(pid)
    path.unlink()
    shutil.rmtree(folder / "work", ignore_errors=True)
    return len(pids)


def _furnish(folder: Path, memory: str, *, is_brief: bool) -> None:
    """The folders and the configuration; every part of the cluster must know the same secret."""
    for name in ("conf", "logs", "work", "scratch"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    settings = {
        "spark.authenticate": "true", "spark.authenticate.secret": secrets.token_hex(32),
        "spark.network.crypto.enabled": "true", "spark.driver.host": LOOPBACK, "spark.driver.bindAddress": LOOPBACK,
        "spark.local.dir": folder / "scratch", "spark.ui.enabled": "false", "spark.executor.memory": memory,
    }  # fmt: skip
    if is_brief:
        settings |= dict.fromkeys(("spark.driver.defaultJavaOptions", "spark.executor.defaultJavaOptions"), BRIEFLY)
    body = "".join(f"{name} {value}\n" for name, value in settings.items())
    path = folder / "conf" / "spark-defaults.conf"
    path.write_text(body, "utf-8")
    path.chmod(0o600)
    (folder / "conf" / "log4j2.properties").write_text(QUIET, "utf-8")


BRIEFLY = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
QUIET = """rootLogger.level = warn
rootLogger.appenderRef.stderr.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n
"""


def environment(configuration: Path) -> dict[str, str]:
    """What a process of Spark must find in its environment."""
    return {
        **os.environ, "SPARK_HOME": str(package()), "SPARK_CONF_DIR": str(configuration), "JAVA_HOME": str(java()),
        "SPARK_LOCAL_IP": LOOPBACK, "SPARK_NO_DAEMONIZE": "1", "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": BRIEFLY, "SPARK_LAUNCHER_OPTS": BRIEFLY,
    }  # fmt: skip


def _start(folder: Path, name: str, role: str, arguments: Sequence[str]) -> int:
    """Start a process that outlives this one, in a session of its own, writing to its log."""
    program = str(package() / "bin" / "spark-class")
    command = [program, f"org.apache.spark.deploy.{role.lower()}.{role}", "--host", LOOPBACK, *arguments]
    log = os.open(folder / "logs" / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    wiring = [(os.POSIX_SPAWN_DUP2, here, there) for here, there in ((nothing, 0), (log, 1), (log, 2))]
    try:
        return os.posix_spawn(program, command, environment(folder / "conf"), file_actions=wiring, setsid=True)
    finally:
        os.close(log)
        os.close(nothing)


def _wait(cluster: Cluster) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if workers(cluster) == WORKERS:
            return
        if not all(_runs(pid) for pid in cluster.pids):
            break
        time.sleep(0.2)
    down(Path(cluster.folder))
    logs = f"{cluster.folder}/logs"
    raise SparkUnavailable(
        reason=Words(f"集群未能启动,日志在 {logs}", f"the cluster did not stand; its logs are in {logs}")
    )


def _free(wanted: int) -> int:
    """The wanted port when nobody listens there, any free one otherwise."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise SparkUnavailable(reason=Words("没有可用端口", "there is no free port"))


def _runs(pid: int) -> bool:
    """Whether a process exists and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _is_ours(pid: int) -> bool:
    """Whether a process still runs and is one of Spark's; numbers of processes are used again."""
    try:
        return b"org.apache.spark" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _await_end(pid: int) -> None:
    for _try in range(100):
        if not _is_ours(pid):
            return
        _reap(pid)
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    _reap(pid)


def _reap(pid: int) -> None:
    """Take leave of a child; when ``down`` is another process than ``up``, its children are not ours."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def main(arguments: Sequence[str]) -> int:
    """``up``, ``down`` or ``state``; 1 when there is no cluster afterwards that should be there."""
    verb = arguments[0] if arguments else "state"
    if verb == "down":
        print(f"{down()} processes of Spark stopped")
        return 0
    try:
        cluster = up() if verb == "up" else state()
    except SparkUnavailable as problem:
        print(problem.words.in_language("en"), file=sys.stderr)
        return 1
    print(f"{cluster.master}, {WORKERS} workers" if cluster else "no cluster stands: make spark-up")
    return 0 if cluster else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
