from odoo import Command, api, models
from odoo.exceptions import ValidationError

from ...engine.config import differences
from .sections import NAMES, PLAIN, TEXTS

# The word in a file on a rule about two tables, and the link that it names a field for.
PAIRING = {
    "column": "column_id",
    "with_link": "with_link_id",
    "with_table": "with_table_id",
    "with_column": "with_column_id",
}


class CrmCustomFieldConfigLinks(models.AbstractModel):
    """What entries say about other records: by stable names, never by ids."""

    _inherit = "crm.custom.field.config"

    @api.model
    def _entry_names(self, section):
        """Return every word that an entry may contain."""
        return {"key", *PLAIN[section], *TEXTS[section], *NAMES[section]}

    # Writing

    @api.model
    def _links(self, section, record):
        tell = {
            "stages": self._stage_links,
            "fields": self._field_links,
            "rules": self._rule_links,
        }.get(section)
        links = tell(record) if tell else {}
        if "company_id" in record._fields:
            links["company"] = record.company_id.name
        return {name: value for name, value in links.items() if value}

    @api.model
    def _stage_links(self, record):
        return {"team": record.team_ids.filtered("crm_config_key")[:1].crm_config_key}

    @api.model
    def _field_links(self, record):
        return {
            "relation": record.relation_model_id.model,
            "carry_to": record.carry_field_id.technical_name,
            "profiles": self._profile_keys(record),
            "groups_read": self._xmlids(record.read_group_ids),
            "groups_write": self._xmlids(record.write_group_ids),
            "options": [self._option_entry(o) for o in record.option_ids.sorted()],
            "narrow_by": record.narrow_by_id.name,
        }

    @api.model
    def _option_entry(self, option):
        entry = {"value": option.value, "name": self._texts(option, "name")}
        if option.parent_ids:
            entry["under"] = sorted(option.parent_ids.mapped("value"))
        return entry

    @api.model
    def _rule_links(self, record):
        return {
            "model": self._model_key(record.model_name),
            "fields": sorted(record.field_ids.mapped("name")),
            "other_field": record.other_field_id.name,
            "stage": self._stage_name(record.stage_id),
            "from_stages": sorted(self._stage_name(s) for s in record.from_stage_ids),
            "to_stages": sorted(self._stage_name(s) for s in record.to_stage_ids),
            "teams": sorted(record.team_ids.mapped("name")),
            "profiles": self._profile_keys(record),
            "groups": self._xmlids(record.group_ids),
            "except_groups": self._xmlids(record.except_group_ids),
            "allowed_options": sorted(
                f"{option.field_id.technical_name}/{option.value}"
                for option in record.allowed_option_ids
            ),
            "starts": record.starts and record.starts.isoformat(),
            **self._pairing_links(record),
        }

    @api.model
    def _pairing_links(self, record):
        return {word: record[name].name for word, name in PAIRING.items()}

    @api.model
    def _profile_keys(self, record):
        """Return the profiles, archived ones too."""
        everything = record.with_context(active_test=False)
        return sorted(everything.profile_ids.mapped("key"))

    @api.model
    def _xmlids(self, records):
        return sorted(filter(None, records.get_external_id().values()))

    @api.model
    def _stage_name(self, stage):
        """Return the key or external id, or the name of a stage somebody added."""
        xmlid = stage and stage.get_external_id()[stage.id]
        return (
            stage.crm_config_key or xmlid or stage.with_context(lang="en_US").name or ""
        )

    # Reading

    @api.model
    def _link_values(self, section, entry, record=None):
        read = {
            "stages": self._stage_link_values,
            "fields": self._field_link_values,
            "rules": self._rule_link_values,
        }.get(section)
        values = read(entry, record) if read else {}
        company = entry.get("company")
        if "company" in NAMES[section]:
            found = company and self._one("res.company", company, entry)
            values["company_id"] = found and found.id
        return values

    @api.model
    def _stage_link_values(self, entry, _record=None):
        """A stage that also serves other teams goes on doing so."""
        team = entry.get("team")
        found = team and self._one("crm.team", team, entry, "crm_config_key")
        return {"team_ids": [Command.link(found.id)] if found else []}

    @api.model
    def _field_link_values(self, entry, record=None):
        model_name, _slash, name = entry["key"].rpartition("/")
        carry = entry.get("carry_to")
        return {
            "model_id": self._model(model_name, entry).id,
            "table_id": self._table_definition(model_name, entry).id,
            "technical_name": name,
            "relation_model_id": entry.get("relation")
            and self._model(entry["relation"], entry).id,
            "carry_field_id": carry
            and self._definition("res.partner", carry, entry).id,
            "profile_ids": self._set(
                "crm.custom.field.profile", entry, "profiles", "key"
            ),
            "read_group_ids": self._groups(entry, "groups_read"),
            "write_group_ids": self._groups(entry, "groups_write"),
            "option_ids": self._options(entry, record),
        }

    @api.model
    def _options(self, entry, record):
        """Add and rename options; one that the file lacks stays: it may be in use."""
        known = {o.value: o for o in record.option_ids.sorted()} if record else {}
        options, commands = entry.get("options", ()), []
        wanted = [option["value"] for option in options]
        is_reordered = differences.is_reordered(list(known), wanted)
        for number, option in enumerate(options):
            values = {"name": option["name"]["en_US"], "sequence": 10 * (number + 1)}
            present = known.get(option["value"])
            if present is None:
                commands.append(Command.create({**values, "value": option["value"]}))
            elif is_reordered or present.name != values["name"]:
                commands.append(Command.update(present.id, values))
        return commands

    @api.model
    def _rule_link_values(self, entry, _record=None):
        model = self._model(entry.get("model", ""), entry)
        columns = {n: self._column(model, n, entry) for n in entry.get("fields", ())}
        other = entry.get("other_field")
        options = [
            self._option(model, text, entry).id
            for text in entry.get("allowed_options", ())
        ]
        return {
            "model_id": model.id,
            "field_ids": [Command.set([column.id for column in columns.values()])],
            "other_field_id": other and self._column(model, other, entry).id,
            "stage_id": self._stage(entry.get("stage"), entry).id,
            "from_stage_ids": self._stages(entry, "from_stages"),
            "to_stage_ids": self._stages(entry, "to_stages"),
            "team_ids": self._set("crm.team", entry, "teams", "name"),
            "profile_ids": self._set(
                "crm.custom.field.profile", entry, "profiles", "key"
            ),
            "group_ids": self._groups(entry, "groups"),
            "except_group_ids": self._groups(entry, "except_groups"),
            "allowed_option_ids": [Command.set(options)],
            "starts": entry.get("starts", False),
            **self._pairing_link_values(model, columns, entry),
        }

    @api.model
    def _pairing_link_values(self, model, columns, entry):
        """Return the values of a rule on ``columns`` of ``model``, found by name."""
        found = dict.fromkeys(PAIRING, self.env["ir.model.fields"])
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
        return {name: found[word].id for word, name in PAIRING.items()}

    # Cascades: a field may be narrowed by another one of the same file

    @api.model
    def _write_narrowing(self, field, entry):
        parent = entry.get("narrow_by")
        column = parent and self._column(field.model_id, parent, entry)
        if (column or self.env["ir.model.fields"]) != field.narrow_by_id:
            field.narrow_by_id = column
        choices = field._narrowing_definition().option_ids
        commands = []
        for option in field.option_ids:
            wanted = self._under(option, choices, entry)
            if wanted != option.parent_ids:
                parents = [Command.set(wanted.ids)]
                commands.append(Command.update(option.id, {"parent_ids": parents}))
        if commands:
            field.option_ids = commands

    @api.model
    def _under(self, option, choices, entry):
        """Return the parents that the file gives ``option``."""
        found = self.env["crm.custom.field.option"]
        for line in entry.get("options", ()):
            for value in line.get("under", ()) if line["value"] == option.value else ():
                parent = choices.filtered(lambda o, value=value: o.value == value)
                if not parent:
                    raise self._missing(entry, self.env._("the option"), value)
                found += parent
        return found

    # Finding

    @api.model
    def _missing(self, entry, what, name):
        return ValidationError(
            self.env._(
                "The entry %(key)s needs %(what)s “%(name)s”, which is not here. "
                "Create it first. Nothing was changed.",
                key=entry["key"],
                what=what,
                name=name,
            )
        )

    @api.model
    def _one(self, model_name, name, entry, field="name"):
        records = self.env[model_name].with_context(active_test=False, lang="en_US")
        found = records.search([(field, "=", name)], limit=1)
        if not found:
            raise self._missing(entry, records._description, name)
        return found.with_env(self.env)

    @api.model
    def _set(self, model_name, entry, name, field):
        found = [self._one(model_name, n, entry, field).id for n in entry.get(name, ())]
        return [Command.set(found)]

    @api.model
    def _model_key(self, model_name):
        """Return the name of a model, or ``model/table`` for rows of a table."""
        table = self.env["crm.custom.field.row"]._table_of(model_name)
        return "/".join(table) if table else model_name

    @api.model
    def _table_definition(self, name, entry):
        """Return the definition of the table ``model/table``, or none for a model."""
        model_name, _slash, table = name.partition("/")
        if not table:
            return self.env["crm.custom.field"]
        return self._definition(model_name, table, entry)

    @api.model
    def _model(self, name, entry):
        model_name, _slash, table = name.partition("/")
        if table:
            name = self._definition(model_name, table, entry)._row_model_name()
        model = self.env["ir.model"]._get(name)
        if not model:
            raise self._missing(entry, self.env._("the model"), name)
        return model

    @api.model
    def _column(self, model, name, entry):
        column = self.env["ir.model.fields"]._get(model.model, name)
        if not column:
            raise self._missing(entry, self.env._("the field"), name)
        return column

    @api.model
    def _definition(self, model_name, name, entry):
        definitions = self.env["crm.custom.field"].with_context(active_test=False)
        found = definitions.search(
            [("model_name", "=", model_name), ("technical_name", "=", name)]
        )
        if not found:
            raise self._missing(entry, self.env._("the field"), name)
        return found

    @api.model
    def _option(self, model, text, entry):
        name, _slash, value = text.partition("/")
        field = self._definition(model.model, name, entry)
        option = field.option_ids.filtered(lambda option: option.value == value)
        if not option:
            raise self._missing(entry, self.env._("the option"), text)
        return option

    @api.model
    def _stage(self, name, entry):
        stages = self.env["crm.stage"]
        if not name:
            return stages
        found = stages.search([("crm_config_key", "=", name)], limit=1)
        if found:
            return found
        found = "." in name and self.env.ref(name, raise_if_not_found=False)
        if found and found._name == "crm.stage":
            return found
        return self._one("crm.stage", name, entry)

    @api.model
    def _stages(self, entry, name):
        return [Command.set([self._stage(n, entry).id for n in entry.get(name, ())])]

    @api.model
    def _groups(self, entry, name):
        groups = self.env["res.groups"]
        for xmlid in entry.get(name, ()):
            group = self.env.ref(xmlid, raise_if_not_found=False)
            if not group or group._name != "res.groups":
                raise self._missing(entry, self.env._("the group"), xmlid)
            groups += group
        return [Command.set(groups.ids)]
