"""What views of any record show of its requests, without a view per model.

Only models that a published chain watches get it; opportunities have their own views,
which show the same.
"""

from lxml import etree

from ...engine import spec as engine

BUTTON = """
    <button name="action_view_approval_requests" type="object" class="oe_stat_button"
            icon="fa-check-square-o" invisible="not id">
        <widget name="crm_approval_count"/>
    </button>
"""


def show_requests(model, view_type):
    """Tell whether this kind of view of a model shows requests."""
    if model._name == engine.LEAD or view_type not in ("form", "list", "kanban"):
        return False
    return model._name in model.env["crm.approval.chain"]._watch_map()


def add_to(arch):
    """Show the requests of the record in this view of it."""
    if arch.tag == "form":
        _add_to_form(arch)
        return
    mark = etree.Element("widget", name="crm_approval_mark")
    place = arch if arch.tag == "list" else arch.find(".//t[@t-name='card']")
    if place is not None:
        place.append(mark)


def _add_to_form(arch):
    """Put the banner above the sheet and the button among the others."""
    banner = etree.Element("widget", name="crm_approval_banner")
    sheet = arch.find("./sheet")
    if sheet is None:
        arch.insert(1 if arch.find("./header") is not None else 0, banner)
        return
    sheet.addprevious(banner)
    box = sheet.find(".//div[@name='button_box']")
    if box is None:
        box = etree.Element("div", {"name": "button_box", "class": "oe_button_box"})
        sheet.insert(0, box)
    box.append(etree.fromstring(BUTTON))
