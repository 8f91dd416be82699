import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatChange, formatFull, formatShort } from "../../utils/format";

/** One headline figure and its change; the whole of it opens the records. */
export class NumberTile extends Component {
    static template = "crm_dashboards.NumberTile";
    static props = {
        tile: Object,
        currencyId: { type: [Number, Boolean] },
        past: String,
        onOpen: Function,
    };

    get short() {
        const { value, unit } = this.props.tile;
        return formatShort(value, unit, this.props.currencyId);
    }

    get full() {
        const { value, unit } = this.props.tile;
        return formatFull(value, unit, this.props.currencyId);
    }

    get change() {
        return formatChange(this.props.tile.change, this.props.tile.unit);
    }

    get mood() {
        const { change, good_when } = this.props.tile;
        if (!change) {
            return "even";
        }
        return change > 0 === (good_when === "up") ? "good" : "bad";
    }

    get arrow() {
        const { change } = this.props.tile;
        return change ? (change > 0 ? "fa-arrow-up" : "fa-arrow-down") : "fa-minus";
    }

    get comparison() {
        const { before, unit } = this.props.tile;
        if (before === null || before === undefined) {
            return "";
        }
        return _t("%(past)s: %(value)s", {
            past: this.props.past,
            value: formatFull(before, unit, this.props.currencyId),
        });
    }

    get spoken() {
        const { name, unit_label } = this.props.tile;
        const change = this.change && _t("change %s", this.change);
        return [`${name}: ${this.full} ${unit_label}`, change, this.comparison]
            .filter(Boolean)
            .join(", ");
    }
}

registry.category("crm_dashboards.tiles").add("number", NumberTile);
