from pytz import UTC

from odoo import Command, api, fields, models

from ..engine import pack_file

MODELS = (("contacts", "res.partner"), ("deals", "crm.lead"))


class CrmCustomFieldPackSample(models.Model):
    """Remembers a sample record of a pack, so that it can be taken away again."""

    _name = "crm.custom.field.pack.sample"
    _description = "Industry Pack Sample"

    pack_id = fields.Many2one(
        "crm.custom.field.pack", required=True, index=True, ondelete="cascade"
    )
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)


class CrmCustomFieldPackSamples(models.Model):
    _inherit = "crm.custom.field.pack"

    def action_add_samples(self):
        """Create the sample contacts and deals, with the rights of the user."""
        self._check_designer()
        for pack in self.filtered(lambda pack: pack.is_on and not pack.sample_ids):
            pack._add_samples()
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_remove_samples(self):
        """Delete the sample records; a contact with other deals stays."""
        self._check_designer()
        for model_name in ("crm.lead", "res.partner"):
            records = self._sample_records(model_name)
            if model_name == "res.partner":
                deals = self.env["crm.lead"].with_context(active_test=False)
                used = deals.search([("partner_id", "in", records.ids)]).partner_id
                records -= used
            records.sudo().unlink()  # sudo: made by the pack, nobody else's
        self.sample_ids.sudo().unlink()  # sudo: only this method forgets them
        return {"type": "ir.actions.client", "tag": "reload"}

    def _sample_records(self, model_name):
        ids = self.sample_ids.filtered(lambda s: s.res_model == model_name)
        records = self.env[model_name].with_context(active_test=False)
        return records.browse(ids.mapped("res_id")).exists()

    def _add_samples(self):
        samples, known, rows = self._samples(), {}, []
        for section, model_name in MODELS:
            for entry in samples[section]:
                # One after the other: a child links to the parent before it.
                values = self._sample_values(model_name, entry, known)
                record = known[entry["key"]] = self.env[model_name].create(values)
                rows.append(
                    {
                        "pack_id": self.id,
                        "res_model": model_name,
                        "res_id": record.id,
                    }
                )
        self.sample_ids.sudo().create(rows)  # sudo: nobody points it at another record

    def _sample_values(self, model_name, entry, known):
        """Return what to create for an entry of the file."""
        fields_ = self.env[model_name]._fields
        values = {
            name: self._sample_value(fields_[name], value, known)
            for name, value in entry.items()
            if name not in ("key", "stage") and name in fields_
        }
        if model_name == "crm.lead":
            stages = self.env["crm.stage"]
            stage = stages.search([("crm_config_key", "=", entry["stage"])])
            values |= {
                "type": "opportunity",
                "user_id": self.env.uid,
                "team_id": self._teams().id,
                "stage_id": stage.id,
                "crm_profile_id": self._profiles().id,
            }
        return values

    def _sample_value(self, field, value, known):
        """Return ``value`` for ``field``: links by name, days from today."""
        if isinstance(value, dict):
            return value.get(self.env.lang) or value["en_US"]
        if field.type == "one2many":
            lines = self.env[field.comodel_name]._fields
            return [
                Command.create(
                    {n: self._sample_value(lines[n], v, known) for n, v in line.items()}
                )
                for line in value
            ]
        if field.type == "many2one":
            return self._sample_link(field, value, known)
        if field.comodel_name == "crm.custom.field.option":
            return [Command.set(self._sample_options(field, value))]
        if field.type in ("date", "datetime"):
            value = pack_file.day(value, fields.Date.context_today(self))
        return self._on_the_clock(value) if field.type == "datetime" else value

    @api.model
    def _on_the_clock(self, text):
        """Return when the clock of the user shows ``text``: a visit is by day."""
        shown = self.env.tz.localize(fields.Datetime.to_datetime(text))
        return shown.astimezone(UTC).replace(tzinfo=None)

    @api.model
    def _sample_link(self, field, value, known):
        if field.comodel_name == "res.country":
            return self.env.ref(f"base.{value.lower()}").id
        return known[value].id

    @api.model
    def _sample_options(self, field, values):
        options = self.env["crm.custom.field.option"].search(
            [
                ("field_id.model_name", "=", field.model_name),
                ("field_id.technical_name", "=", field.name),
                ("value", "in", values),
            ]
        )
        return options.ids
