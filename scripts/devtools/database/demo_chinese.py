"""Chinese for what the workbook names: its columns, options and stages.

The source is English; a Chinese reader of the demonstration should meet no English
words but names.
"""

from __future__ import annotations

from typing import Any

LANGUAGE = "zh_CN"
FIELDS = {
    "x_sector": "行业",
    "x_employees": "员工人数",
    "x_founding_year": "成立年份",
    "x_revenue_million": "年收入·百万",
    "x_parent_company": "母公司",
    "x_legacy_id": "原系统编号",
    "x_sales_manager": "销售经理",
}
OPTIONS = {
    "employment": "人力资源",
    "entertainment": "娱乐",
    "finance": "金融",
    "marketing": "营销",
    "medical": "医疗",
    "retail": "零售",
    "services": "服务",
    "software": "软件",
    "technology": "科技",
    "telecommunications": "电信",
}
STAGES = {"Prospecting": "初步接洽", "Engaging": "跟进中"}
CHAIN, STEP = "大额商机成交审批", "销售经理"


def translate(env: Any) -> None:
    """Write the Chinese names; doing it again changes nothing.

    :param env: odoorpc's environment of an administrator.
    """
    for model, key, names in (
        ("crm.custom.field", "technical_name", FIELDS),
        ("crm.custom.field.option", "value", OPTIONS),
        ("crm.stage", "name", STAGES),
    ):
        rows = env[model].search_read([(key, "in", list(names))], [key])
        for row in rows:
            name_in_chinese(env, model, row["id"], names[row[key]])


def name_in_chinese(env: Any, model: str, record: int, name: str) -> None:
    """Name one record in Chinese."""
    env[model].with_context(lang=LANGUAGE).write([record], {"name": name})
