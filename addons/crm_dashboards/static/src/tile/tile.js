import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { FigureTable } from "../tiles/table/figure_table";

/** Frame of one tile: its name, its drawing, or words why there is none. */
export class Tile extends Component {
    static template = "crm_dashboards.Tile";
    static components = { FigureTable };
    static props = {
        tile: Object,
        currencyId: { type: [Number, Boolean] },
        past: String,
        onOpen: Function,
    };

    setup() {
        this.state = useState({ isTable: false });
        this.unreached = {
            period: _t("period"),
            teams: _t("sales team"),
            salespeople: _t("salesperson"),
        };
    }

    get Drawing() {
        return registry
            .category("crm_dashboards.tiles")
            .get(this.props.tile.kind, null);
    }

    get isNumber() {
        return this.props.tile.kind === "number";
    }

    get isEmpty() {
        return !this.isNumber && !this.props.tile.points.length;
    }

    get tableLabel() {
        return this.state.isTable ? _t("Show as chart") : _t("Show as table");
    }

    /** A number that a chosen team does not reach must not look as if it did. */
    get note() {
        const names = this.props.tile.ignores.filter(
            (name) => name !== "period" || !this.isNumber
        );
        return names.length
            ? _t(
                  "Not limited by: %s",
                  names.map((name) => this.unreached[name]).join(", ")
              )
            : "";
    }

    toggleTable() {
        this.state.isTable = !this.state.isTable;
    }

    open(point) {
        this.props.onOpen(this.props.tile, point);
    }
}
