from odoo import models
from odoo.exceptions import ValidationError

# Titles are sent with every form; a text of a million letters would stop all of them.
TITLE, TEXT = 200, 5000


class CrmCustomFieldLengths(models.AbstractModel):
    """Keeps texts of the set-up short enough for forms and lists."""

    _name = "crm.custom.field.lengths"
    _description = "Custom Field Text Lengths"

    def _refuse_long(self, **limits):
        """Refuse records with a text that has more letters than its limit."""
        for record in self:
            for name, limit in limits.items():
                length = len(record[name] or "")
                if length > limit:
                    raise ValidationError(
                        self.env._(
                            "%(property)s of “%(record)s” is too long: %(length)s "
                            "characters. Write at most %(limit)s.",
                            property=self._fields[name]._description_string(self.env),
                            record=(record.display_name or "")[:50],
                            length=length,
                            limit=limit,
                        )
                    )
