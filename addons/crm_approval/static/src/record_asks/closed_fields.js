import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";
import { Field } from "@web/views/fields/field";
import { FormLabel } from "@web/views/form/form_label";

/**
 * What a step that waits says about the fields of a record, as ``loadOverview`` found
 * it: closed fields are shown and not offered, hidden ones not even shown. The server
 * refuses both.
 */
const isHidden = ({ approvalRights }, name) =>
    Boolean(approvalRights?.hidden.includes(name));
const isClosed = (record, name) =>
    Boolean(record.approvalRights?.closed.includes(name)) || isHidden(record, name);

patch(Field.prototype, {
    get fieldComponentProps() {
        const props = super.fieldComponentProps;
        const closed = isClosed(this.props.record, this.props.name);
        return closed ? { ...props, readonly: true } : props;
    },
    get classNames() {
        const names = super.classNames;
        names["d-none"] ||= isHidden(this.props.record, this.props.name);
        return names;
    },
});

patch(FormLabel.prototype, {
    get className() {
        const hidden = isHidden(this.props.record, this.props.fieldName);
        return hidden ? `${super.className} d-none` : super.className;
    },
});

patch(Record.prototype, {
    // A hidden field is empty here: it must not be missed when it is required.
    _isInvisible(fieldName) {
        return isHidden(this, fieldName) || super._isInvisible(fieldName);
    },
    _isReadonly(fieldName) {
        return isClosed(this, fieldName) || super._isReadonly(fieldName);
    },
});
