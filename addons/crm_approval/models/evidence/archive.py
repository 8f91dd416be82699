import json
import tempfile
import zipfile
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import split_every

from ..engine import verify

BATCH = 500


class CrmApprovalEvidenceArchive(models.AbstractModel):
    """All evidence in one file, for the day when the addon is removed."""

    _name = "crm.approval.evidence.archive"
    _description = "Archive of All Approval Evidence"

    @api.model
    def _archive(self):
        """Return an open temporary file with every request, decision and history row.

        Only whoever may remove the addon takes all of it, whatever the company.
        """
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._(
                    "%(user)s may not export all approval evidence. Ask a system "
                    "administrator, or export single requests.",
                    user=self.env.user.name,
                )
            )
        # sudo: the person may delete all of this, so they may take it along.
        everything = self.sudo().with_context(active_test=False)  # sudo: see above
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(Path(verify.__file__), "verify_evidence.py")
            everything._write_lines(
                archive,
                "requests.jsonl",
                "crm.approval.request",
                lambda request: request._evidence_request(),
            )
            everything._write_lines(
                archive,
                "history.jsonl",
                "crm.approval.history",
                everything._history_row,
            )
        file.seek(0)
        return file

    def _write_lines(self, archive, name, model, spell):
        """One record in each line; batches keep the memory small."""
        with archive.open(name, "w", force_zip64=True) as lines:
            ids = self.env[model].search([("id", "!=", False)], order="id").ids
            for batch in split_every(BATCH, ids):
                for record in self.env[model].browse(batch):
                    text = json.dumps(spell(record), sort_keys=True, default=str)
                    lines.write(f"{text}\n".encode())
                self.env.invalidate_all()

    def _history_row(self, row):
        return {
            "id": row.id,
            "kind": row.kind,
            "model": row.res_model,
            "record_id": row.res_id,
            "record": row.record_name,
            "chain": row.chain_id.name or None,
            "values": row.tested,
            "fingerprint": row.fingerprint,
            "source": row.source,
            "by": row.user_id.name,
            "date": fields.Datetime.to_string(row.date),
        }
