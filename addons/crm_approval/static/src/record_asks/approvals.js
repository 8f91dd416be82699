import { reactive, toRaw } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";

export const SAVED = "crm_approval:saved";

const NOTHING = { count: 0, lines: [], notes: [] };

// What a form shows of the requests of its record: one answer for all widgets in it.
const overviews = new WeakMap();

export function overviewOf(model) {
    const key = toRaw(model);
    if (!overviews.has(key)) {
        overviews.set(key, reactive({ ...NOTHING }));
    }
    return overviews.get(key);
}

/** Ask the server anew; an answer that was overtaken by another record is dropped. */
export async function loadOverview(record) {
    const { model, resModel, resId } = record;
    const overview = overviewOf(model);
    overview.resId = resId;
    const found = resId
        ? await model.orm.call("crm.approval.request", "record_overview", [
              resModel,
              resId,
          ])
        : {};
    if (overview.resId === resId) {
        const { closed = [], hidden = [], ...shown } = found;
        Object.assign(overview, NOTHING, shown);
        // On the record: its fields observe it, and open or close (closed_fields.js).
        record.approvalRights = { closed, hidden };
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
