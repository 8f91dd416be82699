import { Domain } from "@web/core/domain";
import { formatBucket } from "../utils/format";

const FALLBACK_VIEWS = [
    [false, "list"],
    [false, "form"],
];

/**
 * Action that lists the records behind a figure: the tile's filter and nothing
 * else, so that what is listed is what was counted.
 */
export function recordsAction(tile, point, { views, search_view_id } = {}) {
    const found = views?.length ? [...views] : FALLBACK_VIEWS;
    const label =
        point && (point.date ? formatBucket(point.date, tile.bucket) : point.label);
    return {
        type: "ir.actions.act_window",
        name: label ? `${tile.name}: ${label}` : tile.name,
        res_model: tile.model,
        views: found.sort(([, a], [, b]) => (b === "list") - (a === "list")),
        search_view_id,
        domain: Domain.and([tile.domain, point?.extra || []]).toList({}),
        context: {},
        target: "current",
    };
}
