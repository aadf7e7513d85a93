"""What can keep the database from standing: each sentence says what to do about it."""

from __future__ import annotations

from sizao.kernel.errors import Refused, Unavailable


class NoServerProgram(Unavailable):
    """No PostgreSQL program was found; run make run again, set SIZAO_PG_BIN to a folder of PostgreSQL 15 or later, or use DATABASE_URL."""

    code = "database.no_program"
    zh = "未找到 PostgreSQL 程序:请重新执行 make run,或将 SIZAO_PG_BIN 设为 PostgreSQL 15 及以上的 bin 目录,或使用 DATABASE_URL。"


class NoUnprivilegedUser(Unavailable):
    """PostgreSQL refuses to run as root, and none of the users {users} exists; set SIZAO_PG_USER or start as another user."""

    code = "database.no_user"
    zh = "PostgreSQL 不允许以 root 运行,且系统中没有用户 {users};请设置 SIZAO_PG_USER,或改用普通用户启动。"


class OutOfReach(Unavailable):
    """The user {user} that runs PostgreSQL cannot enter {path}; choose a folder that it can enter, or start as another user."""

    code = "database.out_of_reach"
    zh = "运行 PostgreSQL 的用户 {user} 无法进入 {path};请另选其可进入的目录,或改用普通用户启动。"


class OtherVersion(Unavailable):
    """The data in {path} was written by PostgreSQL {data}, but the program found is version {program}; use that version, or dump and restore."""

    code = "database.other_version"
    zh = "{path} 中的数据由 PostgreSQL {data} 写入,而当前程序为 {program} 版;请使用原版本,或先导出再恢复。"


class WouldNotStart(Unavailable):
    """PostgreSQL did not start: {reason}"""

    code = "database.would_not_start"
    zh = "PostgreSQL 未能启动:{reason}"


class RoleTooStrong(Unavailable):
    """The database role {role} is a superuser or bypasses row-level security; take that from it before the platform may use it."""

    code = "database.role_too_strong"
    zh = "数据库角色 {role} 是超级用户或可绕过行级安全;取消该权限后平台方可使用。"


class NoSecret(Unavailable):
    """The password file {path} is missing; run sizao serve, which makes the roles and their passwords."""

    code = "database.no_secret"
    zh = "缺少口令文件 {path};请运行 sizao serve,它会建立角色和口令。"


class DatabaseInUse(Refused):
    """Somebody still works in the database {name}, and this role may not make them stop; end their processes, then try again."""

    code = "database.in_use"
    zh = "数据库 {name} 仍有连接,当前角色无权中断;请先结束相关进程后重试。"
