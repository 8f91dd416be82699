from odoo import http
from odoo.http import request

from ..models.step.task_link import LINK_PATH

# Whoever passes an address on, or a gateway that looks at it, learns nothing more.
HEADERS = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex, nofollow"),
    ("X-Frame-Options", "DENY"),
]


class Decide(http.Controller):
    """The page behind a decision link: GET shows, POST decides.

    Mail scanners and chat previews open every address they see, so nothing may
    happen before somebody presses a button.
    """

    @http.route(
        f"{LINK_PATH}/<string:words>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
    )
    def look(self, words, verdict=None, **_other):
        """Show what is asked, as the person asked would see it."""
        task, refusal = self._task(words)
        return self._page(task, verdict=verdict, refusal=refusal)

    @http.route(
        f"{LINK_PATH}/<string:words>", type="http", auth="public", methods=["POST"]
    )
    def decide(self, words, verdict=None, reason=None, **_other):
        """Decide as the person whom the link was made for."""
        task, refusal = self._task(words)
        if refusal or task._link_demands_login():
            return self._page(task, refusal=refusal)
        error = task._decide_by_link(verdict, (reason or "").strip())
        if error:
            # Somebody else may have been faster: then the question is gone.
            task.invalidate_recordset()
            return self._page(task, verdict=verdict, error=error, reason=reason)
        return self._page(task, outcome=task._link_outcome(), verdict=verdict)

    def _task(self, words):
        """Return the task as its approver sees it, and why nothing can be decided."""
        task, link = request.env["crm.approval.task"]._open_link(words)
        if not task:
            request.update_context(lang=request.best_lang or "en_US")
            return task, request.env._(
                "This link is not complete or was not made here. Open it again from "
                "the message, or log in."
            )
        user = task.env["res.users"].browse(link.user)
        context = {"lang": user.lang, "tz": user.tz}
        request.update_context(**context)
        # The approver, not the superuser, and not who happens to be logged in.
        own = request.env(user=user.id, su=False, context=context)
        refusal = self._somebody_else(user) or task.with_env(
            own(su=True)
        )._link_refusal(link)
        return task.with_env(own), refusal

    def _somebody_else(self, user):
        session = request.session.uid
        if not session or session == user.id:
            return False
        return request.env._(
            "This link was made for %(user)s, and you are logged in as %(other)s. "
            "Only the person asked can decide with it.",
            user=user.name,
            other=request.env["res.users"].sudo().browse(session).name,  # sudo: name
        )

    def _title(self):
        return request.env._("Approval")

    def _page(self, task, *, refusal=None, **values):
        approval = task.request_id if not refusal else task.browse().request_id
        return request.render(
            "crm_approval.decide_page",
            {
                "task": task,
                "approval": approval,
                "refusal": refusal,
                "demand": not refusal and task._link_demands_login(),
                "page_title": self._title(),
                "page_lang": (request.env.lang or "en_US").replace("_", "-"),
                **values,
            },
            headers=HEADERS,
        )
