import { reactive, toRaw } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";

export const SAVED = "crm_approval:saved";

const NOTHING = { count: 0, lines: [], closed: [], notes: [] };

// What a form shows of the requests of its record: one answer for all widgets in it.
const overviews = new WeakMap();

export function overviewOf(model) {
    const key = toRaw(model);
    if (!overviews.has(key)) {
        overviews.set(key, reactive({ ...NOTHING }));
    }
    return overviews.get(key);
}

/** Tell whether a step that waits has closed this field of the shown record. */
export function isClosed(record, fieldName) {
    const overview = overviews.get(toRaw(record.model));
    return Boolean(
        overview?.closed?.includes(fieldName) &&
            record.resModel === overview.resModel &&
            record.resId === overview.resId
    );
}

/** Ask the server anew; an answer that was overtaken by another record is dropped. */
export async function loadOverview({ model, resModel, resId }) {
    const overview = overviewOf(model);
    const shut = overview.closed.length;
    Object.assign(overview, { resModel, resId });
    const found = resId
        ? await model.orm.call("crm.approval.request", "record_overview", [
              resModel,
              resId,
          ])
        : NOTHING;
    if (overview.resId === resId) {
        Object.assign(overview, NOTHING, found);
        if (shut || overview.closed.length) {
            model.notify(); // fields open or close
        }
    }
    return overview;
}

// The server may have asked instead of writing: whoever shows requests looks again.
patch(Record.prototype, {
    async _save() {
        const saved = await super._save(...arguments);
        if (saved) {
            this.model.bus.trigger(SAVED, { resId: this.resId });
        }
        return saved;
    },
});
