"""The demonstration's accounts: one per role, on the area where that role's work is, under one random pass-phrase.

They are exempt from the second factor and marked, and ``sizao doctor`` reports them as long as they exist.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.project.worlds.posts import Post
from sizao.spine.accounts import actions, queries
from sizao.spine.accounts.types import Role

POSTS: tuple[Post, ...] = (
    Post(
        "commander",
        Role.COMMANDER,
        "3202",
        Words("无锡市指挥部指挥长", "Commander, Wuxi headquarters"),
        "无锡市疫情防控指挥部",
    ),
    Post(
        "yixing-commander",
        Role.COMMANDER,
        "320282",
        Words("宜兴市指挥部指挥长", "Commander, Yixing headquarters"),
        "宜兴市疫情防控指挥部",
    ),
    Post("coordinator", Role.COORDINATOR, "320282", Words("宜兴综合协调组", "Coordination group, Yixing")),
    Post(
        "epidemiologist",
        Role.EPIDEMIOLOGIST,
        "320282",
        Words("宜兴疾控流调员", "Epidemiologist, Yixing CDC"),
        "宜兴市疾病预防控制中心",
    ),
    Post("tracer", Role.TRACER, "320282", Words("宜兴电话流调员", "Contact-tracing caller, Yixing")),
    Post("lab", Role.LAB, "3202", Words("无锡核酸检测机构", "Laboratory, Wuxi")),
    Post("sampler", Role.SAMPLER, "320282", Words("万石镇采样点", "Sampling point, Wanshi")),
    Post("site-manager", Role.SITE_MANAGER, "320211", Words("滨湖集中隔离点", "Quarantine site, Binhu")),
    Post("checkpoint", Role.CHECKPOINT, "320282", Words("342 省道万石卡口", "Checkpoint on S342, Wanshi")),
    Post("grid-worker", Role.GRID_WORKER, "320282", Words("万石镇网格员", "Grid worker, Wanshi")),
    Post("town-duty", Role.COMMUNITY, "320282107", Words("和桥镇值班室", "Duty office, Heqiao")),
    Post("sentinel", Role.SENTINEL, "320282", Words("宜兴发热门诊", "Fever clinic, Yixing")),
    Post("cold-chain", Role.COLDCHAIN, "3202", Words("无锡冷链监管", "Cold-chain supervisor, Wuxi")),
    Post("community", Role.COMMUNITY, "320282", Words("社区服务保障组", "Community service, Yixing")),
    Post("inspector", Role.INSPECTOR, "3202", Words("无锡督查组", "Inspection group, Wuxi")),
    Post("data-officer", Role.DATA_OFFICER, "3202", Words("无锡数据专班", "Data task force, Wuxi"), "无锡市数据专班"),
    Post("neighbour", Role.NEIGHBOUR, "3204", Words("常州协查专班", "Assistance task force, Changzhou")),
    Post(
        "health", Role.HEALTH, "320282", Words("宜兴市卫健委协查岗", "Health liaison, Yixing"), "宜兴市卫生健康委员会"
    ),
    Post("police", Role.POLICE, "320282", Words("宜兴市公安局协查岗", "Police liaison, Yixing"), "宜兴市公安局"),
    Post(
        "telecom",
        Role.TELECOM,
        "320282",
        Words("宜兴市工信局协查岗", "Telecom liaison, Yixing"),
        "宜兴市工业和信息化局",
    ),
    Post("auditor", Role.AUDITOR, "3202", Words("审计员", "Auditor")),
    Post("system-admin", Role.SYSTEM_ADMIN, "3202", Words("系统管理员", "System administrator")),
    Post("security-admin", Role.SECURITY_ADMIN, "3202", Words("安全管理员", "Security administrator")),
    Post("audit-admin", Role.AUDIT_ADMIN, "3202", Words("审计管理员", "Audit administrator")),
)

CITY_POSTS: tuple[Post, ...] = (
    Post("wuxi-coordinator", Role.COORDINATOR, "3202", Words("无锡综合协调组", "Coordination group, Wuxi")),
    Post("wuxi-epidemiologist", Role.EPIDEMIOLOGIST, "3202", Words("无锡疾控流调员", "Epidemiologist, Wuxi CDC")),
    Post("wuxi-tracer", Role.TRACER, "3202", Words("无锡电话流调员", "Contact-tracing caller, Wuxi")),
    Post("wuxi-sampler", Role.SAMPLER, "3202", Words("无锡采样队", "Sampling team, Wuxi")),
)
"""Those who have the demonstration city before them."""


@dataclass(frozen=True)
class LogIn:
    """What is printed for one account."""

    username: str
    password: str
    role: Words
    post: Words
    area: str


def make_accounts(
    *, by: Actor, at: datetime, extra: tuple[Post, ...] = (), posts: tuple[Post, ...] = POSTS
) -> list[LogIn]:
    """Make the accounts that do not exist yet, all under one new pass-phrase; returns how to sign in to them.

    Accounts that a start made which did not come to its end get the new pass-phrase as well.
    """
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    known = {each.username: each.id for each in queries.demonstration_accounts()}
    held = [known.get(post.username) or _made(post, by, at) for post in (*posts, *extra)]
    actions.share_password(user_ids=held, password=password, by=by, at=at)
    return [LogIn(post.username, password, post.role.words, post.words, post.area) for post in (*posts, *extra)]


def _made(post: Post, by: Actor, at: datetime) -> int:
    user_id = actions.create_user(
        username=post.username, display_name=post.words.zh, display_name_en=post.words.en, password=None,
        by=by, at=at, is_demonstration=True,
    )  # fmt: skip
    area = areas.parse(post.area)
    actions.give_role(user_id=user_id, role=post.role, area=area, by=by, at=at, organisation=post.organisation)
    return user_id
