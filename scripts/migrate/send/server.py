"""What the script asks of the server: prepare fields, upload, load, reconcile, undo."""

import time
from collections.abc import Sequence
from typing import Any

from ..errors import RightError, ServerError
from ..plan.build import Row, declare
from ..plan.mapping import CustomField, MappingFile, TargetMap
from ..read.workbook import Workbook
from ..tell.progress import progress
from ..tell.words import say
from .transport import Transport

RUN = "crm.migration.run"
FIELD = "crm.custom.field"
PROTOCOL = 1
CHUNK = 2000
BUSY_WORDS = ("is being loaded at this moment", "正在")
BUSY_SECONDS = 120


def describe(transport: Transport, names: Sequence[str]) -> dict[str, Any]:
    """Return what the server has of the models, and check that it speaks our way."""
    version = transport.version()
    if not version.startswith("19."):
        raise ServerError(
            say(
                "The server is Odoo {version}; this script needs Odoo 19. Use the "
                "script of the same version as the server.",
                version=version,
            )
        )
    try:
        answer = transport.call(RUN, "describe", models=list(names))
    except ServerError as error:
        raise ServerError(
            say(
                "The server does not know migrations. Install the addon CRM Migration "
                "there. ({error})",
                error=error,
            )
        ) from error
    if answer["protocol"] != PROTOCOL:
        raise ServerError(
            say(
                "The addon CRM Migration on the server speaks protocol {theirs}, this "
                "script {ours}. Update the older one.",
                theirs=answer["protocol"],
                ours=PROTOCOL,
            )
        )
    models: dict[str, Any] = answer["models"]
    return models


class FieldMaker:
    """Define the custom fields that the mapping needs and the server lacks."""

    def __init__(self, transport: Transport, mapping: MappingFile) -> None:
        """Remember whom to ask; ``make`` does the work."""
        self.transport = transport
        self.wanted = mapping.custom_fields
        self.left_out: list[str] = []

    def make(self, known: dict[str, Any]) -> bool:
        """Define what is missing; say whether anything was defined."""
        missing = [
            field
            for field in self.wanted
            if known.get(field.model)
            and field.technical_name not in known[field.model]["fields"]
        ]
        if not missing:
            return False
        if not known.get(FIELD):
            self._leave_out(
                missing, say("the addon Custom Fields is not installed there")
            )
            return False
        try:
            self._create(missing)
        except RightError as error:
            self._leave_out(
                missing, say("the user may not define fields: {error}", error=error)
            )
            return False
        return True

    def _leave_out(self, missing: list[CustomField], reason: str) -> None:
        names = ", ".join(field.name for field in missing)
        self.left_out.append(
            say("Fields left out ({reason}): {names}", reason=reason, names=names)
        )

    def _create(self, missing: list[CustomField]) -> None:
        names = {field.model for field in missing} | {
            field.relation for field in missing if field.relation
        }
        model_ids = {
            found["model"]: found["id"]
            for found in self.transport.call(
                "ir.model",
                "search_read",
                domain=[["model", "in", sorted(names)]],
                fields=["model"],
            )
        }
        self.transport.create(
            FIELD, [_field_values(field, model_ids) for field in missing]
        )


def _field_values(field: CustomField, model_ids: dict[str, int]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": field.name,
        "technical_name": field.technical_name,
        "model_id": model_ids[field.model],
        "kind": field.kind,
    }
    if field.relation:
        values["relation_model_id"] = model_ids[field.relation]
    if field.options:
        values["option_ids"] = [
            [0, 0, {"name": name, "value": value}] for name, value in field.options
        ]
    return values


def usable_targets(
    mapping: MappingFile, known: dict[str, Any], left_out: list[str]
) -> list[TargetMap]:
    """Return the targets the server can take, without the fields it lacks."""
    customs = {(field.model, field.technical_name) for field in mapping.custom_fields}
    usable: list[TargetMap] = []
    gone: set[str] = set()
    for target in mapping.targets:
        model = known.get(target.model)
        if not model:
            if not target.optional:
                raise ServerError(
                    say(
                        "{label} cannot be loaded: the server has no model {model}, or "
                        "the user may not use it.",
                        label=target.label,
                        model=target.model,
                    )
                )
            left_out.append(
                say(
                    "{label} left out: no {model} on the server",
                    label=target.label,
                    model=target.model,
                )
            )
            gone.add(target.name)
            continue
        if target.optional and gone & _references(target):
            gone.add(target.name)
            left_out.append(
                say("{label} left out: they need what was left out", label=target.label)
            )
            continue
        usable.append(_without(target, set(model["fields"]), customs))
    return usable


def _references(target: TargetMap) -> set[str]:
    return {spec["ref"] for spec in target.fields.values() if "ref" in spec}


def _without(
    target: TargetMap, has: set[str], customs: set[tuple[str, str]]
) -> TargetMap:
    """Return the target without custom fields that the server does not have."""
    fields = {
        name: spec
        for name, spec in target.fields.items()
        if name in has or (target.model, name) not in customs
    }
    return TargetMap(**{**target.__dict__, "fields": fields})


class Run:
    """One run on the server: upload, load, reconcile, undo."""

    def __init__(self, transport: Transport, run_id: int) -> None:
        """Take up a run that exists."""
        self.transport = transport
        self.id = run_id
        self.status: dict[str, Any] = {}

    @classmethod
    def open(
        cls,
        transport: Transport,
        mapping: MappingFile,
        book: Workbook,
        targets: Sequence[TargetMap],
    ) -> "Run":
        """Start a run, or take up the unfinished one of the same file."""
        status = transport.call(
            RUN,
            "open_run",
            values={
                "name": f"{mapping.title}: {book.path.name}",
                "source": mapping.source,
                "file_name": book.path.name,
                "file_hash": book.digest,
                "mapping_name": mapping.path.name,
                "mapping_hash": mapping.digest,
                "targets": declare(targets),
            },
        )
        run = cls(transport, status["id"])
        run.status = status
        return run

    def refresh(self) -> dict[str, Any]:
        """Ask how far the run is."""
        self.status = self.transport.call(RUN, "status", [self.id])
        return self.status

    def upload(self, rows: Sequence[Row]) -> None:
        """Send the rows that are not there yet; sending one again does no harm."""
        if self.status.get("state") != "staging" or self.status["rows"] >= len(rows):
            return
        with progress(say("Uploading"), len(rows)) as bar:
            for start in range(0, len(rows), CHUNK):
                chunk = [row.as_message() for row in rows[start : start + CHUNK]]
                try:
                    self.status = self._patiently("stage_rows", rows=chunk)
                except ServerError:
                    # a second client of the same run may have uploaded everything
                    if self.refresh()["rows"] < len(rows):
                        raise
                    return
                bar.update(len(chunk))

    def load(self, batch: int) -> None:
        """Load until nothing waits any more."""
        total = self.status["waiting"]
        with progress(say("Loading"), total) as bar:
            while True:
                self.status = self._patiently("load_rows", limit=batch)
                bar.update(total - self.status["waiting"] - bar.n)
                if not self.status["waiting"]:
                    return

    def retry(self) -> None:
        """Put rows with an error back in the queue."""
        if self.status["state"] == "done":
            self.status = self.transport.call(RUN, "retry_rows", [self.id])

    def undo(self, batch: int) -> None:
        """Take the run back until nothing is left to take back."""
        total = self.status["rows"]
        with progress(say("Undoing"), total) as bar:
            while True:
                self.status = self._patiently("undo_rows", limit=batch)
                bar.update(self.status["undone"] - bar.n)
                if self.status["state"] in ("undone", "partly"):
                    return

    def reconcile(
        self, checks: list[dict[str, Any]], findings: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Have the server compare the figures and keep the result."""
        lines: list[dict[str, Any]] = self._patiently(
            "reconcile", checks=checks, findings=findings
        )
        return lines

    def problems(self, states: Sequence[str]) -> list[dict[str, Any]]:
        """Return the rows that were not loaded, with the reason."""
        found: list[dict[str, Any]] = self.transport.call(
            "crm.migration.row",
            "search_read",
            domain=[["run_id", "=", self.id], ["state", "in", list(states)]],
            fields=["sheet", "row_number", "target", "key", "error", "state"],
        )
        return found

    def _patiently(self, method: str, **named: Any) -> Any:
        """Wait while an earlier call, whose answer was lost, still works on the run."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                return self.transport.call(RUN, method, [self.id], **named)
            except ServerError as error:
                busy = any(word in str(error) for word in BUSY_WORDS)
                if not busy or time.monotonic() > until:
                    raise
                time.sleep(1)
