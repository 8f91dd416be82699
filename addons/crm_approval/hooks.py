from odoo.fields import Domain


def uninstall_hook(env):
    """Take along what Odoo would leave behind."""
    # The database triggers, so that the tables can be dropped.
    env.cr.execute("DROP FUNCTION IF EXISTS crm_approval_append_only() CASCADE")
    _forget_marks(env)


def _forget_marks(env):
    """Forget what the modules that stay have noted about the models that go.

    What mail, calendar and others bring into a model by a mixin is noted as theirs
    too: its selections and what it inherits. Odoo deletes the notes of the module
    that leaves only, and spares what others have a note of.
    """
    marks = [
        Domain("name", "=like", f"{kind}\\_\\_crm\\_approval\\_%")
        for kind in ("model\\_inherit", "selection")
    ]
    others = Domain("module", "!=", "crm_approval")
    env["ir.model.data"].search(others & Domain.OR(marks)).unlink()
