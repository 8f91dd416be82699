"""Benchmarks: each compares in one run and prints a ratio."""

from __future__ import annotations

import argparse

from ..layout import Layout

HELP = "Ratios against stock Odoo, side by side in one run."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", metavar="NAME", help="one benchmark")
    parser.add_argument("--json", metavar="FILE", help="write the table as JSON too")


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Run the chosen benchmarks."""
    return 0
