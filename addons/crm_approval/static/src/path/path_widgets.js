import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Domain } from "@web/core/domain";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ApprovalPath } from "./approval_path";
import { endsOf, startOf, wavesOf } from "./chain_path";

/** The chain as it is edited, drawn; follows every keystroke that the form keeps. */
export class ChainPath extends Component {
    static template = "crm_approval.ChainPath";
    static components = { ApprovalPath };
    static props = { ...standardWidgetProps };

    setup() {
        this.trees = useService("tree_processor");
        this.state = useState({ filter: "" });
        useRecordObserver((record) => this.readFilter(record.data));
    }

    /** Spell the filter; a filter that is being typed may not be readable yet. */
    async readFilter({ domain, res_model: model }) {
        this.asked = `${model}${domain}`;
        const asked = this.asked;
        let words = "";
        try {
            if (domain && new Domain(domain).toString() !== "[]") {
                const tree = await this.trees.treeFromDomain(model, domain);
                words = await this.trees.getDomainTreeDescription(model, tree);
            }
        } catch {
            words = domain;
        }
        if (asked === this.asked) {
            this.state.filter = words;
        }
    }

    get path() {
        const { record } = this.props;
        return {
            label: _t("The way of the approval"),
            start: startOf(record, this.state.filter),
            waves: wavesOf(record),
            ends: endsOf(record),
        };
    }
}

/** Where a request stands on its way. */
export class RequestPath extends Component {
    static template = "crm_approval.RequestPath";
    static components = { ApprovalPath };
    static props = { ...standardWidgetProps };

    get path() {
        return {
            label: _t("Where the approval stands"),
            waves: this.props.record.data.path || [],
        };
    }
}

registry
    .category("view_widgets")
    .add("crm_approval_chain_path", { component: ChainPath })
    .add("crm_approval_request_path", {
        component: RequestPath,
        fieldDependencies: [{ name: "path", type: "json" }],
    });
