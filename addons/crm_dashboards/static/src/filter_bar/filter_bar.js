import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { PickList } from "../pick_list/pick_list";
import { formatSpan } from "../utils/format";

/** Period, team and salesperson; keeps nothing but the two days being typed. */
export class FilterBar extends Component {
    static template = "crm_dashboards.FilterBar";
    static components = { Dropdown, DropdownItem, PickList };
    static props = {
        filters: Object,
        choices: Object,
        onChange: Function,
    };

    setup() {
        this.menu = useDropdownState();
        this.typed = useState({ start: "", last: "" });
        this.words = {
            period: _t("Period"),
            team: _t("Sales team"),
            user: _t("Salesperson"),
        };
        this.periods = [
            { key: "this_month", label: _t("This month") },
            { key: "this_quarter", label: _t("This quarter") },
            { key: "this_year", label: _t("This year") },
            { key: "last_12_months", label: _t("Last 12 months") },
            { key: "previous_year", label: _t("Previous year") },
            { key: "all_time", label: _t("All time") },
        ];
    }

    get caption() {
        const { filters } = this.props;
        const named = this.periods.find(({ key }) => key === filters.period);
        return named ? named.label : formatSpan(filters);
    }

    get isFiltered() {
        const { team_ids, user_ids } = this.props.filters;
        return Boolean(team_ids.length || user_ids.length);
    }

    get canApply() {
        const { start, last } = this.typed;
        return Boolean(start && last && start <= last);
    }

    onOpen() {
        const { start = "", last = "" } = this.props.filters;
        Object.assign(this.typed, { start, last });
    }

    pickPeriod(period) {
        this.props.onChange({ period });
    }

    applyDays() {
        this.menu.close();
        this.props.onChange({ period: "custom", ...this.typed });
    }

    reset() {
        this.props.onChange({ team_ids: [], user_ids: [] });
    }
}
