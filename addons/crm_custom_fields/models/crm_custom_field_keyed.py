from ast import literal_eval

from odoo import SUPERUSER_ID, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .. import readable

MAX_FILTER = 10_000
UNREADABLE = (
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    RecursionError,
    MemoryError,
)


class CrmCustomFieldKeyed(models.AbstractModel):
    """Something that configuration files name by a key, with stored filters."""

    _name = "crm.custom.field.keyed"
    _description = "Keyed Configuration"

    def _taken_keys(self):
        """Return the keys in use, of archived entries too."""
        known = self.sudo().with_context(active_test=False)  # sudo: of all companies
        return set(known.search_fetch([("key", "!=", False)], ["key"]).mapped("key"))

    def _check_domain_of(self, name, model_name):
        self.ensure_one()
        try:
            self._refuse_huge(self[name] or "")
            domain = self._domain(self[name])
            Domain(domain).validate(self.env[model_name])
            self._refuse_closed(domain, model_name)
        except UNREADABLE as error:
            raise ValidationError(
                self.env._(
                    "The filter of %(rule)s does not fit %(model)s: %(error)s",
                    rule=self.name,
                    model=self.env["ir.model"]._get(model_name).name,
                    error=error,
                )
            ) from error

    def _refuse_closed(self, domain, model_name):
        """Refuse a filter over what its author may not read.

        Rules are judged for everyone, without anybody's rights. Whoever writes a
        filter could guess a value by it, letter by letter, from what it refuses.
        """
        if self.env.uid == SUPERUSER_ID:
            return  # set up by code, not by a person
        author = self.env(su=False)  # constraints run as superuser
        closed = readable.first_closed(author, model_name, domain)
        if closed:
            raise ValueError(
                self.env._(
                    "you may not read “%(field)s” of %(model)s, or it is not for "
                    "filters. Take it out.",
                    field=closed[1],
                    model=closed[0],
                )
            )

    def _refuse_huge(self, text):
        """A filter that nests a million brackets would keep the reader busy."""
        if len(text) > MAX_FILTER:
            raise ValueError(
                self.env._(
                    "it has more than %(limit)s characters. Split the rule.",
                    limit=MAX_FILTER,
                )
            )

    @staticmethod
    def _domain(text):
        """Return a stored filter as a list: literals only, nothing is run."""
        return literal_eval((text or "[]").strip())
