from odoo import api, models

# The word in the file, and the link that it names a field for.
WORDS = {
    "column": "column_id",
    "with_link": "with_link_id",
    "with_table": "with_table_id",
    "with_column": "with_column_id",
}


class CrmCustomFieldConfigPairs(models.AbstractModel):
    """What a rule in a file says about two tables: by the names of their fields.

    The models need no words: each name leads to the model of the next.
    """

    _name = "crm.custom.field.config.pairs"
    _description = "Custom Field Configuration of Rules on Two Tables"

    @api.model
    def _links_pairing(self, record):
        return {word: record[name].name for word, name in WORDS.items()}

    @api.model
    def _link_values_pairing(self, model, columns, entry):
        """Return the values of a rule on ``columns`` of ``model``, found by name."""
        found = dict.fromkeys(WORDS, self.env["ir.model.fields"])
        tables = list(columns.values())
        steps = (
            ("column", lambda: tables[0].relation if tables else ""),
            ("with_link", lambda: model.model),
            ("with_table", lambda: found["with_link"].relation or model.model),
            ("with_column", lambda: found["with_table"].relation),
        )
        for word, holder in steps:
            if entry.get(word):
                on = self.env["ir.model"]._get(holder() or "")
                found[word] = self._column(on, entry[word], entry)
        return {name: found[word].id for word, name in WORDS.items()}
