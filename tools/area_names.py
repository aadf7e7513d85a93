"""Names of areas: the everyday Chinese form of an official name, and its English form in pinyin."""

from __future__ import annotations

import re

from sizao.kernel.names import SURNAME_READINGS

OWN_NAMES = {
    "15": "Inner Mongolia Autonomous Region", "45": "Guangxi Zhuang Autonomous Region", "54": "Xizang Autonomous Region",
    "61": "Shaanxi Province", "64": "Ningxia Hui Autonomous Region", "65": "Xinjiang Uygur Autonomous Region",
    "71": "Taiwan Province", "81": "Hong Kong Special Administrative Region",
    "82": "Macao Special Administrative Region", "1501": "Hohhot City", "1505": "Tongliao City", "1506": "Ordos City",
    "1507": "Hulunbuir City", "1508": "Bayannur City", "1509": "Ulanqab City", "1522": "Hinggan League",
    "1525": "Xilingol League", "1529": "Alxa League", "2301": "Harbin City", "2302": "Qiqihar City",
    "2224": "Yanbian Korean Autonomous Prefecture", "2327": "Da Hinggan Ling Prefecture", "2308": "Jiamusi City",
    "4228": "Enshi Tujia and Miao Autonomous Prefecture", "4331": "Xiangxi Tujia and Miao Autonomous Prefecture",
    "5132": "Aba (Ngawa) Tibetan and Qiang Autonomous Prefecture", "5133": "Garze Tibetan Autonomous Prefecture",
    "5134": "Liangshan Yi Autonomous Prefecture", "5223": "Qianxinan Buyei and Miao Autonomous Prefecture",
    "5226": "Qiandongnan Miao and Dong Autonomous Prefecture", "5227": "Qiannan Buyei and Miao Autonomous Prefecture",
    "5323": "Chuxiong Yi Autonomous Prefecture", "5325": "Honghe Hani and Yi Autonomous Prefecture",
    "5326": "Wenshan Zhuang and Miao Autonomous Prefecture", "5328": "Xishuangbanna Dai Autonomous Prefecture",
    "5329": "Dali Bai Autonomous Prefecture", "5331": "Dehong Dai and Jingpo Autonomous Prefecture",
    "5333": "Nujiang Lisu Autonomous Prefecture", "5334": "Deqen Tibetan Autonomous Prefecture",
    "5401": "Lhasa City", "5402": "Xigaze City", "5403": "Qamdo City", "5404": "Nyingchi City", "5405": "Shannan City",
    "5406": "Nagqu City", "5425": "Ngari Prefecture", "6229": "Linxia Hui Autonomous Prefecture",
    "6230": "Gannan Tibetan Autonomous Prefecture", "6322": "Haibei Tibetan Autonomous Prefecture",
    "6323": "Huangnan Tibetan Autonomous Prefecture", "6325": "Hainan Tibetan Autonomous Prefecture",
    "6326": "Golog Tibetan Autonomous Prefecture", "6327": "Yushu Tibetan Autonomous Prefecture",
    "6328": "Haixi Mongol and Tibetan Autonomous Prefecture", "6501": "Urumqi City", "6502": "Karamay City",
    "6504": "Turpan City", "6505": "Hami City", "6523": "Changji Hui Autonomous Prefecture",
    "6527": "Bortala Mongol Autonomous Prefecture", "6528": "Bayingolin Mongol Autonomous Prefecture",
    "6529": "Aksu Prefecture", "6530": "Kizilsu Kirgiz Autonomous Prefecture", "6531": "Kashgar Prefecture",
    "6532": "Hotan Prefecture", "6540": "Ili Kazak Autonomous Prefecture", "6542": "Tacheng Prefecture",
    "6543": "Altay Prefecture",
}  # fmt: skip
"""Areas whose English name is not the pinyin of the Chinese one, by code."""

READINGS = {
    "无锡": "wu xi", "滨湖": "bin hu", "万石": "wan shi", "六合": "lu he", "六安": "lu an", "浒墅关": "xu shu guan",
    "浒关": "xu guan", "甪直": "lu zhi", "弶港": "jiang gang", "栟茶": "ben cha", "高塍": "gao cheng",
    "湖㳇": "hu fu", "屺亭": "qi ting", "氾水": "fan shui", "盱眙": "xu yi", "长泾": "chang jing",
    "长兴": "chang xing", "朝阳": "chao yang", "江都": "jiang du", "重庆": "chong qing", "乐清": "yue qing",
    "乐亭": "lao ting", "蚌埠": "beng bu", "台州": "tai zhou", "丽水": "li shui",
    "铅山": "yan shan", "番禺": "pan yu", "东莞": "dong guan", "枞阳": "zong yang", "涡阳": "guo yang",
    "厦门": "xia men", "大埔": "da bu", "洪洞": "hong tong", "尉氏": "wei shi", "浚县": "xun xian",
    "中牟": "zhong mu", "牟平": "mu ping", "牟定": "mou ding", "莘县": "shen xian", "单县": "shan xian",
    "井陉": "jing xing", "蔚县": "yu xian", "大城": "dai cheng", "任丘": "ren qiu", "任泽": "ren ze",
    "繁峙": "fan shi", "长子": "zhang zi", "华阴": "hua yin", "柞水": "zha shui", "吴堡": "wu bu",
    "珲春": "hun chun", "什邡": "shi fang", "荥阳": "xing yang", "荥经": "ying jing", "犍为": "qian wei",
    "筠连": "jun lian", "黄陂": "huang pi", "郴州": "chen zhou", "耒阳": "lei yang", "都匀": "du yun",
    "都安": "du an", "都江堰": "du jiang yan", "百色": "bai se", "那坡": "na po", "宕昌": "tan chang",
    "尉犁": "yu li", "且末": "qie mo", "若羌": "ruo qiang", "闵行": "min hang", "行唐": "xing tang",
    "嵊州": "sheng zhou", "嵊泗": "sheng si", "歙县": "she xian", "黟县": "yi xian", "亳州": "bo zhou",
    "儋州": "dan zhou", "泌阳": "bi yang", "渑池": "mian chi", "武陟": "wu zhi", "漯河": "luo he",
    "石家庄": "shi jia zhuang", "长治": "chang zhi", "中卫": "zhong wei", "临朐": "lin qu", "曲阜": "qu fu",
    "曲靖": "qu jing", "阳曲": "yang qu", "东阿": "dong e", "阿城": "a cheng", "郓城": "yun cheng",
    "鄄城": "juan cheng", "茌平": "chi ping", "兖州": "yan zhou", "射阳": "she yang", "车逻": "che luo",
    "角斜": "jiao xie", "葛塘": "ge tang", "睢宁": "sui ning", "乐余": "le yu", "邗江": "han jiang",
    "溧水": "li shui", "溧阳": "li yang", "盛泽": "sheng ze", "碓坊": "dui fang", "河埒": "he lie",
    "重阳": "chong yang", "重兴": "chong xing", "朴席": "pu xi", "绸缪": "chou mou", "解放": "jie fang",
    "解溪": "xie xi", "莘塔": "xin ta", "莘南": "xin nan", "莘西": "xin xi", "枚乘": "mei sheng",
    "小行": "xiao hang", "大行宫": "da xing gong", "康藏": "kang zang", "长": "chang", "都": "du", "单": "shan",
    "仇": "qiu", "缪": "miao", "阚": "kan", "翟": "zhai", "郇": "xun", "泊": "bo", "弄": "long", "弶": "jiang",
    "圩": "wei", "垛": "duo", "埭": "dai", "埝": "nian", "泾": "jing", "泖": "mao",
}  # fmt: skip
"""Words whose reading the dictionary gets wrong, or that must stay together; longest match first."""

KINDS = (
    ("虚拟生活区", "Virtual Residential Area"), ("虚拟社区", "Virtual Community"), ("特别行政区", "Special Administrative Region"), ("高新技术产业开发区", "High-tech Industrial Development Zone"),
    ("高新技术开发区", "High-tech Development Zone"), ("经济技术开发区", "Economic and Technological Development Zone"),
    ("经济开发区", "Economic Development Zone"), ("旅游度假区", "Tourist Resort"), ("风景名胜区", "Scenic Area"),
    ("综合保税区", "Comprehensive Bonded Zone"), ("工业集中区", "Industrial Zone"),
    ("省直辖县级行政区划", "Counties directly under the Province"),
    ("自治区直辖县级行政区划", "Counties directly under the Region"),
    ("居民社区委员会", "Community"), ("居居委员会", "Community"), ("社区居委员", "Community"), ("居委员", "Community"),
    ("村民委员会", "Village"), ("社区居民委员会", "Community"), ("居民委员会", "Community"), ("社区居委会", "Community"),
    ("社区居委", "Community"), ("居委会", "Community"), ("村委会", "Village"), ("街道办事处", "Subdistrict"),
    ("经济新区", "Economic New Area"), ("民族乡", "Ethnic Township"), ("自治州", "Autonomous Prefecture"),
    ("自治县", "Autonomous County"), ("自治旗", "Autonomous Banner"), ("度假区", "Resort"), ("风景区", "Scenic Area"),
    ("管委会", "Administration"), ("管理区", "Administrative Zone"), ("开发区", "Development Zone"),
    ("高新区", "High-tech Zone"), ("经开区", "Economic Development Zone"), ("保税区", "Bonded Zone"),
    ("工业园区", "Industrial Park"), ("产业园区", "Industrial Park"), ("工业园", "Industrial Park"),
    ("产业园", "Industrial Park"), ("物流园", "Logistics Park"), ("科技园", "Science Park"), ("园区", "Park"),
    ("工业转型集聚区", "Industrial Transformation Zone"), ("农民创业园", "Farmers' Enterprise Park"),
    ("环科园", "Environmental Science Park"), ("集聚区", "Cluster Zone"), ("矿区", "Mining District"), ("林区", "Forestry District"), ("新区", "New Area"), ("地区", "Prefecture"),
    ("街道", "Subdistrict"), ("社区", "Community"), ("生活区", "Residential Area"), ("农场", "Farm"),
    ("林场", "Forest Farm"), ("渔场", "Fish Farm"), ("盐场", "Saltworks"), ("监狱", "Prison"), ("村", "Village"),
    ("镇", "Town"), ("乡", "Township"), ("省", "Province"), ("市", "City"), ("区", "District"), ("县", "County"),
    ("盟", "League"), ("旗", "Banner"), ("场", "Farm"), ("办", "Office"),
)  # fmt: skip
"""Generic endings and their English, longest first where one contains another."""

PEOPLES = re.compile(
    "(蒙古族?|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|"
    "畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|塔吉克族?|普米族|"
    "怒族|鄂温克族|保安族|裕固族|独龙族|鄂伦春族?|各族)+(?=自治|民族乡)"
)
MUNICIPAL = {"市辖区": "Municipal Districts", "县": "Municipal Counties"}
REPEATED = {"Village": "村", "Community": "社区"}
"""Endings that an official name may say twice: 堰头村 + 村民委员会."""
FOREIGN = {"新加坡": "Singapore", "台湾": "Taiwan", "太湖国际": "Taihu International"}
BRACKETS = re.compile("[(\uff08].*?[)\uff09]")


def short_chinese(name: str) -> str:
    """The everyday form of an official name: 茶东社区居民委员会 → 茶东社区, 堰头村村民委员会 → 堰头村."""
    name = name.replace("\uff08", "(").replace("\uff09", ")")
    name = re.sub("社区(居民委员会|居委会|居委|居民委员|村委会|村民委员会)$", "社区", name)
    name = re.sub("(?<!社区)村?(村民委员会|村委会)$", "村", name)
    return re.sub("街道办事处$", "街道", name)


def stem(name: str) -> str:
    """The proper part of a name, without its generic ending and peoples: 东亭街道 → 东亭; a one-character stem keeps both."""
    bare = PEOPLES.sub("", BRACKETS.sub("", name))
    for ending, _ in KINDS:
        if bare.endswith(ending) and len(bare) - len(ending) >= 2:
            return bare[: -len(ending)]
    return bare


def english(name: str, code: str, above: list[str]) -> str:
    """The English name: the areas above it split off, the proper part in pinyin, the ending translated."""
    if code in OWN_NAMES:
        return OWN_NAMES[code]
    if name in MUNICIPAL:
        return MUNICIPAL[name]
    proper, kind = _parted(PEOPLES.sub("", BRACKETS.sub("", name)))
    if REPEATED.get(kind) and len(proper) > 1:
        proper = re.sub(f"{REPEATED[kind]}$", "", proper)
    return " ".join([*_words(proper, above), kind]).strip()


def _words(proper: str, above: list[str]) -> list[str]:
    """The proper part in words: places above it, its own name, and a zone's kind when it is named after a zone."""
    inner, kind = _parted(proper)
    if kind and len(proper) - len(inner) >= 3:
        return [*_words(inner, above), kind]
    parts = _split_off(proper, above)
    last = parts.pop()
    numbered = re.fullmatch("(.+)第([一二三四五六七八九])", last)
    if numbered:
        last = numbered.group(1)
    words = [FOREIGN.get(part) or romanised(part) for part in (*parts, last) if part]
    return [*words, f"No. {' 一二三四五六七八九'.index(numbered.group(2))}"] if numbered else words


def romanised(text: str) -> str:
    """A proper name as one capitalised word; an apostrophe where a syllable starts with a, e or o."""
    syllables = _syllables(text)
    joined = "".join(f"'{each}" if at and each[:1] in "aeo" else each for at, each in enumerate(syllables))
    return joined[:1].upper() + joined[1:]


def _parted(name: str) -> tuple[str, str]:
    """Proper part and English ending."""
    for ending, kind in KINDS:
        if name.endswith(ending) and (len(name) > len(ending) or len(ending) >= 3):
            return name[: -len(ending)], kind
    return name, ""


def _split_off(proper: str, above: list[str]) -> list[str]:
    """A leading 江苏省, city or county name as a word of its own: 无锡惠山 → 无锡, 惠山."""
    parts = []
    for word in ("江苏省", "江苏", *(each + end for each in above for end in ("市", "区", "县", ""))):
        if proper.startswith(word) and len(proper) > len(word):
            parts.append(stem(word))
            proper = proper[len(word) :]
    return [*parts, proper]


def _syllables(text: str) -> list[str]:
    """Readings by the tables above, then surnames before 家 and 庄, then the dictionary."""
    from pypinyin import lazy_pinyin

    out: list[str] = []
    while text:
        known = next((text[:size] for size in (4, 3, 2, 1) if text[:size] in READINGS), "")
        if known:
            out += READINGS[known].split()
            text = text[len(known) :]
        elif not out and text[0] in SURNAME_READINGS and text[1:2] in set("家庄巷宅舍"):
            out.append(SURNAME_READINGS[text[0]])
            text = text[1:]
        else:
            size = next((at for at in range(1, len(text)) if _starts_known(text[at:])), len(text))
            out += lazy_pinyin(text[:size], v_to_u=True)
            text = text[size:]
    return [each.lower() for each in out]


def _starts_known(text: str) -> bool:
    return any(text[:size] in READINGS for size in (4, 3, 2, 1))
