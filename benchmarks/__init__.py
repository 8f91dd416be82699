"""Benchmarks: ratios against stock Odoo and peers, measured in one run."""
