from odoo import api, models

from ...engine.field.naming import PARENT, POSITION
from ...engine.table import row_views
from ..field import visibility
from ..rule import rows as rules_of_rows
from . import row_log

# What one has to be allowed to do with the record to do this with its rows.
PARENT_RIGHT = {
    "read": "read",
    "write": "write",
    "create": "write",
    "unlink": "write",
}
TEXTS = ("char", "text")


class CrmCustomFieldRow(models.AbstractModel):
    """What the rows of every table can do: each belongs to one record.

    Rights follow that record, see ``ir.model.access`` and ``ir.rule``.
    """

    _name = "crm.custom.field.row"
    _description = "Custom Table Row"

    # (model, field) of the table; set on the class of each model of rows.
    _crm_table = ("", "")

    @api.model
    def _table_of(self, model_name):
        """Return ``(model, field)`` of the table whose rows the model holds."""
        model = self.env.registry.models.get(model_name)
        table = getattr(model, "_crm_table", None)
        return table if table and table[0] else None

    # Not on the columns: these come and go while the registry stands.
    @api.depends("write_date")
    def _compute_display_name(self):
        names = self._naming_fields()
        for row in self:
            texts = [row._fields[n].convert_to_export(row[n], row) for n in names]
            known = [str(text) for text in texts if text]
            row.display_name = " · ".join(known[:2]) or f"#{row.id or ''}"

    @api.model
    def _search_display_name(self, operator, value):
        texts = [n for n in self._naming_fields() if self._fields[n].type in TEXTS]
        if not texts:
            return [("id", operator, value)] if isinstance(value, int) else []
        domain = ["|"] * (len(texts) - 1)
        if operator.startswith(("not", "!")):
            domain = ["&"] * (len(texts) - 1)
        return domain + [(name, operator, value) for name in texts]

    @api.model
    def _naming_fields(self):
        """Return the columns that name a row: those that everybody may see."""
        cache = self.env["crm.custom.field.cache"]
        limited, shown = cache._groups_by_name(self._name), cache._shown(self._name)
        kinds = (*TEXTS, "selection", "many2one", "date")
        return [
            name
            for _id, name, *_rest in shown
            if name in self._fields and self._fields[name].type in kinds
            if name not in limited
        ]

    # The doors

    @api.model_create_multi
    def create(self, vals_list):
        """Put new rows behind the others."""
        rows = super().create(self._positioned(vals_list))
        parents = rows._parents()
        rows._judge("before", parents)
        rows._judge("after", parents)
        if not rules_of_rows.is_born(parents):
            row_log.created(rows)
        return rows

    def write(self, vals):
        before = self._parents()
        self._judge("before", before)
        row_log.before(self)
        res = super().write(vals)
        if PARENT in vals:
            self.check_access("write")  # the other record has its rights too
            self._judge("before", self._parents())
        self._judge("after", before | self._parents())
        return res

    def _validate_fields(self, field_names, excluded_names=()):
        """A result that is computed anew can also matter to the rules of the record."""
        names = set(field_names)
        if any(self._fields[name].compute for name in names):
            self._judge("after", self._parents())
        return super()._validate_fields(names, excluded_names)

    def unlink(self):
        parents = self._parents()
        self._judge("before", parents)
        row_log.before(self)
        res = super().unlink()
        self._judge("after", parents)
        return res

    @api.model
    def _judge(self, moment, parents):
        """Hold the rules of the records that the rows belong to."""
        judge = rules_of_rows.before if moment == "before" else rules_of_rows.after
        judge(parents, self._crm_table[1])

    def _parents(self):
        """Return the records that the rows belong to."""
        return self.sudo().mapped(PARENT)  # sudo: rules bind whoever looks

    @api.model
    def _positioned(self, vals_list):
        """Return ``vals_list`` with a position for each row that says none."""
        open_ones = [vals for vals in vals_list if not vals.get(POSITION)]
        parent_ids = {vals.get(PARENT) for vals in open_ones}
        rows = self.sudo()  # sudo: positions of rows that others see count too
        last = dict(
            rows._read_group(
                [(PARENT, "in", list(parent_ids))], [PARENT], [f"{POSITION}:max"]
            )
        )
        highest = {parent.id: number or 0 for parent, number in last.items()}
        result = []
        for vals in vals_list:
            if not vals.get(POSITION):
                parent_id = vals.get(PARENT)
                highest[parent_id] = highest.get(parent_id, 0) + 1
                vals = {**vals, POSITION: highest[parent_id]}
            result.append(vals)
        return result

    # Views, for want of others

    @api.model
    def _get_default_list_view(self):
        placed = visibility.placed(self.env, self._name)
        return row_views.as_list(placed, self._description)

    @api.model
    def _get_default_kanban_view(self):
        placed = visibility.placed(self.env, self._name)
        return row_views.as_cards(placed)

    @api.model
    def _get_default_form_view(self):
        placed = visibility.placed(self.env, self._name)
        return row_views.as_form(placed)

    @api.model
    def _views(self):
        """Return the archs that a form of the record shows its rows with."""
        plain = self.with_context(
            list_view_ref=None, kanban_view_ref=None, form_view_ref=None
        )
        archs = [plain._get_view(view_type=t)[0] for t in ("list", "kanban", "form")]
        for arch in archs:
            self.env["crm.custom.field.rule"]._mirror_below(self._name, arch)
        return tuple(archs)
