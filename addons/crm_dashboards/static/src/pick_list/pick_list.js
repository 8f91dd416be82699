import { Component, useState } from "@odoo/owl";
import { CheckboxItem } from "@web/core/dropdown/checkbox_item";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { _t } from "@web/core/l10n/translation";

const SEARCH_FROM = 9;

/** A button that opens a list of names to tick; as a bottom sheet on a phone. */
export class PickList extends Component {
    static template = "crm_dashboards.PickList";
    static components = { CheckboxItem, Dropdown };
    static props = {
        label: String,
        icon: String,
        choices: { type: Array, element: Object },
        picked: { type: Array, element: Number },
        onPick: Function,
    };

    setup() {
        this.state = useState({ query: "" });
        this.searchLabel = _t("Search");
    }

    get hasSearch() {
        return this.props.choices.length >= SEARCH_FROM;
    }

    get shown() {
        const query = this.state.query.trim().toLowerCase();
        return this.props.choices.filter(({ name }) =>
            name.toLowerCase().includes(query)
        );
    }

    get caption() {
        const { choices, label, picked } = this.props;
        if (picked.length === 1) {
            return choices.find(({ id }) => id === picked[0])?.name || label;
        }
        return picked.length
            ? _t("%(label)s: %(count)s", { label, count: picked.length })
            : label;
    }

    toggle(id) {
        const { picked } = this.props;
        this.props.onPick(
            picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id]
        );
    }

    onSearch(ev) {
        this.state.query = ev.target.value;
    }

    onOpened() {
        this.state.query = "";
    }
}
