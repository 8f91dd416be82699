import { Component, xml } from "@odoo/owl";
import { LazyComponent } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Stands in for the board until someone opens it: stock pages load only this. */
export class BoardLoader extends Component {
    static template = xml`
        <LazyComponent
            bundle="'crm_dashboards.assets_board'"
            Component="'crm_dashboards.Board'"
            props="props"
        />`;
    static components = { LazyComponent };
    static props = { ...standardActionServiceProps };
    static path = "crm-dashboard";
    static displayName = _t("Dashboard");
}

registry.category("actions").add("crm_dashboards.board", BoardLoader);
