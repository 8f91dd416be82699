import { CrmKanbanDynamicGroupList } from "@crm/views/crm_kanban/crm_kanban_model";
import { _t } from "@web/core/l10n/translation";
import { WarningDialog } from "@web/core/errors/error_dialogs";
import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";
import { Record } from "@web/model/relational_model/record";

// Refused by the gate where asking is not possible: a sentence, not a traceback.
registry
    .category("error_dialogs")
    .add("odoo.addons.crm_approval.exceptions.ApprovalRequired", WarningDialog);

function waitingMessage(record) {
    return record.data.approval_state === "pending" && record.data.approval_message;
}

// The chain lets the requester pick the approvers: ask now, while they think of it.
async function askWhoApproves(record) {
    if (record.data.approval_choice_id) {
        const action = await record.model.orm.call(
            "crm.lead",
            "action_choose_approvers",
            [[record.resId]]
        );
        await record.model.action.doAction(action, {
            onClose: () => record.model.load(),
        });
    }
}

// A card was saved and the server asked instead of writing: say so. Forms have the
// banner, which says it itself (record_banner.js).
patch(Record.prototype, {
    async _save() {
        if (this.resModel !== "crm.lead" || !("approval_state" in this.activeFields)) {
            return super._save(...arguments);
        }
        const before = waitingMessage(this);
        const saved = await super._save(...arguments);
        const after = waitingMessage(this);
        if (saved && after && after !== before) {
            this.model.notification.add(after, {
                title: _t("Approval asked"),
                type: "info",
            });
            await askWhoApproves(this);
        }
        return saved;
    },
});

// The card was dropped where it may not stand yet: show it where it is.
patch(CrmKanbanDynamicGroupList.prototype, {
    async moveRecord(dataRecordId, dataGroupId, refId, targetGroupId) {
        await super.moveRecord(...arguments);
        const group = this.groups.find((g) => g.id === targetGroupId);
        const record = group?.list.records.find((r) => r.id === dataRecordId);
        if (!record || this.groupByField.name !== "stage_id") {
            return;
        }
        if (record.data.stage_id && record.data.stage_id.id !== group.value) {
            await this.model.load();
        }
    },
});
