"""Run the benchmarks in this process; ./scripts/dev bench starts it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .catalogue import chosen, names
from .databases import Databases
from .harness import Result

LINE = "{:<34}{:>11}{:>9}{:>9}  {}"


def main() -> int:
    """Measure, print the table, write JSON."""
    options = parse()
    databases = Databases(options.ours, options.stock, options.template, options.conf)
    databases.configure()
    print(LINE.format("benchmark", "size", "ratio", "goal", "holds"), flush=True)
    results: list[Result] = []
    for bench in chosen(options.only):
        for size in bench.sizes:
            if options.most and size > options.most:
                continue
            for result in bench.run(databases, size):
                results.append(result)
                print(line_of(result), flush=True)
    if options.json:
        options.json.write_text(json.dumps([row_of(r) for r in results], indent=2))
    return 0


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--conf", required=True)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--stock", required=True)
    parser.add_argument("--template", required=True)
    parser.add_argument("--only", choices=names())
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def line_of(result: Result) -> str:
    """One line of the table; the ratio is ours / peer, less is better."""
    return LINE.format(
        result.name,
        f"{result.size:,}",
        f"{result.ratio:.3f}",
        f"{result.goal:.2f}",
        "yes" if result.holds else "NO",
    ) + (f"   ({result.ours_seconds:.3f} s against {result.peer_seconds:.3f} s)")


def row_of(result: Result) -> dict[str, object]:
    """One object of the JSON file."""
    return {
        "name": result.name,
        "size": result.size,
        "ratio": result.ratio,
        "goal": result.goal,
        "holds": result.holds,
        "runs": list(result.runs),
    }


if __name__ == "__main__":
    sys.exit(main())
