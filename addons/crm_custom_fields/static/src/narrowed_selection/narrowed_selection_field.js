import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";
import {
    SelectionField,
    selectionField,
} from "@web/views/fields/selection/selection_field";

/**
 * Tells which options fit the record as it stands: those that every narrowing
 * whose condition holds lists.
 *
 * @param {object} record
 * @param {{when: string, values: string[]}[]} narrow
 * @returns {(value: string) => boolean}
 */
function makeFits(record, narrow) {
    const lists = narrow
        .filter(({ when }) =>
            evaluateBooleanExpr(when, record.evalContextWithVirtualIds)
        )
        .map(({ values }) => new Set(values));
    return (value) => lists.every((list) => list.has(value));
}

/** A selection that offers only what fits, and marks a value that does not. */
export class NarrowedSelectionField extends SelectionField {
    static props = {
        ...SelectionField.props,
        narrow: { type: Array, optional: true },
    };

    get choices() {
        const fits = makeFits(this.props.record, this.props.narrow || []);
        return super.choices.filter(({ value }) => value === this.value || fits(value));
    }
}

export const narrowedSelectionField = {
    ...selectionField,
    component: NarrowedSelectionField,
    supportedTypes: ["selection"],
    isValid: (record, fieldName, fieldInfo) => {
        const value = record.data[fieldName];
        const fits = makeFits(record, fieldInfo.options?.narrow || []);
        return !record.isFieldInvalid(fieldName) && (value === false || fits(value));
    },
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...selectionField.extractProps(fieldInfo, dynamicInfo),
        narrow: fieldInfo.options.narrow,
    }),
};

registry.category("fields").add("crm_narrowed_selection", narrowedSelectionField);
