import json

import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.waves import waves
from ..run.crm_migration_row import CREATED, LINKED, UNCHANGED, UPDATED
from .resolver import ADOPT, CREATE_DATE, alive_ids, check_target_access, resolve

# What a stream of old records must not cause: mails, invitations, log notes,
# subscriptions. Constraints, record rules and field rights stay as they are.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_automation_skip": True,
    "no_reset_password": True,
}


class CrmMigrationLoader(models.AbstractModel):
    """Load one batch of staged rows with the rights of the user who runs it.

    An extender overrides ``_create_records``, ``_create_leads``, ``_write_record`` or
    ``_delete_records``.
    """

    _name = "crm.migration.loader"
    _description = "Migration Loader"

    def _load_batch(self, run, target, items):
        """Settle every item; the caller stores the result in the same transaction."""
        check_target_access(self.env, target)
        by_key = {item.key: item for item in items}
        needs = {item.key: self._own_needs(target, item) for item in items}
        ordered, circular = waves(list(by_key), needs)
        for key in circular:
            by_key[key].fail(
                self.env._(
                    "%(key)s refers to itself in a circle. Break the circle in the "
                    "sheet and resume.",
                    key=key,
                )
            )
        for wave in ordered:
            self._load_wave(run, target, [by_key[key] for key in wave])

    def _own_needs(self, target, item):
        return [
            item.payload[name]
            for name, relation in target.fields.items()
            if relation.kind == "key"
            and relation.target == target.name
            and item.payload.get(name)
        ]

    def _load_wave(self, run, target, items):
        # sudo: nobody may write the ledger by hand
        keys = self.env["crm.migration.key"].sudo()
        known = keys._lookup(run.source, target.name, [item.key for item in items])
        alive = alive_ids(
            self.env, target, [res_id for res_id, *_rest in known.values()]
        )
        changed = []
        for item in items:
            res_id, digest, before = known.get(item.key, (0, "", {}))
            if res_id not in alive:
                continue
            if digest == item.digest or before is None:
                item.settle(UNCHANGED, res_id)
            else:
                item.res_id = res_id
                item.previous = {"digest": digest, "payload": before}
                changed.append(item)
        fresh = [item for item in items if item.is_open and item not in changed]
        resolve(self.env, run, target, [item for item in items if item.is_open])
        self._update_items(run, target, [i for i in changed if i.is_open])
        self._adopt_items(run, target, [i for i in fresh if i.is_open])
        self._create_items(run, target, [i for i in fresh if i.is_open])
        loaded = [item for item in items if item.state in (CREATED, UPDATED, LINKED)]
        keys._remember(run.source, target, loaded)

    def _adopt_items(self, run, target, items):
        """Bind keys to records that are already there, and leave those as they are."""
        for item in items:
            if item.values.get(ADOPT):
                item.settle(LINKED, item.values[ADOPT])
        if not target.match:
            return
        wanted = {
            item.row_id: tuple(item.values.get(name) for name in target.match)
            for item in items
            if item.is_open
        }
        waiting = [i for i in items if i.is_open and all(wanted[i.row_id])]
        found = self._matches(target, [wanted[item.row_id] for item in waiting])
        for item in waiting:
            res_ids = found.get(wanted[item.row_id], [])
            if len(res_ids) > 1:
                item.fail(
                    self.env._(
                        "%(count)s records are already called “%(name)s”. Merge them, "
                        "then resume.",
                        count=len(res_ids),
                        name=item.key,
                    )
                )
            elif res_ids and target.on_match == "update":
                item.res_id = res_ids[0]
            elif res_ids:
                item.settle(LINKED, res_ids[0])
        self._update_items(run, target, [i for i in waiting if i.is_open and i.res_id])

    def _matches(self, target, wanted):
        """Return ``{values of the matching fields: record ids}`` in one search."""
        found = {}
        records = self.env[target.model].with_context(active_test=False)
        domain = [
            (name, "in", list({values[place] for values in wanted}))
            for place, name in enumerate(target.match)
        ]
        for record in records.search_fetch(domain, target.match):
            values = (record[name] for name in target.match)
            key = tuple(
                value.id if isinstance(value, models.BaseModel) else value
                for value in values
            )
            found.setdefault(key, []).append(record.id)
        return found

    def _update_items(self, run, target, items):
        """Write what the source changed; keep what the record held for undoing."""
        records = self.env[target.model].browse([item.res_id for item in items])
        records = records._filtered_access("write")
        for item in items:
            if item.res_id not in records._ids:
                item.fail(
                    self.env._(
                        "%(key)s has changed in the source, but you may not change its "
                        "record. Ask somebody who may to run the file.",
                        key=item.key,
                    )
                )
        items = [item for item in items if item.is_open]
        if not items:
            return
        names = set().union(*(item.payload for item in items)) - {ADOPT, CREATE_DATE}
        before = {row["id"]: row for row in records.read(list(names), load=None)}
        for item in items:
            changed = item.changed_fields((item.previous or {}).get("payload") or {})
            values = {
                name: item.values[name]
                for name in changed
                if name not in (ADOPT, CREATE_DATE)
            }
            old = before[item.res_id]
            item.previous = {
                **(item.previous or {}),
                "values": {name: old[name] for name in values},
            }
            record = self.env[target.model].browse(item.res_id)
            self._attempt(
                item, lambda r=record, v=values: self._write_record(run, r, v)
            )
            if not item.error:
                item.settle(UPDATED, item.res_id)

    def _write_record(self, run, record, values):
        """Write what the source changed on one record, with the user's own rights."""
        record.write(values)

    def _attempt(self, item, action):
        try:
            with self.env.cr.savepoint():
                action()
        except UserError as error:
            item.fail(str(error))
        except (psycopg2.IntegrityError, psycopg2.DataError) as error:
            item.fail(self.env["base"]._sql_error_to_message(error))
        except (ValueError, TypeError) as error:
            item.fail(self._bad_value_message(error))

    def _bad_value_message(self, error):
        return self.env._(
            "A value does not fit its field: %(error)s. Correct it in the sheet and "
            "resume.",
            error=error,
        )

    def _create_items(self, run, target, items):
        """Create all at once; where that fails, halve until the bad row is alone."""
        if not items:
            return
        halves = [items[: len(items) // 2], items[len(items) // 2 :]]
        lone = items[0] if len(items) == 1 else None
        try:
            with self.env.cr.savepoint():
                self._create_together(run, target, items)
            return
        except UserError as error:
            if lone:
                lone.fail(str(error))
                return
        except (psycopg2.IntegrityError, psycopg2.DataError) as error:
            if lone:
                lone.fail(self.env[target.model]._sql_error_to_message(error))
                return
        except (ValueError, TypeError) as error:
            if lone:
                lone.fail(self._bad_value_message(error))
                return
        for half in halves:
            self._create_items(run, target, half)

    def _create_together(self, run, target, items):
        vals_list, dates = [], {}
        for item in items:
            values = dict(item.values)
            dates[item.row_id] = values.pop(CREATE_DATE, False)
            values.pop(ADOPT, None)
            vals_list.append(values)
        records = self._create_records(run, target.model, vals_list)
        self._write_dates(
            records,
            [{CREATE_DATE: dates[item.row_id]} for item in items],
        )
        self.env.flush_all()
        for record, item in zip(records, items, strict=True):
            item.settle(CREATED, record.id)

    def _create_records(self, run, model, vals_list):
        """Create the records of one batch, with the user's own rights."""
        if model == "crm.lead":
            return self._create_leads(run, vals_list)
        return self.env[model].create(vals_list)

    def _create_leads(self, run, vals_list):
        """Create opportunities; the seam for addons that guard a stage."""
        return self.env["crm.lead"].create(self._fill_teams(vals_list))

    def _fill_teams(self, vals_list):
        """Give leads without a team the team stock would find, once per salesperson.

        Left to itself, the ORM searches it again for each lead.
        """
        found = {}
        for vals in vals_list:
            if vals.get("team_id"):
                continue
            user_id = vals.get("user_id", self.env.uid)
            use = "use_leads" if vals.get("type") == "lead" else "use_opportunities"
            if user_id and (user_id, use) not in found:
                found[user_id, use] = self.env["crm.team"]._get_default_team_id(
                    user_id=user_id, domain=[(use, "=", True)]
                )
            if team := found.get((user_id, use)):
                vals["team_id"] = team.id
        return vals_list

    def _delete_records(self, records):
        """Delete with the user's own rights, with what creating them brought along."""
        partners = self.env["res.partner"]
        if records._name == "crm.lead":
            # stock only learns; what it learned from these has to be unlearned
            won = records.filtered(lambda lead: lead.won_status == "won")
            lost = records.filtered(lambda lead: lead.won_status == "lost")
            won._pls_increment_frequencies(from_state="won")
            lost._pls_increment_frequencies(from_state="lost")
        if records._name == "res.users":
            partners = records.partner_id
        records.unlink()
        partners.unlink()

    def _write_dates(self, records, values_list):
        """Give records dates of the past that the ORM would set itself.

        Figures that depend on them (days to close) are computed again. Dates that are
        not given stay as they are.
        """
        names = sorted({name for values in values_list for name in values})
        dates = [
            {"id": record.id, **{name: values.get(name) or None for name in names}}
            for record, values in zip(records, values_list, strict=True)
            if any(values.values())
        ]
        if not dates:
            return
        records.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %s AS record SET %s"
                " FROM jsonb_to_recordset(%s) AS d(id int, %s)"
                " WHERE record.id = d.id",
                SQL.identifier(records._table),
                SQL(", ").join(
                    SQL(
                        "%(name)s = COALESCE(d.%(name)s, record.%(name)s)",
                        name=SQL.identifier(name),
                    )
                    for name in names
                ),
                json.dumps(dates, default=str),
                SQL(", ").join(SQL("%s timestamp", SQL.identifier(n)) for n in names),
            )
        )
        dated = records.browse([row["id"] for row in dates])
        dated.invalidate_recordset(names, flush=False)
        dated.modified(names)
