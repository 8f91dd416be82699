"""All evidence in one file, for the day when the addon is removed."""

import json
import tempfile
import zipfile
from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import split_every

from ...engine import verify

BATCH = 500


def all_evidence(env):
    """Return an open temporary file with every request, decision and history row.

    Only whoever may remove the addon takes all of it, whatever the company.
    """
    if not env.user.has_group("base.group_system"):
        raise AccessError(
            env._(
                "%(user)s may not export all approval evidence. Ask a system "
                "administrator, or export single requests.",
                user=env.user.name,
            )
        )
    # su: the person may delete all of this, so they may take it along.
    everything = env(su=True, context={**env.context, "active_test": False})
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(Path(verify.__file__), "verify_evidence.py")
        with archive.open("requests.jsonl", "w", force_zip64=True) as lines:
            requests = everything["crm.approval.request"]
            _write_lines(lines, requests, lambda one: one._evidence_request())
        with archive.open("history.jsonl", "w", force_zip64=True) as lines:
            _write_lines(lines, everything["crm.approval.history"], _history_row)
    file.seek(0)
    return file


def _write_lines(lines, model, spell):
    """One record in each line; batches keep the memory small."""
    ids = model.search([("id", "!=", False)], order="id").ids
    for batch in split_every(BATCH, ids):
        for record in model.browse(batch):
            text = json.dumps(spell(record), sort_keys=True, default=str)
            lines.write(f"{text}\n".encode())
        model.env.invalidate_all()


def _history_row(row):
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
