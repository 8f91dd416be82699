"""Verify exported evidence without the system it came from: plain Python, one file.

    python verify_evidence.py approval_evidence.zip

The archive holds ``requests.jsonl`` (one request with its rows in each line) and
``history.jsonl`` (one record that was never asked for in each line).
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def canonical(values: Any) -> str:
    """Return the one JSON text of these values, whatever their order.

    >>> canonical({"b": 1, "a": [2, "é"]})
    '{"a":[2,"é"],"b":1}'
    """
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """Return the SHA-256 of a text, as sixty-four letters."""
    return hashlib.sha256(text.encode()).hexdigest()


def broken_rows(rows: Sequence[Row]) -> list[int]:
    """Name the rows that do not follow from the row before.

    >>> facts = {"verdict": "ask"}
    >>> row = {"id": 1, "facts": facts, "previous_seal": "", "seal": ""}
    >>> good = {**row, "seal": digest("\\n" + canonical(facts))}
    >>> broken_rows([good]), broken_rows([{**good, "facts": {"verdict": "grant"}}])
    ([], [1])
    """
    broken, previous = [], ""
    for row in rows:
        expected = digest(f"{previous}\n{canonical(row['facts'])}")
        if (row["previous_seal"], row["seal"]) != (previous, expected):
            broken.append(row["id"])
        previous = row["seal"]
    return broken


def troubles_of(request: Row, decisions: Mapping[int, Row]) -> Iterator[str]:
    """Say in words what is wrong with one request of the archive.

    >>> request = {"request": {"id": 7}, "rows": [], "published_chain": {},
    ...            "published_fingerprint": "x"}
    >>> list(troubles_of(request, {}))
    ['request 7: the chain is not the one that was published']
    """
    name = f"request {request['request']['id']}"
    published = digest(canonical(request["published_chain"]))
    if published != request["published_fingerprint"]:
        yield f"{name}: the chain is not the one that was published"
    for number in broken_rows(request["rows"]):
        yield f"{name}: row {number} does not follow from the row before"
    for row in request["rows"]:
        carried = row["facts"]["carried_id"]
        if carried and carried not in decisions:
            yield f"{name}: row {row['id']} is carried over from a row that is missing"


def verify(path: str) -> tuple[int, list[str]]:
    """Return how many rows the archive holds, and what is wrong with them."""
    with zipfile.ZipFile(path) as archive:
        decisions = {
            row["id"]: row
            for request in _lines(archive, "requests.jsonl")
            for row in request["rows"]
        }
        troubles = [
            words
            for request in _lines(archive, "requests.jsonl")
            for words in troubles_of(request, decisions)
        ]
        history = 0
        for row in _lines(archive, "history.jsonl"):
            history += 1
            if digest(canonical(row["values"])) != row["fingerprint"]:
                troubles.append(f"history {row['id']}: the values were changed")
    return len(decisions) + history, troubles


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[Any]:
    with archive.open(name) as lines:
        for line in lines:
            yield json.loads(line)


def main(words: Sequence[str]) -> int:
    """Say what was found; return 1 if anything is wrong."""
    if len(words) != 1:
        sys.stdout.write("usage: python verify_evidence.py approval_evidence.zip\n")
        return 2
    count, troubles = verify(words[0])
    found = [*troubles, f"{count} rows, {len(troubles)} of them in doubt"]
    sys.stdout.write("\n".join(found) + "\n")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
