"""Chinese names for what the workbook names in English. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass

COMPANY = "云岫智控·演示公司"


@dataclass(frozen=True)
class Person:
    """A person of the workbook, as a Chinese one."""

    login: str
    name: str


def _person(login: str, name: str) -> Person:
    return Person(login, name)


PEOPLE = {
    "dustin.brinkmann": _person("zhou.zhiyuan", "周志远"),
    "melvin.marxen": _person("sun.lihua", "孙丽华"),
    "cara.losch": _person("xu.wenjing", "徐文静"),
    "rocco.neubert": _person("ma.guoqiang", "马国强"),
    "celia.rouche": _person("gao.min", "高敏"),
    "summer.sewald": _person("luo.jiayi", "罗佳怡"),
    "anna.snelling": _person("lin.xiaowen", "林晓雯"),
    "cecily.lampkin": _person("chen.siyu", "陈思宇"),
    "versie.hillebrand": _person("wang.haoran", "王浩然"),
    "lajuana.vencill": _person("liu.yuqing", "刘雨晴"),
    "moses.frase": _person("zhao.mingxuan", "赵明轩"),
    "jonathan.berthelot": _person("huang.junjie", "黄俊杰"),
    "marty.freudenburg": _person("wu.zihan", "吴子涵"),
    "gladys.colclough": _person("zheng.meiling", "郑美玲"),
    "niesha.huffines": _person("he.yutong", "何雨桐"),
    "darcel.schlecht": _person("guo.tianyu", "郭天宇"),
    "mei-mei.johns": _person("zhu.meimei", "朱梅梅"),
    "violet.mclelland": _person("hu.ruoxi", "胡若曦"),
    "corliss.cosme": _person("xie.chengyu", "谢承宇"),
    "rosie.papadopoulos": _person("han.xueqi", "韩雪琪"),
    "garret.kinder": _person("tang.zirui", "唐子睿"),
    "wilburn.farren": _person("feng.jianping", "冯建平"),
    "elizabeth.anderson": _person("deng.yifan", "邓一凡"),
    "daniell.hammack": _person("cao.danni", "曹丹妮"),
    "cassey.cress": _person("peng.kexin", "彭可欣"),
    "donn.cantrell": _person("zeng.xiangdong", "曾向东"),
    "reed.clapper": _person("xiao.ruide", "肖瑞德"),
    "boris.faz": _person("tian.bolin", "田博林"),
    "natalya.ivanova": _person("dong.nana", "董娜娜"),
    "vicki.laflamme": _person("yuan.weiqi", "袁维琪"),
    "rosalina.dieter": _person("pan.shalin", "潘莎琳"),
    "hayden.neloms": _person("yu.haideng", "于海登"),
    "markita.hansen": _person("jiang.manqi", "蒋曼琪"),
    "elease.gluck": _person("cai.yilin", "蔡怡琳"),
    "carol.thompson": _person("yu.kailu", "余凯璐"),
    "james.ascencio": _person("du.jiaming", "杜嘉明"),
    "kary.hendrixson": _person("ye.kairui", "叶凯瑞"),
    "kami.bicknell": _person("cheng.jiamin", "程佳敏"),
    "zane.levy": _person("wei.zehao", "魏泽豪"),
    "maureen.marcano": _person("su.murong", "苏慕蓉"),
    "carl.lin": _person("lin.kaier", "林凯尔"),
}
TEAMS = {"Central": "华中大区", "East": "华东大区", "West": "西南大区"}
SERIES = {"GTX": "GTX 网关", "MG": "MG 仪表", "GTK": "GTK 主机"}
PRODUCTS = {
    "GTX-BASIC": "GTX 工业网关·基础型",
    "GTX-PRO": "GTX 工业网关·专业型",
    "GTX-PLUS-BASIC": "GTX+ 工业网关·基础型",
    "GTX-PLUS-PRO": "GTX+ 工业网关·专业型",
    "GTX-PLUS-MAX": "GTX+ 工业网关·旗舰型",
    "MG-SPECIAL": "MG 电量仪表·经济型",
    "MG-ADVANCED": "MG 电量仪表·高级型",
    "GTK-500": "GTK-500 能源管理主机",
}
# Province (Odoo's external id in base) and a city of it.
PLACES = (
    ("state_cn_BJ", "北京"),
    ("state_cn_SH", "上海"),
    ("state_cn_ZJ", "杭州"),
    ("state_cn_GD", "深圳"),
    ("state_cn_JS", "苏州"),
    ("state_cn_SC", "成都"),
    ("state_cn_HB", "武汉"),
    ("state_cn_SD", "青岛"),
    ("state_cn_FJ", "厦门"),
    ("state_cn_HN", "长沙"),
    ("state_cn_CQ", "重庆"),
    ("state_cn_TJ", "天津"),
    ("state_cn_AH", "合肥"),
    ("state_cn_SN", "西安"),
    ("state_cn_HA", "郑州"),
    ("state_cn_LN", "大连"),
    ("state_cn_YN", "昆明"),
)
STEMS = (
    "澄岚", "朔蘅", "霁川", "砚溪", "沐辰", "衡舟", "屿禾", "汀澜", "珩宇", "栎森",
    "启晗", "筑霖", "涵煦", "岱宁", "槿和", "翊恒", "澍远", "泊微", "临璟", "禹航",
    "昭棠", "晟岳", "茗屿", "璞原", "沅芷", "岚旭", "卓垣", "凌汐", "穆远", "骏栩",
    "洵美", "曦和", "榆禾", "乾岩", "绮陌", "芸窗", "辰砾", "望舒", "渊泽", "峻屹",
)  # fmt: skip
KINDS = {
    "employment": "人力资源",
    "entertainment": "文化传媒",
    "finance": "金融服务",
    "marketing": "营销策划",
    "medical": "医疗器械",
    "retail": "商贸",
    "services": "企业服务",
    "software": "软件",
    "technology": "科技",
    "telecommunications": "通信技术",
}


def customer(number: int, sector: str) -> tuple[str, str, str, str]:
    """The full and the short name of the workbook's customer, its province and city.

    :param number: place of the customer among all of them, from 0.

    >>> customer(0, "medical")
    ('北京澄岚医疗器械有限公司', '澄岚医疗器械', 'state_cn_BJ', '北京')
    """
    state, city = PLACES[number % len(PLACES)]
    short = f"{STEMS[number % len(STEMS)]}{KINDS.get(sector, '实业')}"
    return f"{city}{short}有限公司", short, state, city
