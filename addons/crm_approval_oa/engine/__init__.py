"""Signatures, crypto, cards, answers and limits; plain Python, no Odoo."""
