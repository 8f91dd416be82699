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

    /** What a full bar stands for. */
    get largest() {
        const { points, unit } = this.props.tile;
        if (unit === "share") {
            return 1;
        }
        // The bar of all others may be the longest; it must not dwarf the named ones.
        const named = points.filter(({ is_rest }) => !is_rest);
        return Math.max(...named.map(({ value }) => Math.abs(value)), 0);
    }

    get bars() {
        const { points, unit, kind } = this.props.tile;
        const largest = this.largest;
        return points.map((point, index) => ({
            point,
            rank: kind === "rank" && !point.is_rest ? index + 1 : "",
            width: largest ? Math.min(Math.abs(point.value) / largest, 1) * 100 : 0,
            short: formatShort(point.value, unit, this.props.currencyId),
            weight: point.weight ? ` / ${formatFull(point.weight, "count")}` : "",
            spoken: this.spoken(point),
        }));
    }

    spoken(point) {
        const { unit } = this.props.tile;
        const value = formatFull(point.value, unit, this.props.currencyId);
        const text = `${point.label}: ${value}`;
        return point.weight
            ? _t("%(text)s of %(count)s", {
                  text,
                  count: formatFull(point.weight, "count"),
              })
            : text;
    }
}

registry.category("crm_dashboards.tiles").add("rank", BarsTile).add("funnel", BarsTile);
