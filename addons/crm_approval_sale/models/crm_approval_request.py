from odoo import api, fields, models
from odoo.tools import formatLang

from odoo.addons.crm_approval.engine.conditions import from_json
from odoo.addons.crm_approval.listing import listed

from ..engine.effective import totals
from .crm_approval_chain import ORDER
from .goods import MEASURES

TIMES = "\N{MULTIPLICATION SIGN}"
MINUS = "\N{MINUS SIGN}"


class CrmApprovalRequest(models.Model):
    """Requests of sale orders: who sees them, what they keep, what is read of them."""

    _inherit = "crm.approval.request"

    # A link beside the number: record rules need a relation.
    sale_order_id = fields.Many2one(
        "sale.order",
        compute="_compute_sale_order_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("res_model", "res_id")
    def _compute_sale_order_id(self):
        for request in self:
            of_order = request.res_model == ORDER
            request.sale_order_id = of_order and request.res_id

    def _asks_once(self, finding):
        """Confirming or cancelling an order twice asks once."""
        if finding.res_model != ORDER:
            return super()._asks_once(finding)
        return bool(finding.spec and not finding.request_id)

    def _prepare_request(self, finding, change, agreed):
        """Show whose order it is, and the amount it would have when lines change."""
        values = super()._prepare_request(finding, change, agreed)
        if finding.res_model != ORDER:
            return values
        # sudo: what the approver is shown; the asker has the order open.
        order = self.env[ORDER].sudo().browse(finding.res_id)
        values["name"] = f"{order.name}, {order.partner_id.display_name}"
        name = finding.spec.amount_field
        if name in finding.tested:
            values["amount"] = float(finding.tested[name] or 0)
        return values

    def _prepare_facts(self, lead, finding, change, agreed):
        facts = super()._prepare_facts(lead, finding, change, agreed)
        if lead._name != ORDER:
            return facts
        version = self.env["crm.approval.version"].sudo()  # sudo: frozen, no secret
        definition = version.browse(finding.spec.version_id).definition
        if definition.get("sale_target"):
            facts["target"] = definition["sale_target"]
        if change.get("state") == "sale" and lead.signed_by:
            facts["signed_by"] = lead.signed_by
        return facts

    def _target_words(self, facts):
        if facts.get("target") == "cancel":
            return self.env._("to be cancelled")
        if facts.get("target") != "confirm":
            return super()._target_words(facts)
        if facts.get("signed_by"):
            return self.env._(
                "to be confirmed, signed by %(customer)s", customer=facts["signed_by"]
            )
        return self.env._("to be confirmed")

    @api.model
    def _condition_words(self, line, model="crm.lead"):
        if line["kind"] == "lines" and line["function"] in MEASURES:
            return self._goods_words(line)
        if line["kind"] != "lines" or line["function"] != "rebate":
            return super()._condition_words(line, model)
        value = line.get("value")
        return self.env._(
            "discount on the whole: %(value)s%(operator)s %(bound)s %%",
            value="" if value is None else f"{formatLang(self.env, value)} % ",
            operator=line["operator"],
            bound=formatLang(self.env, line["bound"]),
        )

    def _goods_words(self, line):
        """Say the measure; what it comes from where that was kept."""
        functions = self.env["crm.approval.condition"]._fields["function"]
        named = dict(functions._description_selection(self.env))[line["function"]]
        value, bound = line.get("value"), formatLang(self.env, line["bound"])
        named = named.removesuffix(" (%)").removesuffix("(%)")
        if value is None:
            return self.env._(
                "%(measure)s %(operator)s %(bound)s %%",
                measure=named,
                operator=line["operator"],
                bound=bound,
            )
        words = self.env._(
            "%(measure)s %(value)s %% (%(operator)s %(bound)s %%)",
            measure=named,
            value=formatLang(self.env, value),
            operator=line["operator"],
            bound=bound,
        )
        if "listed" not in line:
            return words
        return self.env._(
            "%(words)s (list %(listed)s, sold at %(charged)s)",
            words=words,
            listed=formatLang(self.env, line["listed"]),
            charged=formatLang(self.env, line["charged"]),
        )

    def _condition_facts(self, lead, line, agreed, tested):
        """Keep what the goods cost by the list, if that is what was measured."""
        facts = super()._condition_facts(lead, line, agreed, tested)
        if lead._name != ORDER or line.get("function") != "effective":
            return facts
        gate = self.env["crm.approval.gate"]
        name = from_json(line).measured
        if gate._measured_value(gate._neutral(lead), name) != tested.get(name):
            return facts  # the change itself brings the discount about
        listed, charged = totals(gate._neutral(lead)._approval_goods())
        return {**facts, "listed": listed, "charged": charged}

    def _display(self, lead, name, value):
        """Spell lines of an order, and commands that would change them."""
        if lead._name != ORDER or name != "order_line":
            return super()._display(lead, name, value)
        if isinstance(value, models.BaseModel):
            words = map(self._order_line_words, value)
        else:
            words = (self._command_words(lead, command) for command in value)
        semicolon = self.env._("%(line)s; %(next)s", line="", next="")
        return semicolon.join(filter(None, words))

    @api.model
    def _order_line_words(self, line):
        words = f"{line.name or line.product_id.display_name}".splitlines()[0]
        if line.display_type:
            return words
        values = f"{formatLang(self.env, line.product_uom_qty)}"
        values += f" {TIMES} {formatLang(self.env, line.price_unit)}"
        if line.discount:
            values += f" {MINUS} {formatLang(self.env, line.discount)} %"
        return self.env._("%(line)s: %(values)s", line=words, values=values)

    @api.model
    def _command_words(self, lead, command):
        code, line_id, *rest = command
        lines = lead.env["sale.order.line"]
        if code == 0:
            product = lead.env["product.product"].browse(rest[0].get("product_id"))
            named = product.display_name or rest[0].get("name") or ""
            return self._values_words(lines, named, rest[0])
        line = lines.browse(line_id) & lead.order_line
        named = (line.name or line.product_id.display_name or "").splitlines()[:1]
        if code == 1 and line:
            return self._values_words(lines, "".join(named), rest[0])
        if code in (2, 3) and line:
            return self.env._("without %(line)s", line="".join(named))
        return ""

    @api.model
    def _values_words(self, lines, named, values):
        shown = ("product_uom_qty", "price_unit", "discount")
        words = [
            f"{lines._fields[name]._description_string(self.env)} "
            f"{formatLang(self.env, values[name] or 0)}"
            for name in shown
            if name in values
        ]
        if not words:
            return named
        return self.env._(
            "%(line)s: %(values)s", line=named, values=listed(self.env, words)
        )
