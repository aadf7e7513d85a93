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


class NoSecondNeeded(Refused):
    """Up to {most} identities are seen without a second person; nothing has to be asked for {number}."""

    code = "identity.no_second_needed"
    zh = "不超过 {most} 人时无须第二人签署,{number} 人可直接查看。"


class NumbersUnknown(Invalid):
    """Of these numbers {count} are nobody's in your area; the first: {numbers}."""

    code = "identity.numbers_unknown"
    zh = "其中 {count} 个编号不是本辖区人员,例如:{numbers}。"


class TooManyForARequest(Refused):
    """One request holds at most {most} people; these are {number}. Ask for less."""

    code = "identity.too_many_for_a_request"
    zh = "一次申请最多 {most} 人,当前 {number} 人,请缩小范围。"


class OrganisationNeeded(NotPermitted):
    """Your account names no organisation, so nobody of another one can sign for you; ask your security administrator."""

    code = "identity.organisation_needed"
    zh = "您的账户未写明单位,无法由其他单位的人员签署,请联系安全管理员。"


class DisclosureUnknown(NotFound):
    """There is no such request within your area."""

    code = "identity.disclosure_unknown"
    zh = "在您的辖区内没有这项申请。"


class DisclosureOver(Refused):
    """This request was decided or opened already, or has run out after {hours} hours; ask again."""

    code = "identity.disclosure_over"
    zh = "该申请已办结、已取用,或已超过 {hours} 小时失效,请重新申请。"


class OtherSignerNeeded(NotPermitted):
    """Seeing many identities needs two people of two named organisations; you are not the second one."""

    code = "identity.other_signer_needed"
    zh = "批量查看须由两个不同单位的两人办理,且账户须写明单位;您不能作为第二人。"


class NotYourRequest(NotPermitted):
    """Only who asked opens the list, once, after the second person has signed."""

    code = "identity.not_your_request"
    zh = "名单只能由申请人在第二人签署后取用一次。"


class DeclineReasonNeeded(Refused):
    """Say in at least {least} characters why; who asked reads it."""

    code = "identity.decline_reason_needed"
    zh = "请填写不少于 {least} 个字的理由,申请人可见。"
    status = 422


class EmergencyReasonNeeded(Refused):
    """An emergency look needs a written reason of at least {least} characters; the auditor reads it today."""

    code = "identity.emergency_reason_needed"
    zh = "紧急查看须填写不少于 {least} 个字的理由,审计人员当日可见。"
    status = 422


class InYourArea(Refused):
    """This person is of your area; see the identity on the person's own page, no emergency is needed."""

    code = "identity.in_your_area"
    zh = "此人在您的辖区内,请在人员页面正常查看,无须紧急查看。"
    is_noted = True


class NobodyOfThatNumber(NotFound):
    """Nobody is on record under this number. The attempt was written down."""

    code = "identity.nobody_of_that_number"
    zh = "没有该号码的在册人员,本次查询已留痕。"
    is_noted = True


class EmergenciesSpent(Refused):
    """You have made {most} emergency looks within a day; a person of the other area must help from here."""

    code = "identity.emergencies_spent"
    zh = "您在一天内已紧急查看 {most} 次,请联系对方辖区人员协助。"
    status = 429
    is_noted = True


class GlassUnknown(NotFound):
    """There is no such emergency look within your area."""

    code = "identity.glass_unknown"
    zh = "在您的辖区内没有这次紧急查看。"


class GlassOver(Refused):
    """The {minutes} minutes of this emergency look are over."""

    code = "identity.glass_over"
    zh = "本次紧急查看的 {minutes} 分钟已过。"
    is_noted = True


class OwnGlass(NotPermitted):
    """Another person reviews an emergency look."""

    code = "identity.own_glass"
    zh = "紧急查看须由他人复核。"


class GlassReviewed(Refused):
    """This emergency look was reviewed already."""

    code = "identity.glass_reviewed"
    zh = "这次紧急查看已复核。"
