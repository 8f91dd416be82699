"""Calls of protected methods: refused, asked for, and made once when granted.

Each call that is asked for has a number. A grant is for that number, so it makes that
one call and opens nothing for the next.
"""

import inspect
from dataclasses import replace
from uuid import uuid4

from odoo.exceptions import UserError
from odoo.service.model import get_public_method

from ...engine import call as engine
from ...engine import spec as spec_engine
from ...exceptions import ApprovalRequired

# What waits is kept under a name that no field can have.
CALL = "__call__"
# Spells no call: no grant is for it.
NO_CALL = "-"


def door(name, origin):
    """Return what stands before a method: code is refused, people are asked."""

    def gate(records, *args, **kwargs):
        check(records, name)
        return origin(records, *args, **kwargs)

    def asking(records, *args, **kwargs):
        return ask(records, name, origin, args, kwargs)

    return engine.Door(origin, gate, asking)


def behind_door(method):
    """Return the method behind the door, if there is one."""
    return getattr(method, "approval_origin", method)


def check(records, method):
    """Refuse a call from within: nobody waits there for an answer."""
    _refuse(records.env, find(records, method))


def ask(records, method, origin, args, kwargs):
    """Make the call where it is free; ask where it needs an approval.

    :return: what the method returns, or a notification of who is asked
    """
    findings = find(records, method)
    if not findings:
        return origin(records, *args, **kwargs)
    records.check_access("read")
    call = _spell(records, method, origin, args, kwargs)
    text = engine.fingerprint(method, call, call["number"])
    findings = [
        replace(finding, tested={**finding.tested, "call": text})
        for finding in findings
    ]
    requests = records.env["crm.approval.request"]
    asked = requests._ask(findings, {CALL: call}, spec_engine.CALL)
    free = records - records._approval_of(findings)
    if free:
        origin(free, *args, **kwargs)
    return asked._asked_notification()


def make(record, call):
    """Make a call that was granted; refuse one that was not, or no longer."""
    env, method = record.env, call["method"]
    _refuse(env, find_again(record, call))
    fault = env["crm.approval.chain"]._method_fault(record._name, method)
    if fault:
        raise UserError(
            env._(
                "“%(method)s” of %(record)s cannot be called any more: %(fault)s",
                method=method,
                record=record.display_name,
                fault=fault,
            )
        )
    origin = behind_door(get_public_method(record, method))
    origin(record, *call["args"], **call["kwargs"])


def find_again(record, call):
    """Return why a call that was asked for may not be made; nothing if it may."""
    text = engine.fingerprint(call["method"], call, call["number"])
    return find(record, call["method"], text)


def find(records, method, text=NO_CALL):
    """Return the records on which no grant is for exactly this call."""
    event = spec_engine.call_event(method)
    watch = records.env["crm.approval.chain"]._watch_map().get(records._name)
    if not records or not watch or event not in watch.events:
        return []
    gate = records.env["crm.approval.gate"]
    return gate._find_uncovered(gate._neutral(records), event=event, call=text)


def _refuse(env, findings):
    if findings:
        raise ApprovalRequired(env["crm.approval.gate"]._message(findings), findings)


def _spell(records, method, origin, args, kwargs):
    """Keep the arguments as JSON, or say that they cannot be kept."""
    try:
        inspect.signature(origin).bind(records, *args, **kwargs)
        call = engine.as_json(args, kwargs)
    except (TypeError, ValueError) as error:
        raise UserError(
            records.env._(
                "“%(method)s” needs an approval, and what was given to it cannot be "
                "kept until then: %(error)s. Call it with plain values.",
                method=method,
                error=error,
            )
        ) from error
    return {"method": method, **call, "number": uuid4().hex}
