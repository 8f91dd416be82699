from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from odoo import models
from odoo.tools import format_datetime
from odoo.tools.pdf import OdooPdfFileReader, OdooPdfFileWriter

LATIN, CHINESE = "Helvetica", "STSong-Light"
FIRST_CHINESE = "\N{CJK RADICAL REPEAT}"  # below it no letter may break anywhere
# Of each page; its frame adds a padding of six points, so that tables fill it.
MARGIN = 18 * mm - 6
GRID = [
    ("GRID", (0, 0), (-1, -1), 0.25, colors.lightgrey),
    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]


class CrmApprovalRequestPdf(models.AbstractModel):
    """The evidence on paper, drawn by the server itself: no print program is needed.

    The JSON with the seals lies in the PDF as an attachment: one file proves itself.
    """

    _name = "crm.approval.request.pdf"
    _description = "Evidence of Approval Requests as PDF"

    def _evidence_pdf(self):
        """Return the PDF file as bytes, in the language of the reader."""
        self.ensure_one()
        pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
        drawn = BytesIO()
        title = self.env._("Approval evidence")
        paper = SimpleDocTemplate(
            drawn,
            pagesize=A4,
            title=f"{title}: {self.name}",
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=MARGIN,
        )
        paper.build([*self._pdf_head(title), *self._pdf_rows()])
        writer = OdooPdfFileWriter()
        writer.cloneReaderDocumentRoot(OdooPdfFileReader(drawn))
        writer.addAttachment(
            f"approval_evidence_{self.id}.json", self._evidence_json().encode()
        )
        packed = BytesIO()
        writer.write(packed)
        return packed.getvalue()

    def _pdf_head(self, title):
        states = dict(self._fields["state"]._description_selection(self.env))
        facts = [
            (self.env._("Chain"), self.chain_id.name),
            (self.env._("Why"), self.reason_text),
            (self.env._("Asked by"), self.requester_id.name),
            (self.env._("Asked On"), format_datetime(self.env, self.create_date)),
            (self.env._("Status"), states[self.state]),
        ]
        lines = [
            _text(self.env._("%(name)s: %(value)s", name=name, value=value))
            for name, value in facts
        ]
        changes = self._change_rows()
        if changes:
            head = ("", self.env._("Now"), self.env._("Proposed"))
            lines += [Spacer(1, 4 * mm), _table([head, *changes], (60, 57, 57))]
        return [
            _text(title, size=9, color=colors.grey),
            _text(self.name, size=16),
            Spacer(1, 4 * mm),
            *lines,
            Spacer(1, 6 * mm),
        ]

    def _pdf_rows(self):
        head = (
            self.env._("Date"),
            self.env._("What"),
            self.env._("By"),
            self.env._("Step"),
            self.env._("Reason"),
        )
        parts = []
        for request in self._proof().sorted("id", reverse=True):
            if request != self:
                words = self.env._("Carried over from %(date)s")
                date = format_datetime(self.env, request.create_date)
                parts += [Spacer(1, 6 * mm), _text(words % {"date": date}, size=11)]
            rows = [self._pdf_row(row) for row in request._rows()]
            parts.append(_table([head, *rows], (30, 24, 32, 28, 60)))
            tested = self.env._("Fingerprint of the tested values:")
            parts += [Spacer(1, 2 * mm), _small(f"{tested} {request.fingerprint}")]
        return parts

    def _pdf_row(self, row):
        verdicts = dict(row._fields["verdict"]._description_selection(self.env))
        by = row.user_id.name
        if row.on_behalf_id:
            by = self.env._(
                "%(user)s for %(away)s", user=by, away=row.on_behalf_id.name
            )
        return (
            format_datetime(self.env, row.date),
            verdicts[row.verdict],
            by,
            row.step_id.display_name or "",
            [_text(row.reason or ""), _small(row.seal)],
        )


def _font(text):
    return LATIN if all(ord(letter) < 256 for letter in text) else CHINESE


def _text(text, size=9, color=colors.black):
    """Draw Latin letters as usual, and anything beyond them in a font that has it."""
    style = ParagraphStyle(
        "text",
        fontName=_font(text),
        fontSize=size,
        leading=size * 1.35,
        textColor=color,
        wordWrap="CJK" if any(letter >= FIRST_CHINESE for letter in text) else None,
    )
    return Paragraph(escape(text), style)


def _small(text):
    """Draw what only machines compare; it may break anywhere."""
    style = ParagraphStyle(
        "small",
        fontName=_font(text),
        fontSize=6,
        leading=8,
        textColor=colors.grey,
        wordWrap="CJK",
    )
    return Paragraph(escape(text), style)


def _table(rows, widths):
    cells = [
        [cell if isinstance(cell, list) else _text(cell) for cell in row]
        for row in rows
    ]
    return Table(cells, [width * mm for width in widths], style=GRID, repeatRows=1)
