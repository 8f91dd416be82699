"""Odoo 19 and later, through JSON-2."""
