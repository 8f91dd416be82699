"""Plain Python: names, kinds, view nodes and rules, without Odoo."""
