"""What the vault refuses."""

from sizao.kernel.errors import Invalid, NotFound, NotPermitted, Refused, SizaoError, Unavailable


class NothingToIdentify(Invalid):
    """An identity needs a name, a document number or a phone."""

    code = "identity.nothing_to_identify"
    zh = "身份信息至少需要姓名、证件号码或电话之一。"


class BirthDateContradicts(Invalid):
    """The date of birth {given} contradicts the document, which says {stated}."""

    code = "identity.birth_date_contradicts"
    zh = "出生日期 {given} 与证件所载 {stated} 不一致。"


class PersonUnknown(NotFound):
    """There is no such person within your area."""

    code = "identity.person_unknown"
    zh = "在您的辖区内没有此人。"


class ReasonNeeded(Refused):
    """To see an identity you need an open task of your own or a written reason of at least {least} characters."""

    code = "identity.reason_needed"
    zh = "查看身份信息须有本人名下的在办任务,或填写不少于 {least} 个字的理由。"
    status = 422


class TaskNotYours(NotPermitted):
    """This task is not an open task of yours, so it does not open an identity."""

    code = "identity.task_not_yours"
    zh = "该任务不是您名下的在办任务,不能据此查看身份信息。"


class TooManyAtOnce(Refused):
    """At most {most} identities can be revealed at once; larger lists need the approval of two people."""

    code = "identity.too_many_at_once"
    zh = "一次最多查看 {most} 人的身份信息,更大的名单须经双人审批。"


class AllowanceSpent(Refused):
    """You have reached the hourly limit ({what}: {most}); the supervision group can see why."""

    code = "identity.allowance_spent"
    zh = "已达到每小时上限({what}:{most}),监督检查组可查看原因。"
    status = 429


class NothingToFind(Invalid):
    """Type a document number, a phone, a name or pinyin initials."""

    code = "identity.nothing_to_find"
    zh = "请输入证件号码、电话、姓名或姓名首字母。"


class AreaOutside(NotPermitted):
    """An identity can only be recorded for your own area."""

    code = "identity.area_outside"
    zh = "只能为本辖区登记身份信息。"


class SealBroken(SizaoError):
    """A sealed value of person {person} does not open: it was changed, moved, or its key is another one."""

    code = "identity.seal_broken"
    zh = "编号 {person} 的加密内容无法解开:内容被改动、移位或密钥不符。"


class KeyErased(Unavailable):
    """The key of person {person} has been destroyed; the identity cannot be read any more."""

    code = "identity.key_erased"
    zh = "编号 {person} 的密钥已销毁,身份信息不可恢复。"


class KeysMissing(Unavailable):
    """The vault's keys in {folder} are not those of this database; restore the right key files first."""

    code = "identity.keys_missing"
    zh = "{folder} 中的密钥与本数据库不匹配,请先恢复正确的密钥文件。"
