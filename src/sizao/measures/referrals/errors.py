"""What the referrals room refuses."""

from sizao.kernel.errors import Invalid, NotFound, Refused


class ListUnknown(NotFound):
    """There is no such list within your area."""

    code = "referrals.list_unknown"
    zh = "在您的辖区内没有这份名单。"


class RequestUnknown(NotFound):
    """There is no such request within your area."""

    code = "referrals.request_unknown"
    zh = "在您的辖区内没有这条核查任务。"


class NobodyNamed(Invalid):
    """No line of this list names a person: a name with a phone, a document or an address is needed."""

    code = "referrals.nobody_named"
    zh = "名单中没有可识别的人员:每行至少要有姓名和电话、证件或地址之一。"


class ListKnown(Refused):
    """This list was entered before as {number}."""

    code = "referrals.list_known"
    zh = "这份名单已登记,编号 {number}。"


class NotOpen(Refused):
    """This request is closed: {state}."""

    code = "referrals.not_open"
    zh = "这条核查任务已结束:{state}。"


class NotPlaced(Refused):
    """This request has no area yet; it must be placed first."""

    code = "referrals.not_placed"
    zh = "这条核查任务尚未定位到辖区,须先派发。"


class ClaimedByOther(Refused):
    """{worker} has claimed this request."""

    code = "referrals.claimed_by_other"
    zh = "{worker} 已认领这条核查任务。"


class NoteNeeded(Invalid):
    """Say in a few words what was found: this outcome needs a note."""

    code = "referrals.note_needed"
    zh = "这一结果须写明情况。"


class AreaOutside(Refused):
    """Area {area} lies outside yours."""

    code = "referrals.area_outside"
    zh = "{area} 不在您的辖区内。"


class LetterUnknown(NotFound):
    """There is no such letter, or no such line in it, within your area."""

    code = "referrals.letter_unknown"
    zh = "在您的辖区内没有这份协查函或这一行。"


class NotInEnglish(Invalid):
    """A letter in English names its destination and says what is asked in English too."""

    code = "referrals.not_in_english"
    zh = "英文函件的收函单位和协查事项也请用英文填写。"


class NoReplyYet(NotFound):
    """No reply to this list was made yet."""

    code = "referrals.no_reply_yet"
    zh = "这份名单还没有生成复函。"


class NobodyToTell(Invalid):
    """Choose contacts of this incident who are elsewhere."""

    code = "referrals.nobody_to_tell"
    zh = "请选择本起疫情中现居外地的接触者。"


class ToldAlready(Refused):
    """Somebody chosen stands in letter {number} already."""

    code = "referrals.told_already"
    zh = "所选人员中有人已列入 {number}。"


class NotToBeTold(Refused):
    """Contact {number} is {state}: only approved contacts, and those lost from sight, are told to another place."""

    code = "referrals.not_to_be_told"
    zh = "接触者 {number} 为“{state}”:只有已审定或失访的接触者才能函告外地。"


class LetterAnswered(Refused):
    """Everybody on this letter is answered for; no link is needed."""

    code = "referrals.letter_answered"
    zh = "这份协查函的人员均已答复,无需再发放答复链接。"


class NoLink(NotFound):
    """No answer link was given out for this letter."""

    code = "referrals.no_link"
    zh = "这份协查函没有发放过答复链接。"


class DoorShut(Invalid):
    """This does not match, or the code is no longer valid. Please check the code and try again."""

    code = "referrals.door_shut"
    zh = "信息不符,或答复码已失效。请核对后再试一次。"


class TooManyTries(Invalid):
    """There were several tries in a row. Please wait a quarter of an hour, or call who sent you the letter."""

    code = "referrals.too_many_tries"
    zh = "短时间内尝试次数较多,请 15 分钟后再试,或致电发函单位。"


class ReceiverMissing(Invalid):
    """Say who received the letter: a name, and in which function."""

    code = "referrals.receiver_missing"
    zh = "请填写签收人的姓名和职务。"


class EnoughSaid(Invalid):
    """This link has taken as many answers as it may. Please call who sent you the letter."""

    code = "referrals.enough_said"
    zh = "通过这个链接提交的答复已达上限,请致电发函单位。"


class ListTooLarge(Invalid):
    """This list is larger than 1 MB. Please send it in parts."""

    code = "referrals.list_too_large"
    zh = "名单超过 1 MB,请分几次提交。"


class AnswerUnknown(NotFound):
    """There is no such answer within your area."""

    code = "referrals.answer_unknown"
    zh = "在您的辖区内没有这条答复。"


class AnswerDecided(Refused):
    """This answer was dealt with already: {state}."""

    code = "referrals.answer_decided"
    zh = "这条答复已处理:{state}。"


class ReasonNeeded(Invalid):
    """Say why the answer is set aside."""

    code = "referrals.reason_needed"
    zh = "请写明不予采纳的原因。"


class NoListThere(Refused):
    """No list came with this answer, or it was set aside."""

    code = "referrals.no_list_there"
    zh = "这条答复没有附名单,或已不予采纳。"
