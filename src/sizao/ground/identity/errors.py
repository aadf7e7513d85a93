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


class PlaceUnknown(NotFound):
    """There is no such address in the vault within your area, or it has been erased."""

    code = "identity.place_unknown"
    zh = "在您的辖区内,信息库中没有这一住址,或已被销毁。"


class KeyErased(Refused):
    """The key of person {person} has been destroyed; the identity cannot be read any more."""

    code = "identity.key_erased"
    zh = "编号 {person} 的密钥已销毁,身份信息不可恢复。"


class KeysMissing(Unavailable):
    """The vault's keys in {folder} are not those of this database; restore the right key files first."""

    code = "identity.keys_missing"
    zh = "{folder} 中的密钥与本数据库不匹配,请先恢复正确的密钥文件。"


class KeptDocumentContradicts(Invalid):
    """The date of birth contradicts the document on record; correct both, or see the identity first."""

    code = "identity.kept_document_contradicts"
    zh = "出生日期与在册证件不一致,请一并更正,或先查看身份信息。"


class NothingToCorrect(Invalid):
    """Type at least one value that shall change."""

    code = "identity.nothing_to_correct"
    zh = "请至少填写一项要更正的内容。"


class CorrectionReasonNeeded(Refused):
    """A correction needs a written reason of at least {least} characters; it stays with the version."""

    code = "identity.correction_reason_needed"
    zh = "更正须填写不少于 {least} 个字的理由,理由随版本保存。"
    status = 422


class ErasureReasonNeeded(Refused):
    """An erasure needs a written reason of at least {least} characters."""

    code = "identity.erasure_reason_needed"
    zh = "申请销毁须填写不少于 {least} 个字的理由。"
    status = 422


class StillNeeded(Refused):
    """This identity is still needed: {why}."""

    code = "identity.still_needed"
    zh = "该身份信息仍在使用:{why}。"


class AlreadyAsked(Refused):
    """An erasure of this identity is already waiting for its second person."""

    code = "identity.already_asked"
    zh = "该身份信息的销毁申请已在等待第二人审批。"


class NothingLeft(Refused):
    """The vault holds no identity of this person that could be erased."""

    code = "identity.nothing_left"
    zh = "身份保险库中没有此人可供销毁的身份信息。"


class ErasureUnknown(NotFound):
    """There is no such request within your area."""

    code = "identity.erasure_unknown"
    zh = "在您的辖区内没有这项申请。"


class ErasureOver(Refused):
    """This request was decided or has run out after {hours} hours; ask again."""

    code = "identity.erasure_over"
    zh = "该申请已审批,或已超过 {hours} 小时失效,请重新申请。"


class SecondPersonNeeded(NotPermitted):
    """An erasure needs two people of two named organisations; you are not the second one."""

    code = "identity.second_person_needed"
    zh = "销毁须由两个不同单位的两人办理,且账户须写明单位;您不能作为第二人。"


class PhraseDiffers(Refused):
    """Type “{phrase}” to confirm; what is erased cannot be brought back."""

    code = "identity.phrase_differs"
    zh = "请输入“{phrase}”以确认,销毁后不可恢复。"
    status = 422


class PairUnknown(NotFound):
    """There is no such pair within your area."""

    code = "identity.pair_unknown"
    zh = "在您的辖区内没有这一对记录。"


class PairDecided(Refused):
    """Somebody has decided on this pair already."""

    code = "identity.pair_decided"
    zh = "这一对记录已有结论。"


class MergeReasonNeeded(Refused):
    """Merging, parting and setting apart need a written reason of at least {least} characters."""

    code = "identity.merge_reason_needed"
    zh = "合并、撤销合并或判定不是同一人,须填写不少于 {least} 个字的理由。"
    status = 422


class AlreadyMerged(Refused):
    """One of the two numbers already stands for, or is stood for by, the other one or a third; part them first."""

    code = "identity.already_merged"
    zh = "其中一个编号已并入其他编号,请先撤销原合并。"


class SameNumber(Invalid):
    """A number cannot be merged with itself."""

    code = "identity.same_number"
    zh = "不能将编号与其自身合并。"


class MergeUnknown(NotFound):
    """There is no such merge within your area."""

    code = "identity.merge_unknown"
    zh = "在您的辖区内没有这次合并。"


class MergeOver(Refused):
    """The two numbers were parted already."""

    code = "identity.merge_over"
    zh = "这两个编号已撤销合并。"
