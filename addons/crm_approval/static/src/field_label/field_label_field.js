import { registry } from "@web/core/registry";
import {
    FieldSelectorField,
    fieldSelectorField,
} from "@web/views/fields/field_selector/field_selector_field";

/** Rows that are only read name the field as its form does, not by its column. */
export class FieldLabelField extends FieldSelectorField {
    static template = "crm_approval.FieldLabelField";
}

registry
    .category("fields")
    .add("crm_approval_field", { ...fieldSelectorField, component: FieldLabelField });
