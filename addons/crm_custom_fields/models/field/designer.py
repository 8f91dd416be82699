from dataclasses import replace

from lxml import etree

from odoo import api, models

from ...engine.field import layout
from . import cascade, visibility


class CrmCustomFieldDesigner(models.AbstractModel):
    """Serves the designer: where fields stand, and the form that results.

    A layout is a list of ``{id, page, section, like}`` in the order of the form.
    ``like`` names a field that already stands in that tab and section, whose
    titles, in every language, are taken over.
    """

    _name = "crm.custom.field.designer"
    _description = "Custom Field Designer"

    @api.model
    def describe(self, model_name):
        """Return the models to design, and the layout of one of them."""
        self._check_designer()
        enabled = self.env["ir.model"].search(
            [("crm_custom_fields_enabled", "=", True)]
        )
        known = [{"model": m.model, "name": m.name} for m in enabled]
        return {
            "models": known,
            "layout": [
                {
                    "id": field.id,
                    "label": field.name,
                    "kind": dict(field._selection_kind())[field.kind],
                    "page": self._shown("page", field.page),
                    "section": self._shown("section", field.section),
                }
                for field in self._fields_of(model_name)
            ],
            "sample": self._sample(model_name),
        }

    @api.model
    def preview(self, model_name, wanted):
        """Return the form as it would be with the layout ``wanted``; save nothing."""
        self._check_designer()
        model = self.env[model_name]
        arch, view = model._get_view(None, "form")
        layout.take_out(arch)
        layout.add_to_view(arch, self._placed(model_name, wanted))
        cascade.mirror(self.env, model_name, arch)
        self.env["crm.custom.field.rule"]._mirror(model_name, arch)
        arch, used = model._get_view_postprocessed(view, arch)
        used = model._get_view_fields("form", {k: set(v) for k, v in used.items()})
        node = self.env["ir.ui.view"]._postprocess_access_rights(etree.fromstring(arch))
        return {
            "arch": etree.tostring(node, encoding="unicode"),
            "models": {
                name: self.env[name].fields_get(
                    list(names), model._get_view_field_attributes()
                )
                for name, names in used.items()
            },
        }

    @api.model
    def apply(self, model_name, wanted):
        """Keep the layout ``wanted``; everybody sees it from now on."""
        self._check_designer()
        fields = self._fields_of(model_name)
        known = {field.id: field for field in fields}
        titles = {field.id: self._titles(field) for field in fields}
        for number, place in enumerate(p for p in wanted if p["id"] in known):
            field = known[place["id"]]
            if field.sequence != 10 * (number + 1):
                field.sequence = 10 * (number + 1)
            for name in ("page", "section"):
                self._retitle(field, name, place[name], titles.get(place.get("like")))

    @api.model
    def _titles(self, field):
        """Return ``{(page or section, language): title}``."""
        languages = [code for code, _label in self.env["res.lang"].get_installed()]
        return {
            (name, code): field.with_context(lang=code)[name]
            for name in ("page", "section")
            for code in languages
        }

    @api.model
    def _retitle(self, field, name, title, like):
        """Give ``field`` a tab or section, in every language that is there."""
        if title == self._shown(name, field[name]):
            return
        lang = self.env.lang or "en_US"
        if like and self._shown(name, like.get((name, lang))) == title:
            for (key, code), text in like.items():
                if key == name:
                    field.with_context(lang=code)[name] = text
        else:
            field[name] = title

    @api.model
    def _shown(self, name, title):
        """Return a title as the form shows it."""
        nameless = self.env._("Additional Information") if name == "page" else ""
        return title or nameless

    @api.model
    def _check_designer(self):
        self.env["crm.custom.field"].check_access("write")

    @api.model
    def _fields_of(self, model_name):
        return self.env["crm.custom.field"].search([("model_name", "=", model_name)])

    @api.model
    def _sample(self, model_name):
        """Return a record to show: the one that was changed last."""
        domain = [("type", "=", "opportunity")] if model_name == "crm.lead" else []
        newest = self.env[model_name].search(domain, order="write_date desc", limit=1)
        return newest.id

    @api.model
    def _placed(self, model_name, wanted):
        """Return what is placed, in the order and with the titles of ``wanted``."""
        names = {f.id: f.technical_name for f in self._fields_of(model_name)}
        placed = {p.name: p for p in visibility.placed(self.env, model_name)}
        result = []
        for place in wanted:
            name = names.get(place["id"], "")
            shown = placed.get(name) or placed.get(f"{name}_masked")
            if shown:
                result.append(
                    replace(shown, page=place["page"], section=place["section"])
                )
        return result
