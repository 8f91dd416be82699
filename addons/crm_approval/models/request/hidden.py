from odoo import api, models
from odoo.tools import SQL

KEPT = {"change", "facts"}


class CrmApprovalRequestHidden(models.AbstractModel):
    """What a step hides is not in its request either, for those it asks.

    A change that two chains ask about together is kept with both requests.
    """

    _name = "crm.approval.request.hidden"
    _description = "What a Request Does Not Tell"

    def _names_hidden(self):
        """Return by request the fields that the acting user may not see."""
        watches = self.env["crm.approval.chain"]._watch_map()
        if not self.ids or not any(watch.hidden for watch in watches.values()):
            return {}
        found = {}
        steps = self.env["crm.approval.request.step"]
        rows = steps._hidden_rows(SQL("request.id = ANY(%s)", self.ids))
        for _record, request_id, names in rows:
            found[request_id] = found.get(request_id, frozenset()) | names
        return found

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if self.env.su or KEPT.isdisjoint(fnames):
            return rows
        hidden = self._names_hidden()
        for row in rows:
            names = hidden.get(row["id"])
            if names and row.get("change"):
                row["change"] = self._without(row["change"], names)
            if names and row.get("facts"):
                shown = row["facts"].get("change", ())
                shown = [line for line in shown if line[0] not in names]
                row["facts"] = {**row["facts"], "change": shown}
        return rows

    @api.model
    def _without(self, change, names):
        return {name: change[name] for name in change if name not in names}

    def _change_seen(self):
        """Return the proposed change as the acting user may see it."""
        self.ensure_one()
        names = self._names_hidden().get(self.id)
        return self._without(self.change, names) if names else self.change
