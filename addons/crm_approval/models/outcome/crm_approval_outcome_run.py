import logging

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

_logger = logging.getLogger(__name__)


class CrmApprovalOutcomeRun(models.Model):
    """One outcome action of one request: done once, or failed and why.

    The unique index and the lock on the row keep it from happening twice.
    """

    _name = "crm.approval.outcome.run"
    _description = "Outcome Action of a Request"
    _inherit = ["crm.approval.outcome.acts"]
    _order = "id"
    _rec_name = "words"

    request_id = fields.Many2one(
        "crm.approval.request", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="request_id.company_id")
    outcome = fields.Integer(required=True)
    definition = fields.Json(required=True)
    words = fields.Char(string="What Happens")
    state = fields.Selection(
        [("todo", "Waiting"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        default="todo",
    )
    note = fields.Char(string="Result")
    error = fields.Text(string="Why It Failed")
    done_at = fields.Datetime(string="Done On")

    _request_outcome_uniq = models.UniqueIndex("(request_id, outcome)")

    def action_run_again(self):
        """Run what failed again, as a sales administrator."""
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(
                self.env._(
                    "Only a sales administrator may run outcome actions again. Ask one "
                    "to look at %(request)s.",
                    request=self[:1].request_id.display_name,
                )
            )
        self.check_access("read")
        # sudo: runs are written by nobody; who may start them was checked.
        self.sudo()._run()  # sudo: see above
        return True

    def _run(self):
        """Do what is not done yet; a failure is noted and undoes nothing else."""
        for run in self:
            run.lock_for_update()
            run.invalidate_recordset(["state"])
            if run.state != "done":
                run._run_alone()

    def _run_alone(self):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                note = self._act()
        except OperationalError:
            raise  # somebody was quicker: the whole transaction starts again
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("Outcome action %s", self.id)
            self.write({"state": "failed", "error": str(error) or repr(error)})
        else:
            self.write(
                {
                    "state": "done",
                    "note": note,
                    "error": False,
                    "done_at": fields.Datetime.now(),
                }
            )

    def _act(self):
        record = self._record_as_publisher()
        note = getattr(self, f"_act_{self.definition['kind']}")(record, self.definition)
        record.flush_recordset()
        return note

    def _record_as_publisher(self):
        """Return the record with the rights of who published the version: no others."""
        request = self.request_id
        publisher, record = request.version_id.user_id, request._target()
        if not publisher.active or not record.exists():
            raise UserError(
                self.env._(
                    "%(request)s: the record is gone, or %(user)s, who published the "
                    "chain, is archived. Publish it again and move the request.",
                    request=request.display_name,
                    user=publisher.name,
                )
            )
        context = {"lang": publisher.lang}
        return record.with_env(self.env(user=publisher, su=False, context=context))
