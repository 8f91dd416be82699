/** A tile as the server describes it. */
export function makeTile(values) {
    return {
        id: 1,
        name: "Revenue won",
        help: "",
        kind: "number",
        size: "small",
        error: false,
        model: "crm.lead",
        action: false,
        domain: [["type", "=", "opportunity"]],
        unit: "count",
        unit_label: "",
        good_when: "up",
        ignores: [],
        value: 12,
        before: null,
        change: null,
        ...values,
    };
}

export function makeBars(values) {
    return makeTile({
        kind: "rank",
        size: "third",
        points: [
            { label: "North", value: 30, weight: null, extra: [["team_id", "=", 1]] },
            { label: "South", value: 15, weight: null, extra: [["team_id", "=", 2]] },
            {
                label: "4 others",
                value: 90,
                weight: null,
                is_rest: true,
                extra: [["team_id", "not in", [1, 2]]],
            },
        ],
        ...values,
    });
}

export function makeTrend(values) {
    return makeTile({
        kind: "bar",
        size: "wide",
        bucket: "month",
        points: [
            { date: "2024-04-01", value: 10, before: 4, extra: [["id", "=", 1]] },
            { date: "2024-05-01", value: 0, before: 6, extra: [["id", "=", 2]] },
        ],
        ...values,
    });
}

export function makeAnswer(values) {
    return {
        board: { id: 1, name: "Sales" },
        boards: [{ id: 1, name: "Sales" }],
        filters: {
            period: "last_12_months",
            start: "2023-06-01",
            last: "2024-05-31",
            team_ids: [],
            user_ids: [],
        },
        span: { start: "2023-06-01", last: "2024-05-31" },
        before: { start: "2022-06-01", last: "2023-05-17" },
        notice: false,
        choices: { teams: [{ id: 1, name: "North" }], users: [] },
        currency: { id: false, is_converted: false },
        tiles: [makeTile()],
        ...values,
    };
}
