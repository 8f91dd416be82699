import { Component, onWillUpdateProps, toRaw, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { loadOverview, overviewOf, SAVED } from "./approvals";

/** Above the form: for whom the record waits, and what one can do about it. */
export class RecordBanner extends Component {
    static template = "crm_approval.RecordBanner";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        const { model } = this.props.record;
        this.overview = useState(overviewOf(model));
        loadOverview(this.props.record);
        onWillUpdateProps(({ record }) => {
            if (toRaw(record) !== toRaw(this.props.record)) {
                loadOverview(record);
            }
        });
        useBus(model.bus, SAVED, () => this.onSaved());
    }

    get waiting() {
        return this.overview.lines.filter((line) => line.state === "pending");
    }

    /** Say what the server asked for instead of writing. */
    async onSaved() {
        const before = new Set(this.waiting.map((line) => line.message));
        await loadOverview(this.props.record);
        const asked = this.waiting.filter((line) => !before.has(line.message));
        for (const line of asked) {
            this.notification.add(line.message, {
                title: _t("Approval asked"),
                type: "info",
            });
        }
        const toChoose = asked.find((line) => line.can_choose);
        if (toChoose) {
            await this.choose(toChoose);
        }
    }

    async choose(line) {
        await this.run(line, "action_choose_approvers");
    }

    withdraw(line) {
        this.dialog.add(ConfirmationDialog, {
            body: _t("Withdraw this request? The record stays as it is."),
            confirm: () => this.run(line, "action_withdraw"),
            confirmLabel: _t("Withdraw"),
            cancel: () => {},
        });
    }

    open(line) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.approval.request",
            res_id: line.id,
            views: [[false, "form"]],
        });
    }

    async run(line, method) {
        const result = await this.orm.call("crm.approval.request", method, [[line.id]]);
        if (result && result.type) {
            await this.action.doAction(result, { onClose: () => this.reload() });
        } else {
            await this.reload();
        }
    }

    /** Once more, with what was decided meanwhile. */
    async reload() {
        await this.props.record.load();
        await loadOverview(this.props.record);
    }
}

/** On the smart button: how many requests the record has. */
export class RecordCount extends Component {
    static template = "crm_approval.RecordCount";
    static props = { ...standardWidgetProps };

    setup() {
        this.overview = useState(overviewOf(this.props.record.model));
    }
}

registry
    .category("view_widgets")
    .add("crm_approval_banner", { component: RecordBanner })
    .add("crm_approval_count", {
        component: RecordCount,
        additionalClasses: ["o_field_widget", "o_stat_info"],
    });
