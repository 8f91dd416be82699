import { Component } from "@odoo/owl";
import { formatBucket, formatFull } from "../../utils/format";

/** The same figures as a table: for screen readers, copying and exact reading. */
export class FigureTable extends Component {
    static template = "crm_dashboards.FigureTable";
    static props = {
        tile: Object,
        currencyId: { type: [Number, Boolean] },
        past: String,
        onOpen: Function,
    };

    get hasPast() {
        return this.props.tile.points.some(({ before }) => (before ?? null) !== null);
    }

    get rows() {
        const { points, unit, bucket } = this.props.tile;
        const figure = (value) => formatFull(value, unit, this.props.currencyId);
        return points.map((point) => ({
            point,
            label: point.date ? formatBucket(point.date, bucket) : point.label,
            value: figure(point.value),
            before: figure(point.before),
        }));
    }
}
