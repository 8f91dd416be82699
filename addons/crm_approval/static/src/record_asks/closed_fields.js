import { toRaw } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";
import { Field } from "@web/views/fields/field";
import { isClosed } from "./approvals";

// What a step that waits has closed is shown, not offered; the server refuses it too.
patch(Field.prototype, {
    get fieldComponentProps() {
        const props = super.fieldComponentProps;
        const closed = isClosed(toRaw(this.props.record), this.props.name);
        return closed ? { ...props, readonly: true } : props;
    },
});

patch(Record.prototype, {
    _isReadonly(fieldName) {
        return super._isReadonly(fieldName) || isClosed(this, fieldName);
    },
});
