"""An own PostgreSQL cluster in one folder: made once, started, stopped, and found again after any kind of death.

Passwords only (SCRAM), no network port, a private socket folder, the built-in C.UTF-8 collation so that every
installation sorts alike. Nothing outside the cluster's folder is touched.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

from sizao.spine.database import binaries, processes
from sizao.spine.database.errors import NoSecret, OtherVersion, OutOfReach, WouldNotStart

SUPERUSER = "postgres"
SOCKET_PATH_LIMIT = 100
"""Bytes that a socket's path may have with room to spare (the system's limit is 107)."""
ROOTS_FALLBACK = Path("/var/lib/sizao")
BUILTIN_COLLATION_SINCE = 17
CHECKSUMS_BY_DEFAULT_SINCE = 18

SETTINGS = """\
# Written by the platform at every start; put your own settings into a file that sorts after this one.
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
jit = off
max_connections = 100
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = '1d'
log_min_duration_statement = '1s'
log_parameter_max_length = 0
log_startup_progress_interval = '2s'
"""
DURABLE = """\
shared_buffers = '{buffers}MB'
fsync = on
synchronous_commit = on
full_page_writes = on
"""
FORGETFUL = """\
# For tests only: a crash loses data.
shared_buffers = '128MB'
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = '2GB'
"""

LEAST_BUFFERS, MOST_BUFFERS, BUFFERS_SHARE = 128, 2048, 16
"""Megabytes of PostgreSQL's own pages: a sixteenth of the machine, because the web server and the trace's lake want theirs."""

Say = Callable[[str], None]


def _silent(_: str) -> None:
    """Say nothing."""


def _durable() -> str:
    """The settings of a cluster whose data count, for this machine."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    return DURABLE.format(buffers=min(max(memory // BUFFERS_SHARE, LEAST_BUFFERS), MOST_BUFFERS))


class Cluster:
    """One PostgreSQL cluster under ``home``; several processes may share it, the first one starts it."""

    def __init__(self, home: Path, *, durable: bool = True, port: int = 5432) -> None:
        """Name the cluster; nothing happens before :meth:`start`. ``port`` only names the socket file."""
        self.user = binaries.server_user()
        self.asked_home = Path(home).absolute()
        self.home = self._placed(self.asked_home)
        self.data = self.home / "data"
        self.durable = durable
        self.port = port
        self.began_here = False
        """Whether this object started the server, rather than finding it running."""

    def _placed(self, home: Path) -> Path:
        """Where the cluster lives: ``home``, or under /var/lib when root's server user cannot enter there."""
        home = home.resolve()
        if self.user is None or self._can_be_entered(home):
            return home
        return ROOTS_FALLBACK / hashlib.sha256(str(home).encode()).hexdigest()[:16]

    def _can_be_entered(self, home: Path) -> bool:
        parents = [path for path in home.parents if path.exists()]
        return binaries.reachable(parents[0], self.user)

    # Starting and stopping

    def start(self, progress: Say | None = None) -> None:
        """Make the cluster if there is none, start it if it does not run, and wait until it answers.

        Crash recovery is waited for without limit; ``progress`` is given one short sentence at each change.
        """
        say = progress or _silent
        self._prepare_home(say)
        with self._locked():
            programs = binaries.within_reach(binaries.folder(), self.user, self.home, say)
            if not (self.data / "PG_VERSION").exists():
                say("making a new database cluster")
                self._initialise(programs)
            self._check_version(programs)
            if processes.postmaster(self.data) is None:
                self._clear_stale(say)
                self._configure()
                self._launch(programs)
                self.began_here = True
            self._await_ready(say)

    def stop(self) -> None:
        """Stop the server, if it runs: sessions are ended, everything committed is kept."""
        if not self.home.exists():
            return
        with self._locked():
            if processes.postmaster(self.data) is not None:
                programs = binaries.within_reach(binaries.folder(), self.user, self.home, _silent)
                binaries.run(programs, self.user, "pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", "86400", "stop")
            self.began_here = False

    def is_running(self) -> bool:
        """Whether a server lives over this data folder and says that it is ready."""
        return processes.postmaster(self.data) is not None and processes.state(self.data) == "ready"

    def admin(self, dbname: str = "postgres") -> dict[str, Any]:
        """How psycopg connects as the superuser: for making roles and databases, never for the platform's work."""
        path = self.home / "superuser.password"
        if not path.exists():
            raise NoSecret(path=path)
        return {
            "host": str(self._sockets()),
            "port": self.port,
            "user": SUPERUSER,
            "password": path.read_text().strip(),
            "dbname": dbname,
        }

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it if this object started it; a server that was found running is left running."""
        if self.began_here:
            self.stop()

    # The parts of a start

    def _prepare_home(self, say: Say) -> None:
        if self.home != self.asked_home.resolve():
            say(f"{self.user and self.user.pw_name} cannot enter {self.asked_home}: the database lives in {self.home}")
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home.chmod(0o700 if self.user is None else 0o711)
        if not binaries.reachable(self.home, self.user):
            raise OutOfReach(user=self.user.pw_name if self.user else "", path=self.home)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.home / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _initialise(self, programs: Path) -> None:
        """Run initdb beside the final place, so that one that was cut short is never taken for a cluster."""
        fresh, password = self.home / "data.new", self.home / "superuser.password"
        shutil.rmtree(fresh, ignore_errors=True)
        self._own_folder(fresh)
        write_secret(password, secrets.token_urlsafe(32), replace=True)
        self._give(password)
        version = binaries.major(programs)
        collation = ["--locale=C.UTF-8"]
        if version >= BUILTIN_COLLATION_SINCE:
            collation = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        checksums = [] if version >= CHECKSUMS_BY_DEFAULT_SINCE else ["--data-checksums"]
        options = ["-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={password}", "-E", "UTF8", "--no-instructions"]
        quick = [] if self.durable else ["--no-sync"]
        binaries.run(programs, self.user, "initdb", "-D", fresh, *options, *collation, *checksums, *quick)
        os.chown(password, os.geteuid(), os.getegid())
        fresh.rename(self.data)

    def _check_version(self, programs: Path) -> None:
        written, found = (self.data / "PG_VERSION").read_text().strip(), binaries.major(programs)
        if written != str(found):
            raise OtherVersion(path=self.data, data=written, program=found)

    def _clear_stale(self, say: Say) -> None:
        """Remove lock files that name a process which is not our server; wait for a killed server's children."""
        if not processes.outlive_orphans(self.data, say):
            raise WouldNotStart(reason=f"processes of a killed server still work in {self.data}")
        sockets = self._sockets()
        for lock_file in (self.data / "postmaster.pid", sockets / f".s.PGSQL.{self.port}.lock"):
            pid = processes.recorded_pid(lock_file)
            if pid is not None and not processes.is_postmaster(pid, self.data):
                say("the server was not stopped properly; it will recover by itself")
                lock_file.unlink()

    def _configure(self) -> None:
        own = self.data / "conf.d" / "00-sizao.conf"
        own.parent.mkdir(exist_ok=True)
        sockets = self._private_sockets()
        own.write_text(SETTINGS.format(port=self.port, sockets=sockets) + (_durable() if self.durable else FORGETFUL))
        self._give(own.parent)
        self._give(own)
        main = self.data / "postgresql.conf"
        if "\ninclude_dir = 'conf.d'" not in main.read_text():
            with main.open("a") as file:
                file.write("\ninclude_dir = 'conf.d'\n")

    def _launch(self, programs: Path) -> None:
        """Start the server in a session of its own: a Ctrl-C at the terminal is for us to pass on in order."""
        log = self.data / "start.log"
        log.write_text("")
        self._give(log)
        done = subprocess.run(  # type: ignore[call-overload]
            [str(programs / "pg_ctl"), "-D", str(self.data), "-W", "-s", "-l", str(log), "start"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=binaries.ENVIRONMENT,
            start_new_session=True,
            check=False,
            **binaries.switched(self.user),
        )
        if done.returncode:
            raise WouldNotStart(reason=self._last_words())

    def _await_ready(self, say: Say) -> None:
        began, told = time.monotonic(), ""
        while True:
            alive = processes.postmaster(self.data) is not None
            if alive and processes.state(self.data) == "ready":
                self._try_password()
                return
            if not alive and time.monotonic() - began > 1 and not self._still_launching():
                raise WouldNotStart(reason=self._last_words())
            news = self._recovery() or "the database is starting"
            if news != told and time.monotonic() - began > 1:
                told = news
                say(news)
            time.sleep(0.02 if time.monotonic() - began < 2 else 0.2)

    def _still_launching(self) -> bool:
        """A server that has just begun is there before its pid file is."""
        return any(True for _ in processes.orphans(self.data))

    def _try_password(self) -> None:
        with psycopg.connect(**self.admin(), connect_timeout=30):
            pass

    def _recovery(self) -> str:
        found = re.findall(r"redo in progress, elapsed time: [^\n]+", self._log())
        return f"the database is recovering: {found[-1]}" if found else ""

    def _log(self) -> str:
        logs = sorted((self.data / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
        return logs[-1].read_text(errors="replace")[-20000:] if logs else ""

    def _last_words(self) -> str:
        start = self.data / "start.log"
        said = start.read_text(errors="replace") if start.exists() else ""
        telling = ("FATAL", "PANIC", "error", "invalid")
        lines = [line for line in (said + self._log()).splitlines() if any(word in line for word in telling)]
        return "\n".join(lines[-5:]) or said[-1000:].strip() or "no reason was logged"

    # Folders

    def _sockets(self) -> Path:
        """The socket folder: inside home, else the recorded short one."""
        inside = self.home / "s"
        if len(os.fsencode(inside / f".s.PGSQL.{self.port}")) <= SOCKET_PATH_LIMIT:
            return inside
        record = self.home / "sockets-are-in"
        return Path(record.read_text().strip()) if record.exists() else inside

    def _private_sockets(self) -> Path:
        """The socket folder, made private; a short one in the temporary folder when home's path is too long."""
        sockets = self._sockets()
        too_long = len(os.fsencode(sockets / f".s.PGSQL.{self.port}")) > SOCKET_PATH_LIMIT
        if too_long or (sockets.parent != self.home and not self._is_private(sockets)):
            sockets = Path(tempfile.mkdtemp(prefix="sizao-", dir="/tmp"))
            (self.home / "sockets-are-in").write_text(str(sockets))
        self._own_folder(sockets)
        return sockets

    def _is_private(self, folder: Path) -> bool:
        """Whether a folder in a shared place is still ours alone (someone else may have made it anew)."""
        try:
            facts = folder.lstat()
        except FileNotFoundError:
            return False
        owner = os.geteuid() if self.user is None else self.user.pw_uid
        return folder.is_dir() and not folder.is_symlink() and facts.st_uid == owner and facts.st_mode & 0o777 == 0o700

    def _own_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        self._give(folder)

    def _give(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)


def write_secret(path: Path, value: str, *, replace: bool = False) -> None:
    """Write a file that only its owner can read, from its first byte on."""
    if replace:
        path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(value)
