from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import Response, content_disposition, request

from ..models.evidence import archive, pdf


class CrmApproval(http.Controller):
    @http.route(
        "/crm_approval/evidence/<int:request_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def evidence(self, request_id):
        """Hand the evidence of a request to someone who may read it, as a file."""
        body = self._readable(request_id)._evidence_json()
        return self._file(body, "application/json", f"{request_id}.json")

    @http.route(
        "/crm_approval/evidence/<int:request_id>/pdf",
        type="http",
        auth="user",
        readonly=True,
    )
    def evidence_pdf(self, request_id):
        """Hand the evidence as a PDF that carries the same JSON as an attachment."""
        body = pdf.evidence_pdf(self._readable(request_id))
        return self._file(body, "application/pdf", f"{request_id}.pdf")

    @http.route(
        "/crm_approval/evidence/all",
        type="http",
        auth="user",
        readonly=True,
    )
    def evidence_all(self):
        """Hand all evidence to whoever may remove the addon, in one archive."""
        file = archive.all_evidence(request.env)
        name = content_disposition("approval_evidence.zip")
        return Response(
            wrap_file(request.httprequest.environ, file),
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Disposition", name),
            ],
            direct_passthrough=True,
        )

    def _readable(self, request_id):
        record = request.env["crm.approval.request"].browse(request_id)
        record.check_access("read")
        return record

    def _file(self, body, kind, name):
        disposition = content_disposition(f"approval_evidence_{name}")
        return request.make_response(
            body, [("Content-Type", kind), ("Content-Disposition", disposition)]
        )
