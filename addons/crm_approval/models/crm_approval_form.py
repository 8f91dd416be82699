from lxml import etree

from odoo import api, models

from ..engine import spec as engine

BUTTON = """
    <button name="action_view_approval_requests" type="object" class="oe_stat_button"
            icon="fa-check-square-o" invisible="not id">
        <widget name="crm_approval_count"/>
    </button>
"""


class CrmApprovalForm(models.AbstractModel):
    """What the form of any record shows of its requests, without a view per model.

    Only forms of models that a published chain watches get it; opportunities have
    their own view, which lists and boards share, and are told here what is closed.
    """

    _name = "crm.approval.form"
    _description = "Approvals in the Form of Any Record"

    @api.model
    def _concerns(self, model, view_type):
        """Tell whether this view shows requests."""
        watch = self.env["crm.approval.chain"]._watch_map().get(model)
        if view_type != "form" or watch is None:
            return False
        return model != engine.LEAD or bool(watch.held)

    @api.model
    def _add_to(self, arch, model):
        """Put the banner above the sheet and the button among the others."""
        if model == engine.LEAD:
            arch.find("./sheet").addprevious(
                etree.Element("widget", name="crm_approval_notes")
            )
            return
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
