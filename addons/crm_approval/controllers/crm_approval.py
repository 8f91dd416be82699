import json

from odoo import http
from odoo.http import request


class CrmApproval(http.Controller):
    @http.route(
        "/crm_approval/evidence/<int:request_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def evidence(self, request_id):
        """Hand the evidence of a request to someone who may read it, as a file."""
        record = request.env["crm.approval.request"].browse(request_id)
        record.check_access("read")
        body = json.dumps(record._evidence(), indent=2, sort_keys=True, default=str)
        name = f"approval_evidence_{request_id}.json"
        return request.make_response(
            body,
            [
                ("Content-Type", "application/json"),
                ("Content-Disposition", f'attachment; filename="{name}"'),
            ],
        )
