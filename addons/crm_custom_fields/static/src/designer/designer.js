import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSortable } from "@web/core/utils/sortable_owl";
import { Layout } from "@web/search/layout";
import { View } from "@web/views/view";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { makeTabs, moveField, moveTo, toLayout } from "./layout";

/** Arranges the custom fields of a model beside the form that results. */
export class Designer extends Component {
    static template = "crm_custom_fields.Designer";
    static components = { Layout, View };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Form Designer");

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.display = { controlPanel: {} };
        this.state = useState({
            model: "crm.lead",
            models: [],
            tabs: [],
            isChanged: false,
            preview: false,
            version: 0,
        });
        useSortable({
            ref: this.root,
            elements: ".o_crm_designer_field",
            groups: ".o_crm_designer_section",
            connectGroups: true,
            handle: ".o_crm_designer_handle",
            cursor: "grabbing",
            onDrop: ({ element, previous, parent }) => {
                this.change(
                    moveTo(
                        this.state.tabs,
                        Number(element.dataset.id),
                        Number(parent.dataset.section),
                        previous ? Number(previous.dataset.id) : null
                    )
                );
            },
        });
        onWillStart(() => this.load());
    }

    call(method, ...args) {
        return this.orm.call("crm.custom.field.designer", method, [
            this.state.model,
            ...args,
        ]);
    }

    async load() {
        const { models, layout, sample } = await this.call("describe");
        Object.assign(this.state, {
            models,
            sample,
            tabs: makeTabs(layout),
            isChanged: false,
        });
        await this.show();
    }

    async show() {
        this.state.preview = await this.call("preview", toLayout(this.state.tabs));
        this.state.version++;
    }

    get viewProps() {
        const { arch, models } = this.state.preview;
        return {
            type: "form",
            resModel: this.state.model,
            resId: this.state.sample,
            arch,
            fields: models[this.state.model],
            relatedModels: Object.fromEntries(
                Object.entries(models).map(([name, fields]) => [name, { fields }])
            ),
            display: { controlPanel: false },
            readonly: true,
            preventCreate: true,
            preventEdit: true,
        };
    }

    async change(tabs) {
        this.state.tabs = tabs;
        this.state.isChanged = true;
        await this.show();
    }

    onMove(id, step) {
        return this.change(moveField(this.state.tabs, id, step));
    }

    async onModel(ev) {
        this.state.model = ev.target.value;
        await this.load();
    }

    async onApply() {
        await this.call("apply", toLayout(this.state.tabs));
        rpcBus.trigger("CLEAR-CACHES", "get_views");
        this.notification.add(_t("Everybody sees the form like this from now on."), {
            type: "success",
        });
        await this.load();
    }
}

registry.category("actions").add("crm_custom_fields.designer", Designer);
