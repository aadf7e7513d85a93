"""Checks of the database: weak roles, row-level security on every table about persons, durability, version, tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from sizao.kernel.words import Words
from sizao.project.doctor.findings import Finding, fault, fine, warning
from sizao.spine.database import roles

OLDEST_VERSION = 15
PERSONAL = ("quasi", "identifying")


def _rows(query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or [])
        return list(cursor.fetchall())


def version() -> Finding:
    """PostgreSQL is 15 or later."""
    number, text = _rows(
        "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version')"
    )[0]
    found = Words(f"PostgreSQL {text}", f"PostgreSQL {text}")
    if number < OLDEST_VERSION:
        return fault("version", found, Words("请升级到 15 或更高版本", "upgrade to version 15 or later"))
    return fine("version", found.zh, found.en)


def weak_roles() -> Finding:
    """Every role of the platform exists, and none is a superuser or bypasses row-level security."""
    query = "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = ANY(%s)"
    known = dict(_rows(query, [list(roles.ROLES)]))
    missing = sorted(set(roles.ROLES) - set(known))
    strong = sorted(name for name, is_strong in known.items() if is_strong)
    if strong:
        names = ", ".join(strong)
        return fault(
            "roles",
            Words(f"数据库角色 {names} 可绕过行级安全", f"database roles {names} can bypass row-level security"),
            Words("执行 ALTER ROLE … NOSUPERUSER NOBYPASSRLS", "run ALTER ROLE … NOSUPERUSER NOBYPASSRLS"),
        )
    if missing:
        names = ", ".join(missing)
        return fault("roles", Words(f"缺少数据库角色 {names}", f"database roles {names} are missing"), _run_migrate())
    return fine("roles", "数据库角色均无特权", "no database role is a superuser or bypasses row-level security")


def _run_migrate() -> Words:
    return Words("运行 sizao migrate", "run sizao migrate")


def personal_tables() -> Iterator[type[Model]]:
    """The models outside the spine that declare a field about a person (their ``Sensitivity`` class says so)."""
    for model in apps.get_models():
        labels = getattr(model, "Sensitivity", object)
        in_a_room = model.__module__.startswith("sizao.") and not model.__module__.startswith("sizao.spine.")
        if in_a_room and any(getattr(labels, name) in PERSONAL for name in _names(labels)):
            yield model


def _names(labels: type) -> list[str]:
    """The fields that a ``Sensitivity`` class labels, those of a shared base included."""
    return [name for name in dir(labels) if not name.startswith("_")]


def row_security() -> Finding:
    """Row-level security is enabled and forced on every table with person data."""
    tables = sorted(model._meta.db_table for model in personal_tables())
    query = "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relrowsecurity AND relforcerowsecurity"
    forced = {name for (name,) in _rows(query, [tables])}
    bare = [table for table in tables if table not in forced]
    if bare:
        return fault(
            "row_security",
            Words(f"{len(bare)} 张含个人信息的表未强制行级安全:{', '.join(bare)}",
                  f"{len(bare)} tables with person data lack forced row-level security: {', '.join(bare)}"),
            Words("停止服务,在该表迁移中加入 by_area 等策略", "stop serving; end the table's migration with a policy such as by_area"),
        )  # fmt: skip
    return fine(
        "row_security", f"{len(tables)} 张含个人信息的表均强制行级安全", f"row-level security is forced on all {len(tables)} tables with person data"
    )  # fmt: skip


def durability() -> Finding:
    """An acknowledged write is on the disk."""
    names = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
    shown = {name: str(_rows(f"SHOW {name}")[0][0]) for name in names}
    safe = ("on", "remote_write", "remote_apply", "local")
    loose = [name for name, value in shown.items() if value not in safe]
    if set(loose) - {"data_checksums"}:
        said = ", ".join(f"{name}={shown[name]}" for name in loose)
        return fault(
            "durability",
            Words(f"断电可能丢失已确认的数据:{said}", f"a power cut can lose acknowledged data: {said}"),
            Words("在 PostgreSQL 配置中恢复为 on", "set them to on in PostgreSQL's configuration"),
        )
    if loose:
        return warning(
            "durability",
            Words("未启用数据校验和", "data checksums are off"),
            Words("停机后运行 pg_checksums --enable", "run pg_checksums --enable while the server is stopped"),
        )
    return fine("durability", "已确认的写入都在磁盘上", "acknowledged writes are on the disk, with checksums")


def tables() -> Finding:
    """No migration is waiting."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        words = Words(f"有 {len(waiting)} 个迁移未执行", f"{len(waiting)} migrations are waiting")
        return fault("tables", words, _run_migrate())
    return fine("tables", "数据表为当前版本", "the tables are those of this version")


def network() -> Finding:
    """The database listens to no network, or speaks TLS there."""
    listening, tls = _rows("SELECT current_setting('listen_addresses'), current_setting('ssl')")[0]
    if listening and tls != "on":
        return warning(
            "database_network",
            Words(f"数据库在 {listening} 上不加密监听", f"the database listens on {listening} without TLS"),
            Words("启用 ssl,或将 listen_addresses 置空", "turn ssl on, or empty listen_addresses"),
        )
    return fine(
        "database_network", "数据库未在网络上明文监听", "the database does not listen to the network in the clear"
    )


CHECKS = (version, weak_roles, row_security, durability, tables, network)
