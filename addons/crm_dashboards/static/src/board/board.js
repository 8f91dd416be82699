import { Component, onMounted, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { FilterBar } from "../filter_bar/filter_bar";
import { Tile } from "../tile/tile";
import { formatSpan } from "../utils/format";
import { recordsAction } from "./records_action";

const NUMBERS_WHILE_LOADING = 6;
const CHARTS_WHILE_LOADING = 5;

/** The board: one request for all tiles, filters that survive a look at records. */
export class Board extends Component {
    static template = "crm_dashboards.Board";
    static components = { Dropdown, DropdownItem, FilterBar, Layout, Tile };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.skeleton = {
            numbers: [...Array(NUMBERS_WHILE_LOADING).keys()],
            charts: [...Array(CHARTS_WHILE_LOADING).keys()],
        };
        const saved = this.props.state || {};
        this.state = useState({
            answer: null,
            isLoading: true,
            error: "",
            boardId: saved.boardId || this.props.action.params?.board_id || false,
            filters: saved.filters || {},
        });
        useSetupAction({
            getLocalState: () => ({
                boardId: this.state.boardId,
                filters: this.state.filters,
            }),
        });
        onMounted(() => this.load());
    }

    /** A second look shows what was known at once, then what is true now. */
    async load() {
        Object.assign(this.state, { isLoading: true, error: "" });
        const { boardId, filters } = this.state;
        const asked = JSON.stringify([boardId, filters]);
        const refresh = (answer, hasChanged) => {
            if (hasChanged && asked === this.asked) {
                this.state.answer = answer;
            }
        };
        this.asked = asked;
        try {
            this.state.answer = await this.keepLast.add(
                this.orm
                    .cache({ type: "ram", update: "always", callback: refresh })
                    .call("crm.dashboard", "read_board", [boardId, filters])
            );
        } catch (error) {
            this.state.error =
                error.data?.message ||
                _t("The server did not answer. Check the connection and try again.");
        }
        this.state.isLoading = false;
    }

    get past() {
        const { before } = this.state.answer;
        return before ? formatSpan(before) : "";
    }

    get period() {
        return formatSpan(this.state.answer.span);
    }

    get isPlural() {
        return this.state.answer.boards.length > 1;
    }

    change(changes) {
        const { filters } = this.state.answer;
        this.state.filters = { ...filters, ...changes };
        return this.load();
    }

    openBoard(board) {
        this.state.boardId = board.id;
        return this.load();
    }

    async open(tile, point) {
        const views = tile.action ? await this.action.loadAction(tile.action) : {};
        await this.action.doAction(recordsAction(tile, point, views));
    }
}

registry.category("lazy_components").add("crm_dashboards.Board", Board);
