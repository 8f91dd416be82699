"""The install matrix and the comparison with the stock suite."""

from __future__ import annotations

import argparse

from ..machine.layout import Layout
from .test import run_project_tests

HELP = "Install each addon alone, all, uninstall each; nothing may be left."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Run the matrix test alone."""
    return run_project_tests(layout, ["tests/test_install_matrix.py"])
