"""Odoo: where it comes from, its settings, its commands, and its own linter."""
