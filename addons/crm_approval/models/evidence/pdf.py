"""The evidence on paper, drawn by the server itself: no print program is needed.

The JSON with the seals lies in the PDF as an attachment: one file proves itself.
"""

from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

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


def evidence_pdf(request):
    """Return the PDF file as bytes, in the language of the reader."""
    request.ensure_one()
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    drawn = BytesIO()
    title = request.env._("Approval evidence")
    paper = SimpleDocTemplate(
        drawn,
        pagesize=A4,
        title=f"{title}: {request.name}",
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    )
    paper.build([*_head(request, title), *_rows(request)])
    writer = OdooPdfFileWriter()
    writer.cloneReaderDocumentRoot(OdooPdfFileReader(drawn))
    writer.addAttachment(
        f"approval_evidence_{request.id}.json", request._evidence_json().encode()
    )
    packed = BytesIO()
    writer.write(packed)
    return packed.getvalue()


def _head(request, title):
    states = dict(request._fields["state"]._description_selection(request.env))
    facts = [
        (request.env._("Chain"), request.chain_id.name),
        (request.env._("Why"), request.reason_text),
        (request.env._("Asked by"), request.requester_id.name),
        (request.env._("Asked On"), format_datetime(request.env, request.create_date)),
        (request.env._("Status"), states[request.state]),
    ]
    lines = [
        _text(request.env._("%(name)s: %(value)s", name=name, value=value))
        for name, value in facts
    ]
    changes = request._change_rows()
    if changes:
        head = ("", request.env._("Now"), request.env._("Proposed"))
        lines += [Spacer(1, 4 * mm), _table([head, *changes], (60, 57, 57))]
    return [
        _text(title, size=9, color=colors.grey),
        _text(request.name, size=16),
        Spacer(1, 4 * mm),
        *lines,
        Spacer(1, 6 * mm),
    ]


def _rows(asked):
    head = (
        asked.env._("Date"),
        asked.env._("What"),
        asked.env._("By"),
        asked.env._("Step"),
        asked.env._("Reason"),
    )
    parts = []
    for request in asked._proof().sorted("id", reverse=True):
        if request != asked:
            words = asked.env._("Carried over from %(date)s")
            date = format_datetime(asked.env, request.create_date)
            parts += [Spacer(1, 6 * mm), _text(words % {"date": date}, size=11)]
        rows = [_row(row) for row in request._rows()]
        parts.append(_table([head, *rows], (30, 24, 32, 28, 60)))
        tested = asked.env._("Fingerprint of the tested values:")
        parts += [Spacer(1, 2 * mm), _small(f"{tested} {request.fingerprint}")]
    return parts


def _row(row):
    verdicts = dict(row._fields["verdict"]._description_selection(row.env))
    by = row.user_id.name
    if row.on_behalf_id:
        by = row.env._("%(user)s for %(away)s", user=by, away=row.on_behalf_id.name)
    return (
        format_datetime(row.env, row.date),
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
