"""The rows of a table: as a list to type into, as cards on a phone, as a form.

>>> from ..field.layout import Placed
>>> columns = [Placed("x_a", "char", "A", "", ""), Placed("x_b", "html", "B", "", "")]
>>> as_list(columns, "Rows").get("editable")
>>> as_list(columns[:1], "Rows").get("editable")
'bottom'
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from ..field.kinds import KINDS
from ..field.layout import Element, Placed, field_node
from ..field.naming import POSITION

# Too large for a cell or a card.
LARGE = ("html", "image")
# Empty or not, they say something.
ALWAYS_SAID = ("boolean", "integer", "float", "monetary", "percent", "year")


def as_list(fields: Iterable[Placed], title: str) -> Element:
    """Return a list; one types into it unless a column needs the form."""
    fields = list(fields)
    arch = etree.Element("list", string=title)
    if not any(field.kind in LARGE for field in fields):
        arch.set("editable", "bottom")
    etree.SubElement(arch, "field", name=POSITION, widget="handle")
    for field in fields:
        if field.kind not in LARGE:
            node = field_node(field)
            node.set("optional", "show")
            arch.append(node)
    return arch


def as_cards(fields: Iterable[Placed]) -> Element:
    """Return cards: the first column is the title, the others follow by name."""
    arch = etree.Element("kanban")
    etree.SubElement(arch, "field", name=POSITION)
    card = etree.SubElement(
        etree.SubElement(arch, "templates"), "t", {"t-name": "card"}
    )
    shown = [f for f in fields if f.kind not in LARGE and f.kind != "file"]
    for number, field in enumerate(shown):
        if not number:
            node = field_node(field)
            node.set("class", "fw-bold fs-5")
            card.append(node)
            continue
        line = etree.SubElement(card, "div", {"class": "d-flex gap-1"})
        if field.kind not in ALWAYS_SAID:
            line.set("invisible", f"not {field.name}")
        label = etree.SubElement(line, "span", {"class": "text-muted text-nowrap"})
        label.text = field.label
        line.append(field_node(field))
    return arch


def as_form(fields: Iterable[Placed]) -> Element:
    """Return a form with the columns in their order, large ones in full width."""
    arch = etree.Element("form")
    sheet = etree.SubElement(arch, "sheet")
    outer = etree.SubElement(sheet, "group")
    fields = list(fields)
    narrow = [field for field in fields if not KINDS[field.kind].wide]
    half = (len(narrow) + 1) // 2
    for part in (narrow[:half], narrow[half:]):
        group = etree.SubElement(outer, "group")
        for field in part:
            group.append(field_node(field))
    wide = [field for field in fields if KINDS[field.kind].wide]
    if wide:
        group = etree.SubElement(outer, "group", colspan="2")
        for field in wide:
            group.append(field_node(field))
    return arch
