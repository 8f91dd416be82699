from contextlib import closing
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestKept(TransactionCase):
    """What an older transaction reads of the chains is kept for nobody else."""

    def setUp(self):
        super().setUp()
        self.registry.clear_cache()
        self.addCleanup(self.registry.clear_cache)

    def _env(self):
        """Return an environment with a connection of its own."""
        cursor = self.enterContext(closing(self.registry.cursor()))
        return api.Environment(cursor, SUPERUSER_ID, {})

    def _is_worked_out(self, env):
        """Tell whether asking what is watched reads the chains, or a kept answer."""
        chains = type(env["crm.approval.chain"])
        with patch.object(chains, "_is_there", return_value=False) as asked:
            env["crm.approval.chain"]._specs_by_model()
        return asked.called

    def _commit_a_chain(self):
        other = self._env()
        chain = other["crm.approval.chain"].create({"name": "Of another session"})
        other.cr.commit()
        self.registry.clear_cache()  # as publishing does

        def remove():
            chain.unlink()
            other.cr.commit()

        self.addCleanup(remove)

    def test_an_answer_is_kept_while_nothing_changes(self):
        self._env()["crm.approval.chain"]._specs_by_model()

        self.assertFalse(self._is_worked_out(self._env()))

    def test_the_answer_of_an_older_transaction_is_not_kept(self):
        older = self._env()
        older.cr.execute("SELECT 1 FROM crm_approval_chain")  # its view begins here
        self._commit_a_chain()

        older["crm.approval.chain"]._specs_by_model()

        self.assertTrue(self._is_worked_out(self._env()))

    def test_the_answers_that_stand_on_it_are_not_kept_either(self):
        older = self._env()
        older.cr.execute("SELECT 1 FROM crm_approval_chain")
        self._commit_a_chain()
        chains = older["crm.approval.chain"]

        chains._watch_map()
        chains._to_check("crm.lead", None)

        self.assertTrue(self._is_worked_out(self._env()))
