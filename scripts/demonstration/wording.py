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
REASONS = {"Lost in the legacy system": "历史系统中已输单"}


def translate(env: Any) -> None:
    """Write the Chinese names; doing it again changes nothing."""
    for model, key, names in (
        ("crm.custom.field", "technical_name", FIELDS),
        ("crm.custom.field.option", "value", OPTIONS),
        ("crm.stage", "name", STAGES),
        ("crm.lost.reason", "name", REASONS),
    ):
        for record in env[model].search([(key, "in", list(names))]):
            name_in_chinese(record, names[record.with_context(lang="en_US")[key]])


def name_in_chinese(record: Any, name: str) -> None:
    """Name one record in Chinese."""
    record.with_context(lang=LANGUAGE).name = name
