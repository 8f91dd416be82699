"""Turns placed fields into nodes of form, list and search views."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from lxml import etree

from .kinds import KINDS

# The selection of the client that offers only some options.
NARROWED = "crm_narrowed_selection"

Element: TypeAlias = Any  # lxml brings no types


@dataclass(frozen=True)
class Placed:
    """Where one field appears. Labels are in the language of the viewer."""

    name: str
    kind: str
    label: str
    page: str
    section: str
    in_list: str = ""
    in_search: bool = False
    invisible: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    views: tuple[Element, ...] = ()  # of the rows of a table


def add_to_view(arch: Element, fields: Iterable[Placed]) -> None:
    """Place ``fields`` in ``arch``, which may be a form, list or search view.

    A field that the view already shows by itself stays where it is.
    """
    present = set(arch.xpath("//field[not(ancestor::field)]/@name"))
    missing = [field for field in fields if field.name not in present]
    adder = {"form": _add_to_form, "list": _add_to_list, "search": _add_to_search}
    if missing and arch.tag in adder:
        adder[arch.tag](arch, missing)


def add_modifier(arch: Element, name: str, modifier: str, expression: str) -> None:
    """Make ``modifier`` of the form field ``name`` also true under ``expression``.

    >>> arch = etree.fromstring('<form><field name="a" required="b"/></form>')
    >>> add_modifier(arch, "a", "required", "c == 1")
    >>> arch[0].get("required")
    '(b) or (c == 1)'
    """
    for node in arch.xpath("//field[@name=$name][not(ancestor::field)]", name=name):
        present = node.get(modifier)
        if present in (None, "", "0", "False"):
            node.set(modifier, expression)
        else:
            node.set(modifier, f"({present}) or ({expression})")


def narrow_options(arch: Element, name: str, when: str, values: list[str]) -> None:
    """Offer only ``values`` in the selection ``name`` while ``when`` holds.

    >>> arch = etree.fromstring('<form><field name="a"/></form>')
    >>> narrow_options(arch, "a", "b == 1", ["x"])
    >>> narrow_options(arch, "a", "c", ["y"])
    >>> arch[0].get("options")
    "{'narrow': [{'when': 'b == 1', 'values': ['x']}, {'when': 'c', 'values': ['y']}]}"
    """
    for node in arch.xpath("//field[@name=$name][not(ancestor::field)]", name=name):
        if node.get("widget", "selection") not in ("selection", NARROWED):
            continue  # a bar of stages or a badge shows every option
        options = literal_eval(node.get("options") or "{}")
        options.setdefault("narrow", []).append({"when": when, "values": values})
        node.set("options", repr(options))
        node.set("widget", NARROWED)


def narrow_links(
    arch: Element, name: str, present: Any, allowed: Any, when: str
) -> None:
    """Offer in the link ``name`` only what ``allowed`` says while ``when`` holds.

    ``present`` is the filter that the field has without the view.

    >>> arch = etree.fromstring('<form><field name="a"/></form>')
    >>> narrow_links(arch, "a", [], [("code", "=", "CN")], "b == 1")
    >>> arch[0].get("domain")
    "([]) + ([('code', '=', 'CN')] if b == 1 else [])"
    """
    text = allowed if isinstance(allowed, str) else repr(allowed)
    for node in arch.xpath("//field[@name=$name][not(ancestor::field)]", name=name):
        base = node.get("domain") or str(present)
        node.set("domain", f"({base}) + ({text} if {when} else [])")


def add_helper(arch: Element, name: str) -> None:
    """Let the client read ``name``, unseen, for what the other nodes ask."""
    hidden = "column_invisible" if arch.tag == "list" else "invisible"
    node = etree.Element("field", {"name": name, hidden: "1"})
    arch.insert(0, node)


def name_pages(arch: Element) -> None:
    """Tell the panel in which tab each field stands.

    >>> arch = etree.fromstring('<form><widget name="crm_readiness"/><notebook>'
    ...     '<page name="p"><field name="a"/></page></notebook></form>')
    >>> name_pages(arch)
    >>> arch[0].get("options")
    "{'pages': {'a': 'p'}}"
    """
    pages = {
        field.get("name"): page.get("name")
        for page in arch.xpath("//page[@name]")
        for field in page.xpath(".//field[@name]")
    }
    for panel in arch.xpath("//widget[@name='crm_readiness']"):
        panel.set("options", repr({"pages": pages}))


def take_out(arch: Element) -> None:
    """Remove the tabs that :func:`add_to_view` has made.

    >>> arch = etree.fromstring('<form><sheet/></form>')
    >>> add_to_view(arch, [Placed("x_a", "char", "A", "Tab", "")])
    >>> take_out(arch)
    >>> etree.tostring(arch)
    b'<form><sheet/></form>'
    """
    for node in arch.xpath("//*[starts-with(@name, 'crm_custom_fields_')]"):
        node.getparent().remove(node)


def _add_to_form(arch: Element, fields: list[Placed]) -> None:
    sheets = arch.xpath("//sheet")
    if not sheets:  # quick-create and dialog forms stay short
        return
    notebooks = arch.xpath("//notebook[not(ancestor::field)]")
    for number, (title, members) in enumerate(_grouped(fields, "page")):
        name = f"crm_custom_fields_{number}"
        if notebooks:
            page = etree.SubElement(notebooks[0], "page", string=title, name=name)
        else:
            page = etree.SubElement(sheets[0], "div", name=name)
        _hide_when_empty(page, members)
        _fill_page(page, members)


def _fill_page(page: Element, fields: list[Placed]) -> None:
    outer = etree.SubElement(page, "group")
    for title, members in _grouped(fields, "section"):
        narrow = [field for field in members if not KINDS[field.kind].wide]
        wide = [field for field in members if KINDS[field.kind].wide]
        # A section without wide fields is one column; two sections stand side
        # by side. Wide fields get the full width below their section.
        for chunk, colspan in ((narrow, None), (wide, "2")):
            if chunk:
                group = etree.SubElement(outer, "group")
                _hide_when_empty(group, chunk)
                if title and chunk is (narrow or wide):
                    group.set("string", title)
                if colspan:
                    group.set("colspan", colspan)
                for field in chunk:
                    _form_field(group, field)


def _hide_when_empty(node: Element, members: list[Placed]) -> None:
    """Hide a tab or section while every field in it is hidden."""
    expressions = {field.invisible for field in members}
    if "" not in expressions:
        node.set("invisible", " and ".join(f"({e})" for e in sorted(expressions)))


def _form_field(parent: Element, field: Placed) -> None:
    node = field_node(field)
    if field.views:
        parent.append(etree.Element("separator", string=field.label, colspan="2"))
        if field.invisible:
            parent[-1].set("invisible", field.invisible)
    for view in field.views:
        node.append(view)
    parent.append(node)
    if field.invisible:
        node.set("invisible", field.invisible)


def field_node(field: Placed) -> Element:
    """Return the node that form and list share."""
    kind = KINDS[field.kind]
    node = etree.Element("field", name=field.name)
    if kind.widget:
        node.set("widget", kind.widget)
    if kind.options:
        node.set("options", kind.options)
    for name, value in field.attributes:
        node.set(name, value)
    return node


def _add_to_list(arch: Element, fields: list[Placed]) -> None:
    # Before the buttons at the end of the row, where columns are expected.
    buttons = arch.xpath("./button")
    position = arch.index(buttons[0]) if buttons else len(arch)
    shown = [field for field in fields if field.in_list and KINDS[field.kind].listable]
    for offset, field in enumerate(shown):
        node = field_node(field)
        node.set("optional", field.in_list)
        arch.insert(position + offset, node)


def _add_to_search(arch: Element, fields: list[Placed]) -> None:
    searchable = [f for f in fields if f.in_search and KINDS[f.kind].searchable]
    anchors = arch.xpath("./field")
    position = arch.index(anchors[-1]) + 1 if anchors else 0
    for offset, field in enumerate(searchable):
        arch.insert(position + offset, etree.Element("field", name=field.name))
    _add_filters(arch, [field for field in searchable if KINDS[field.kind].filter])
    groupable = [field for field in searchable if KINDS[field.kind].groupable]
    if groupable:
        groups = arch.xpath("./group")
        parent = groups[-1] if groups else etree.SubElement(arch, "group")
        for field in groupable:
            etree.SubElement(
                parent,
                "filter",
                name=f"group_by_{field.name}",
                string=field.label,
                context=repr({"group_by": field.name}),
            )


def _add_filters(arch: Element, fields: list[Placed]) -> None:
    groups = arch.xpath("./group")
    position = arch.index(groups[0]) if groups else len(arch)
    for field in reversed(fields):
        node = etree.Element("filter", name=f"filter_{field.name}", string=field.label)
        if KINDS[field.kind].filter == "date":
            node.set("date", field.name)
        else:
            node.set("domain", repr([(field.name, "=", True)]))
        arch.insert(position, node)
        arch.insert(position, etree.Element("separator"))


def _grouped(
    fields: Iterable[Placed], attribute: str
) -> Iterable[tuple[str, list[Placed]]]:
    groups: dict[str, list[Placed]] = {}
    for field in fields:
        groups.setdefault(getattr(field, attribute), []).append(field)
    return groups.items()


_SPACE = re.compile(r"\s+")


def clean_title(title: str) -> str:
    """Return ``title`` without doubled spaces, so that equal titles are equal.

    >>> clean_title("  Policy   terms ")
    'Policy terms'
    """
    return _SPACE.sub(" ", title).strip()
