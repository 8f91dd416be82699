import { evaluateBooleanExpr, evaluateExpr } from "@web/core/py_js/py";
import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";

// As in engine/rules.py: stands in "required" where 0 does not count.
const NOT_ZERO = "not zero";
const NUMBERS = ["integer", "float", "monetary"];

/** Odoo never calls a number missing. Where a rule wants one, it does now. */
patch(Record.prototype, {
    _emptyNumbers() {
        return Object.keys(this.activeFields).filter((name) => {
            const { required } = this.activeFields[name];
            return (
                NUMBERS.includes(this.fields[name].type) &&
                typeof required === "string" &&
                required.includes(NOT_ZERO) &&
                !this.data[name] &&
                !this._isInvisible(name) &&
                evaluateBooleanExpr(required, this.evalContextWithVirtualIds) &&
                evaluateExpr(required, this.evalContextWithVirtualIds) === NOT_ZERO
            );
        });
    },

    _checkValidity(options = {}) {
        const empty = this._emptyNumbers();
        if (!empty.length) {
            return super._checkValidity(options);
        }
        if (options.silent) {
            return false;
        }
        const marked = new Set(this._unsetRequiredFields);
        super._checkValidity({ ...options, displayNotification: false });
        for (const name of empty) {
            if (!options.removeInvalidOnly || marked.has(name)) {
                this._unsetRequiredFields.add(name);
                this._invalidFields.add(name);
            }
        }
        const isValid = !this._invalidFields.size;
        if (!isValid && options.displayNotification) {
            this._closeInvalidFieldsNotification =
                this._displayInvalidFieldNotification();
        }
        return isValid;
    },
});
