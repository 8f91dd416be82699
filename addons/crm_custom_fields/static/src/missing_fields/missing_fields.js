import { formatList } from "@web/core/l10n/utils";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";

/** Odoo says that fields are missing. On a long form of ours it has to say which. */
patch(Record.prototype, {
    _displayInvalidFieldNotification() {
        const names = [...this._invalidFields];
        const ours =
            this.resModel === "crm.lead" || names.some((name) => name.startsWith("x_"));
        if (!ours || !names.length) {
            return super._displayInvalidFieldNotification();
        }
        const labels = names.map((name) => this.fields[name].string);
        return this.model.notification.add(
            _t("Fill in or correct first: %(fields)s", { fields: formatList(labels) }),
            { type: "danger" }
        );
    },
});
