import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * Says why a deal is stopped now, or will be in the next stage. A click on a
 * field leads to it, also into another tab.
 */
export class ReadinessPanel extends Component {
    static template = "crm_custom_fields.ReadinessPanel";
    static props = {
        ...standardWidgetProps,
        pages: { type: Object, optional: true },
    };

    get hints() {
        return this.props.record.data.crm_rule_hints || { items: [] };
    }

    get severities() {
        return {
            block: _t("Is refused"),
            warn: _t("Passes with a reason"),
            info: _t("For your information"),
        };
    }

    get groups() {
        const { items } = this.hints;
        return ["now", "next"]
            .map((when) => ({
                when,
                items: items.filter((item) => item.when === when),
            }))
            .filter((group) => group.items.length);
    }

    /** @param {string} name of the field */
    async goTo(name) {
        const form = document.querySelector(".o_form_view");
        const find = () =>
            form.querySelector(`.o_form_sheet [name="${name}"].o_field_widget`);
        const page = this.props.pages?.[name];
        if (!find() && page) {
            form.querySelector(`.o_notebook .nav-link[name="${page}"]`)?.click();
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
        }
        const field = find();
        field?.scrollIntoView({ block: "center" });
        field
            ?.querySelector("input, textarea, select, button, [contenteditable]")
            ?.focus();
    }
}

export const readinessPanel = {
    component: ReadinessPanel,
    extractProps: ({ options }) => ({ pages: options.pages }),
    fieldDependencies: [
        { name: "crm_rule_hints", type: "json" },
        { name: "crm_rule_asks", type: "boolean" },
    ],
};

registry.category("view_widgets").add("crm_readiness", readinessPanel);
