import { registry } from "@web/core/registry";
import { RadioField, radioField } from "@web/views/fields/radio/radio_field";

/** What a chain can protect records of its model from; the server refuses the rest. */
export class TargetField extends RadioField {
    get items() {
        const fitting = (this.props.record.data.fitting_targets || "").split(" ");
        return super.items.filter(([target]) => fitting.includes(target));
    }
}

registry.category("fields").add("crm_approval_target", {
    ...radioField,
    component: TargetField,
    supportedTypes: ["selection"],
    fieldDependencies: [{ name: "fitting_targets", type: "char", readonly: true }],
});
