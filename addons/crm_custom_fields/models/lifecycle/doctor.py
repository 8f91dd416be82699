import logging
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ... import registry
from ..field.cache import is_installed

_logger = logging.getLogger(__name__)


class Fault(NamedTuple):
    """A definition whose column is not as it should be, and in what way."""

    field_id: int
    problem: str


class CrmCustomFieldDoctor(models.AbstractModel):
    """Finds fields that got lost, for example in an upgrade, and heals them.

    Odoo drops a manual field from the registry without a word when its set-up
    fails; the column and its values stay, but nobody sees them any more.
    """

    _name = "crm.custom.field.doctor"
    _description = "Custom Field Doctor"

    def _register_hook(self):
        """Look once when the registry is loaded; heal in the background."""
        res = super()._register_hook()
        # Also called while fields are being added, when columns may lag behind.
        is_loading = not self.env.registry.ready
        if is_loading and is_installed(self.env.cr) and self._faults():
            _logger.info("Some custom fields got lost, a check has been scheduled.")
            cron = self.env.ref("crm_custom_fields.ir_cron_check", False)
            if cron:
                cron.sudo()._trigger()  # sudo: the registry loads for nobody
        return res

    @api.model
    def _definitions(self):
        definitions = self.env["crm.custom.field"].sudo()  # sudo: of all companies
        known = definitions.with_context(active_test=False)
        return known.search([("model_name", "!=", False)])

    @api.model
    def _faults(self):
        """Return every :class:`Fault`: four queries, however many fields."""
        definitions = self._definitions()
        rows, columns = self._rows(definitions), self._database_columns(definitions)
        faults = []
        for field in definitions:
            problem = self._problem(field, rows, columns)
            if problem:
                faults.append(Fault(field.id, problem))
        return faults

    @api.model
    def _problem(self, field, rows, columns):
        if field.model_name not in self.env:
            return "model"
        state = rows.get((field.model_name, field.technical_name))
        if state != "manual":
            return "taken" if state else "row"
        model = self.env[field.model_name]
        column = model._fields.get(field.technical_name)
        if column is None:
            return "registry"
        if column.type == "many2many":
            held = (column.relation, column.column1)
        elif column.store and column.column_type:
            held = (model._table, column.name)
        else:
            return ""
        return "" if held in columns else "column"

    @api.model
    def _rows(self, definitions):
        """Return ``{(model, name): state}`` of the rows in ``ir.model.fields``."""
        query = SQL(
            "SELECT model, name, state FROM ir_model_fields WHERE name IN %s",
            tuple(definitions.mapped("technical_name")) or ("",),
        )
        return {(model, n): state for model, n, state in self.env.execute_query(query)}

    @api.model
    def _database_columns(self, definitions):
        """Return ``(table, column)`` of everything that the database has."""
        tables = set()
        for field in definitions.filtered(lambda f: f.model_name in self.env):
            model = self.env[field.model_name]
            column = model._fields.get(field.technical_name)
            is_link = column is not None and column.type == "many2many"
            tables.add(column.relation if is_link else model._table)
        query = SQL(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema AND table_name IN %s",
            tuple(tables) or ("",),
        )
        return set(self.env.execute_query(query))

    # Healing

    @api.model
    def _heal(self):
        """Heal what can be healed; return what was found, as records."""
        faults = self._faults()
        cures = {
            "row": self._heal_row,
            "registry": self._heal_registry,
            "column": self._heal_column,
        }
        for problem, heal in cures.items():
            ids = [fault.field_id for fault in faults if fault.problem == problem]
            lost = self._definitions().browse(ids)
            if lost:
                heal(lost)
        still = {fault.field_id for fault in self._faults()} if faults else set()
        self.env["crm.custom.field.cache"]._forget()
        return self._note(faults, still)

    @api.model
    def _heal_row(self, lost):
        """Write the rows anew; a column that is still there keeps its values."""
        registry.forget_fields(self.env)
        lost._create_columns()

    @api.model
    def _heal_registry(self, lost):
        """Set the models up again: what was missing then may be there now."""
        registry.set_up(self.env, set(lost.mapped("model_name")))

    @api.model
    def _heal_column(self, lost):
        """Make the column anew, empty."""
        registry.add_columns(self.env, set(lost.mapped("model_name")))

    @api.model
    def _note(self, faults, still):
        """Keep what was found; what is known and still open is not said twice."""
        findings = self.env["crm.custom.field.finding"].sudo()  # sudo: only we write
        open_ = findings.search([("is_healed", "=", False)])
        known = {(finding.field_id.id, finding.problem) for finding in open_}
        by_id = {field.id: field for field in self._definitions()}
        open_.filtered(lambda f: f.field_id.id not in still).is_healed = True
        return findings.create(
            [
                {
                    "field_id": fault.field_id,
                    "problem": fault.problem,
                    "is_healed": fault.field_id not in still,
                    "message": self._message(
                        by_id[fault.field_id], fault.problem, fault.field_id in still
                    ),
                }
                for fault in faults
                if (fault.field_id, fault.problem) not in known
            ]
        )

    @api.model
    def _message(self, field, problem, is_open):
        """Say what was wrong, and what is to be done."""
        healed = {
            "row": self.env._(
                "Odoo did not know the field any more. It was made known again; values "
                "that were still in the database are back."
            ),
            "registry": self.env._(
                "Odoo had dropped the field while starting. It was set up again."
            ),
            "column": self.env._(
                "The column was missing in the database. It was made anew and is empty."
            ),
        }
        if not is_open:
            return healed[problem]
        texts = {
            "model": self.env._(
                "The app that brought %(model)s is not installed. Install it again, or "
                "delete the field.",
                model=field.model_name,
            ),
            "taken": self.env._(
                "An app now has a field %(name)s of its own. Take your values over "
                "into it, then archive this field.",
                name=field.technical_name,
            ),
        }
        return texts.get(problem) or self.env._(
            "The field cannot be set up: %(reason)s", reason=self._reason(field)
        )

    @api.model
    def _reason(self, field):
        relation = field.relation_model_id.model
        if relation and relation not in self.env:
            return self.env._(
                "it links to %(model)s, which is not installed.", model=relation
            )
        try:
            field._check_related_path()
            field._check_formula()
        except ValidationError as error:
            return str(error.args[0])
        return self.env._("see the log of the server.")


class CrmCustomFieldFinding(models.Model):
    """What a check found about one field, and whether it was healed."""

    _name = "crm.custom.field.finding"
    _description = "Custom Field Finding"
    _order = "is_healed, id desc"
    _rec_name = "field_id"

    field_id = fields.Many2one(
        "crm.custom.field", required=True, readonly=True, ondelete="cascade", index=True
    )
    problem = fields.Selection(
        [
            ("model", "Its model is gone"),
            ("row", "Odoo did not know it"),
            ("taken", "An app took its name"),
            ("registry", "Odoo dropped it"),
            ("column", "The column was missing"),
        ],
        readonly=True,
    )
    message = fields.Text(string="What Was Wrong", readonly=True)
    is_healed = fields.Boolean(string="Healed", readonly=True)
    company_id = fields.Many2one(related="field_id.company_id")

    @api.model
    def action_check(self):
        """Check every field now, and show what was found."""
        self.env["crm.custom.field"].check_access("write")
        found = self.env["crm.custom.field.doctor"]._heal()
        still_open = self.search_count([("is_healed", "=", False)])
        if not found and not still_open:
            count = len(self.env["crm.custom.field.doctor"]._definitions())
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "success",
                    "message": self.env._(
                        "All %(count)s fields are as they should be.", count=count
                    ),
                },
            }
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_custom_fields.crm_custom_field_finding_action"
        )
