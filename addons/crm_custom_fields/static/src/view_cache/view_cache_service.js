import { rpcBus } from "@web/core/network/rpc";
import { UPDATE_METHODS } from "@web/core/orm_service";
import { registry } from "@web/core/registry";

const SHAPING_MODELS = ["crm.custom.field", "crm.custom.field.rule", "crm.stage"];

/**
 * Forgets the views that the browser remembers when a field or rule changes,
 * so that the designer sees the result without reloading the page.
 */
export const viewCacheService = {
    start() {
        rpcBus.addEventListener("RPC:RESPONSE", (ev) => {
            const { model, method } = ev.detail.data.params;
            if (SHAPING_MODELS.includes(model) && UPDATE_METHODS.includes(method)) {
                rpcBus.trigger("CLEAR-CACHES", "get_views");
            }
        });
    },
};

registry.category("services").add("crm_custom_fields.view_cache", viewCacheService);
