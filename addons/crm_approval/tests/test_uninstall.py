import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..engine import verify
from ..models.evidence.archive import all_evidence
from .common import ApprovalCase, ApprovalCast


class TestArchive(ApprovalCase):
    """All evidence in one file, which proves itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls._ask(cls)
        cls.request.with_user(cls.approver).action_approve("利润可以")
        cls.env["crm.approval.history"].create(
            {
                "kind": "older",
                "res_id": cls.lead.id,
                "record_name": "Old",
                "tested": {"expected_revenue": "1.00"},
                "source": "test",
            }
        )
        cls.env.flush_all()

    def _archive(self):
        with all_evidence(self.env) as file:
            return file.read()

    def _saved(self, body):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "evidence.zip").write_bytes(body)
        return folder

    def test_the_script_in_the_file_verifies_the_file(self):
        folder = self._saved(self._archive())
        with zipfile.ZipFile(folder / "evidence.zip") as archive:
            archive.extract("verify_evidence.py", folder)

        done = subprocess.run(
            [sys.executable, "verify_evidence.py", "evidence.zip"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )

        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("0 of them in doubt", done.stdout)

    def test_the_file_holds_every_row(self):
        with zipfile.ZipFile(io.BytesIO(self._archive())) as archive:
            lines = archive.read("requests.jsonl").decode().splitlines()
            history = archive.read("history.jsonl").decode().splitlines()
        mine = next(
            found
            for found in map(json.loads, lines)
            if found["request"]["id"] == self.request.id
        )

        self.assertEqual(len(mine["rows"]), len(self.request.decision_ids))
        self.assertEqual(json.loads(history[-1])["record"], "Old")

    def test_a_forged_file_is_found_out(self):
        folder = self._saved(self._archive())
        with zipfile.ZipFile(folder / "evidence.zip") as archive:
            texts = {name: archive.read(name) for name in archive.namelist()}
        forged = {
            "requests.jsonl": (b'"verdict": "approve"', b'"verdict": "reject"'),
            "history.jsonl": (b'"1.00"', b'"2.00"'),
        }
        for name, (old, new) in forged.items():
            with self.subTest(name=name):
                path = folder / f"{name}.zip"
                with zipfile.ZipFile(path, "w") as archive:
                    for other, text in texts.items():
                        archive.writestr(
                            other, text.replace(old, new) if other == name else text
                        )

                self.assertTrue(verify.verify(str(path))[1])

    def test_only_who_may_remove_the_addon_takes_all(self):
        for user in (self.manager, self.approver):
            with self.assertRaisesRegex(AccessError, "may not export all"):
                all_evidence(self.env(user=user))

    def test_the_dialog_offers_it_for_this_addon_only(self):
        dialogs = self.env["base.module.uninstall"]
        mine = self.env.ref("base.module_crm_approval")
        other = self.env["ir.module.module"].search(
            [("state", "=", "uninstalled")], limit=1
        )

        dialog = dialogs.create({"module_ids": mine.ids})

        self.assertGreater(dialog.crm_approval_evidence_count, 1)
        self.assertEqual(
            dialog.action_crm_approval_export_evidence()["url"],
            "/crm_approval/evidence/all",
        )
        dialog = dialogs.create({"module_ids": other.ids})
        self.assertEqual(dialog.crm_approval_evidence_count, 0)


@tagged("post_install", "-at_install")
class TestArchiveDownload(ApprovalCast, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()
        cls._ask(cls)

    def test_the_download_verifies(self):
        self.authenticate("admin", "admin")

        answer = self.url_open("/crm_approval/evidence/all")

        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            file.write(answer.content)
            file.flush()
            count, troubles = verify.verify(file.name)
        self.assertGreater(count, 0)
        self.assertFalse(troubles)

    def test_a_sales_administrator_does_not_get_it(self):
        self.authenticate("ap_manager", "ap_manager")

        with mute_logger("odoo.http"):
            answer = self.url_open("/crm_approval/evidence/all")

        self.assertEqual(answer.status_code, 403)

    def test_who_uninstalls_is_offered_the_evidence(self):
        self.start_tour(
            "/odoo/action-base.open_module_tree?debug=1",
            "crm_approval_uninstall_offers_evidence",
            login="admin",
        )
