import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

const ACTION = "crm_approval.crm_approval_request_action_mine";

/** How many requests wait for the person at the screen; a click opens them. */
export class ApprovalMenu extends Component {
    static template = "crm_approval.ApprovalMenu";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const bus = useService("bus_service");
        this.state = useState({ count: session.crm_approval_todo || 0 });
        // A bulk decision is many messages at once, and one question.
        const refresh = useDebounced(() => this.refresh(), 200);
        bus.subscribe("crm_approval/todo", refresh);
        onWillUnmount(() => bus.unsubscribe("crm_approval/todo", refresh));
    }

    get title() {
        return _t("Approvals that wait for you: %s", this.state.count);
    }

    async refresh() {
        this.state.count = await this.orm.call("crm.approval.request", "todo_count");
    }

    open() {
        return this.action.doAction(ACTION, { clearBreadcrumbs: true });
    }
}

registry
    .category("systray")
    .add("crm_approval.menu", { Component: ApprovalMenu }, { sequence: 21 });
