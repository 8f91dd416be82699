import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillUnmount, useState } from "@odoo/owl";

export const PAUSE = 1000;
export const LOOKS = 20;

/**
 * Asks the worker for fresh stock and shows it when it is there. Nobody waits for
 * the ERP in a request: the server only notes the wish, and this button looks again.
 */
export class StockRefresh extends Component {
    static template = "crm_erp_bridge.StockRefresh";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ isAsking: false });
        this.isGone = false;
        onWillUnmount(() => {
            this.isGone = true;
        });
    }

    async onClick() {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        this.state.isAsking = true;
        try {
            const before = await this.readMoments();
            await this.orm.call("crm.lead", "action_erp_refresh_stock", [
                [record.resId],
            ]);
            await this.showNews(before);
        } finally {
            this.state.isAsking = false;
        }
    }

    async showNews(before) {
        for (let look = 0; look < LOOKS; look++) {
            await new Promise((resolve) => setTimeout(resolve, PAUSE));
            if (this.isGone) {
                return;
            }
            if ((await this.readMoments()) !== before) {
                await this.props.record.load();
                return;
            }
        }
        this.notification.add(
            _t("The ERP has not answered yet. The figures follow by themselves."),
            { type: "warning" }
        );
    }

    /** When the stock of each line was read, as one comparable text. */
    async readMoments() {
        const lines = await this.orm.searchRead(
            "crm.erp.line",
            [["lead_id", "=", this.props.record.resId]],
            ["stock_read_at"]
        );
        return lines.map((line) => `${line.id}@${line.stock_read_at}`).join();
    }
}

registry.category("view_widgets").add("erp_stock_refresh", {
    component: StockRefresh,
});
