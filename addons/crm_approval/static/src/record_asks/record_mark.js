import { Component, onWillUpdateProps, toRaw, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { SAVED } from "./approvals";

// All rows of a page are asked about at once: what comes in one go waits together.
const waiting = new Map();

function markOf(orm, resModel, resId) {
    if (!waiting.has(resModel)) {
        const ids = new Set();
        const answer = Promise.resolve().then(() => {
            waiting.delete(resModel);
            return orm.call("crm.approval.request", "record_marks", [
                resModel,
                [...ids],
            ]);
        });
        waiting.set(resModel, { ids, answer });
    }
    const { ids, answer } = waiting.get(resModel);
    ids.add(resId);
    return answer.then((marks) => marks[resId] || "");
}

/** In a row or on a card: for whom the record waits. */
export class RecordMark extends Component {
    static template = "crm_approval.RecordMark";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ message: "" });
        this.load(this.props.record);
        onWillUpdateProps(({ record }) => {
            if (toRaw(record) !== toRaw(this.props.record)) {
                this.load(record);
            }
        });
        useBus(this.props.record.model.bus, SAVED, () => this.load(this.props.record));
    }

    async load({ resModel, resId }) {
        this.state.message = resId ? await markOf(this.orm, resModel, resId) : "";
    }
}

registry.category("view_widgets").add("crm_approval_mark", {
    component: RecordMark,
    listViewWidth: [160, 260],
});
