"""Personal names: kept as typed, compared by a match key, searched by pinyin, shown masked.

A name is never altered in store: rare characters, middle dots and compatibility ideographs stay as the person or the
clerk typed them. Only the match key is normalised. Surnames have readings of their own (单 is Shan, 仇 is Qiu), which
the general dictionary gets wrong, so a table of surnames goes first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, cast

from sizao.kernel import hanzi
from sizao.kernel.errors import Invalid

LONGEST = 60
MIDDLE_DOT = "·"
DOTS = str.maketrans(dict.fromkeys("•‧・･∙⋅.‧᛫", MIDDLE_DOT))
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)

COMPOUND_SURNAMES = {
    "欧阳": "ou yang", "太史": "tai shi", "端木": "duan mu", "上官": "shang guan", "司马": "si ma",
    "东方": "dong fang", "独孤": "du gu", "南宫": "nan gong", "万俟": "mo qi", "闻人": "wen ren",
    "夏侯": "xia hou", "诸葛": "zhu ge", "尉迟": "yu chi", "公羊": "gong yang", "赫连": "he lian",
    "澹台": "tan tai", "皇甫": "huang fu", "宗政": "zong zheng", "濮阳": "pu yang", "公冶": "gong ye",
    "太叔": "tai shu", "申屠": "shen tu", "公孙": "gong sun", "慕容": "mu rong", "仲孙": "zhong sun",
    "钟离": "zhong li", "长孙": "zhang sun", "宇文": "yu wen", "司徒": "si tu", "鲜于": "xian yu",
    "司空": "si kong", "闾丘": "lü qiu", "亓官": "qi guan", "司寇": "si kou", "子车": "zi ju",
    "颛孙": "zhuan sun", "巫马": "wu ma", "公西": "gong xi", "漆雕": "qi diao", "乐正": "yue zheng",
    "壤驷": "rang si", "公良": "gong liang", "拓跋": "tuo ba", "夹谷": "jia gu", "宰父": "zai fu",
    "谷梁": "gu liang", "单于": "chan yu", "令狐": "ling hu", "呼延": "hu yan", "轩辕": "xuan yuan",
    "百里": "bai li", "东郭": "dong guo", "南门": "nan men", "西门": "xi men", "羊舌": "yang she",
    "微生": "wei sheng", "梁丘": "liang qiu", "左丘": "zuo qiu", "东门": "dong men", "第五": "di wu",
    "贺兰": "he lan", "纳兰": "na lan", "完颜": "wan yan", "叶赫": "ye he", "爱新觉罗": "ai xin jue luo",
}  # fmt: skip
"""Surnames of two or more characters with their readings."""

SURNAME_READINGS = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "查": "zha", "任": "ren", "区": "ou", "盖": "ge",
    "朴": "piao", "华": "hua", "纪": "ji", "宁": "ning", "燕": "yan", "乐": "yue", "召": "shao", "折": "she",
    "黑": "he", "秘": "bi", "冼": "xian", "洗": "xian", "缪": "miao", "过": "guo", "逄": "pang", "员": "yun",
    "贠": "yun", "郇": "xun", "郗": "xi", "乜": "nie", "覃": "qin", "祭": "zhai", "翟": "zhai", "隗": "wei",
    "车": "che", "柏": "bai", "石": "shi", "瞿": "qu", "谌": "chen", "种": "chong", "牟": "mu", "繁": "po",
    "句": "gou", "阚": "kan", "都": "du", "卜": "bu", "尉": "wei", "应": "ying", "行": "xing", "么": "yao",
    "哈": "ha", "强": "qiang", "那": "na", "宓": "mi", "俞": "yu", "於": "yu", "臧": "zang", "訾": "zi",
    "褚": "chu", "撒": "sa", "相": "xiang", "贾": "jia", "沈": "shen", "叶": "ye", "薄": "bo", "能": "nai",
    "曲": "qu", "仉": "zhang", "葛": "ge", "戚": "qi", "殷": "yin", "干": "gan", "斗": "dou", "鲜": "xian",
    "颉": "xie", "粘": "nian", "亓": "qi", "眭": "sui", "昝": "zan", "缑": "gou", "郄": "qie", "郤": "xi",
    "适": "kuo", "厍": "she", "佴": "nai", "阿": "a", "藏": "zang", "重": "chong", "长": "chang", "朝": "chao",
    "晁": "chao", "降": "jiang", "角": "jiao", "盛": "sheng", "桑": "sang", "谷": "gu", "尹": "yin",
    "曹": "cao", "尢": "you", "尤": "you", "幺": "yao", "万": "wan", "冯": "feng", "费": "fei", "占": "zhan",
    "卓": "zhuo", "塔": "ta", "洪": "hong", "红": "hong", "巷": "xiang", "漆": "qi", "底": "di", "弗": "fu",
    "呙": "guo", "妫": "gui", "钭": "tou", "逯": "lu", "厘": "li", "牛": "niu", "祝": "zhu", "堵": "du",
    "恽": "yun", "杭": "hang", "宿": "su", "庞": "pang", "裘": "qiu", "郜": "gao", "芮": "rui", "储": "chu",
}  # fmt: skip
"""Single-character surnames whose reading differs from, or is uncertain in, the general dictionary."""


class NotAName(Invalid):
    """A name needs 1 to {longest} characters and no control characters."""

    code = "kernel.not_a_name"
    zh = "姓名应为 1 至 {longest} 个字符,且不含控制字符。"


def as_typed(text: str) -> str:
    """The name exactly as typed, without the blanks around it.

    Raises:
        NotAName: when it is empty, too long, or holds characters that cannot be stored (control codes, lone surrogates).
    """
    name = text.strip()
    if not 1 <= len(name) <= LONGEST or any(unicodedata.category(each) in {"Cc", "Cs"} for each in name):
        raise NotAName(longest=LONGEST)
    return name


def match_key(name: str) -> str:
    """What two spellings of one name share: private characters repaired, NFC, half-width, one dot, no blanks or marks."""
    text = unicodedata.normalize("NFC", hanzi.repaired(name))
    text = "".join(_half_width(each) for each in text).translate(DOTS)
    # Case folding can undo NFC, so it comes before the last normalisation.
    return unicodedata.normalize("NFC", re.sub(r"\s+", "", INVISIBLE.sub("", text)).casefold())


def surname(name: str) -> str:
    """The family name of a Chinese name; the first part of any other."""
    text = INVISIBLE.sub("", name.strip()).translate(DOTS)
    if not text or not is_hanzi(text[0]):
        return text.split(" ")[0].split(MIDDLE_DOT)[0]
    if MIDDLE_DOT in text:
        return text.split(MIDDLE_DOT)[0]
    for length in (4, 2):
        if len(text) > length and text[:length] in COMPOUND_SURNAMES:
            return text[:length]
    return text[0]


def pinyin(name: str) -> str:
    """The reading in lower case without tones, one syllable per character: ``shan xiao ming``."""
    return " ".join(_syllables(name))


def initials(name: str) -> str:
    """The first letters of the reading: ``sxm`` for 单小明; unknown characters stand for themselves."""
    return "".join(syllable[0] for syllable in _syllables(name))


def masked(name: str) -> str:
    """The family name and one star, whatever the length of the rest: ``王*``; a single character is hidden whole."""
    shown = name.strip()
    if len(shown) <= 1:
        return "*" * len(shown)
    head = surname(shown) if is_hanzi(shown[0]) and MIDDLE_DOT not in shown.translate(DOTS) else shown[0]
    return head + "*"


def is_hanzi(character: str) -> bool:
    """Whether a character is a Chinese ideograph, rare planes and 〇 included."""
    point = ord(character)
    return (
        point == 0x3007
        or 0x3400 <= point <= 0x4DBF
        or 0x4E00 <= point <= 0x9FFF
        or 0xF900 <= point <= 0xFAFF
        or 0x20000 <= point <= 0x3FFFD
    )


def _syllables(name: str) -> list[str]:
    """Readings of the surname from the tables, of the rest from the dictionary; Latin words as they are."""
    text = unicodedata.normalize("NFC", hanzi.repaired(INVISIBLE.sub("", name.strip())))
    family = surname(text)
    if not family or not is_hanzi(family[0]) or MIDDLE_DOT in text.translate(DOTS):
        return _read(text)
    return _family_reading(family) + _read(text[len(family) :])


def _family_reading(family: str) -> list[str]:
    if family in COMPOUND_SURNAMES:
        return COMPOUND_SURNAMES[family].split()
    return [SURNAME_READINGS[family]] if family in SURNAME_READINGS else _read(family)


def _read(text: str) -> list[str]:
    plain = "".join(_half_width(each) for each in text).translate(DOTS).replace("'", "")
    syllables: list[str] = []
    for run in re.findall(r"[^\W\d_]+", plain):
        syllables.extend(_read_run(run))
    return [each.lower() for each in syllables if each]


def _read_run(run: str) -> list[str]:
    """A run's readings: character by character, each looked up once, unless two of them stand together in the dictionary."""
    if len(run) > 1 and (not all(map(is_hanzi, run)) or _holds_a_phrase(run)):
        return _looked_up(run)
    return [each for character in run for each in _read_character(character)]


def _holds_a_phrase(run: str) -> bool:
    from pypinyin.constants import PHRASES_DICT

    length = len(run)
    return any(run[begin:end] in PHRASES_DICT for begin in range(length - 1) for end in range(begin + 2, length + 1))


@cache
def _read_character(character: str) -> tuple[str, ...]:
    return tuple(_looked_up(character))


def _looked_up(run: str) -> list[str]:
    # Imported here: the dictionary takes a second to load and most processes never need it.
    from pypinyin import lazy_pinyin

    return lazy_pinyin(run, v_to_u=True, errors=cast(Any, _unread))


def _unread(run: str) -> list[str]:
    """What the dictionary cannot read: a rare ideograph stands for itself, a word in letters stays one word."""
    return re.findall(
        r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]|[^\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]+",
        run,
    )


def _half_width(character: str) -> str:
    """Full-width Latin letters, digits and signs as their half-width form; everything else unchanged."""
    point = ord(character)
    return chr(point - 0xFEE0) if 0xFF01 <= point <= 0xFF5E else character
