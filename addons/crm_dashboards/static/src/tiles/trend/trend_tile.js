import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatBucket, formatFull, formatShort } from "../../utils/format";
import { palette } from "../../utils/palette";
import { chartConfig } from "./chart_config";

/** Columns or a line over time, with the period before as a dashed line. */
export class TrendTile extends Component {
    static template = "crm_dashboards.TrendTile";
    static props = {
        tile: Object,
        currencyId: { type: [Number, Boolean] },
        past: String,
        onOpen: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new window.Chart(this.canvas.el, this.config);
                return () => chart.destroy();
            },
            () => [this.props.tile]
        );
    }

    get config() {
        const { tile, currencyId } = this.props;
        return chartConfig({
            tile,
            colors: palette(),
            labels: tile.points.map(({ date }) => formatBucket(date, tile.bucket)),
            words: { now: _t("This period"), past: this.props.past },
            short: (value) =>
                formatShort(value, tile.unit, currencyId, { isAxis: true }),
            full: (value) => formatFull(value, tile.unit, currencyId),
            onPick: (index) => this.props.onOpen(tile.points[index]),
        });
    }

    get spoken() {
        return _t(
            "%s, chart; switch to the table to read its figures",
            this.props.tile.name
        );
    }
}

registry.category("crm_dashboards.tiles").add("bar", TrendTile).add("line", TrendTile);
