import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFull, formatShort } from "../../utils/format";

/** Bars made of buttons: they can be read, tabbed to and touched as they are. */
export class BarsTile extends Component {
    static template = "crm_dashboards.BarsTile";
    static props = {
        tile: Object,
        currencyId: { type: [Number, Boolean] },
        past: String,
        onOpen: Function,
    };

    get bars() {
        const { points, unit, kind } = this.props.tile;
        const largest = Math.max(...points.map(({ value }) => Math.abs(value)), 0);
        return points.map((point, index) => ({
            point,
            rank: kind === "rank" && !point.is_rest ? index + 1 : "",
            width: largest ? (Math.abs(point.value) / largest) * 100 : 0,
            short: formatShort(point.value, unit, this.props.currencyId),
            spoken: this.spoken(point),
        }));
    }

    spoken(point) {
        const { unit } = this.props.tile;
        const value = formatFull(point.value, unit, this.props.currencyId);
        const text = `${point.label}: ${value}`;
        return point.weight
            ? _t("%(text)s of %(count)s", { text, count: point.weight })
            : text;
    }
}

registry.category("crm_dashboards.tiles").add("rank", BarsTile).add("funnel", BarsTile);
