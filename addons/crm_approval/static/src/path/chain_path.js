import { _t } from "@web/core/l10n/translation";
import { formatFloatTime, formatMonetary } from "@web/views/fields/formatters";

/** Return the label of the chosen option of a selection field. */
function option(record, name, value = record.data[name]) {
    const options = record.fields[name]?.selection || [];
    return options.find(([key]) => key === value)?.[1] || "";
}

function names(list) {
    return list?.records.map((record) => record.data.display_name) || [];
}

/** What is protected, and when: the head of the picture. */
export function startOf(record, filter = "") {
    const { data } = record;
    const conditions = data.target === "stage" ? names(data.stage_ids) : [];
    if (data.min_amount) {
        const currencyId = data.currency_id?.id;
        conditions.push(_t("from %s", formatMonetary(data.min_amount, { currencyId })));
    }
    conditions.push(
        ...[filter, ...data.condition_ids.records.map((line) => line.data.words)]
    );
    const found = conditions.filter(Boolean);
    return {
        title: `${option(record, "res_model")}: ${option(record, "target")}`,
        conditions: found.length ? found : [_t("always")],
    };
}

/** How many must agree. */
function ruleOf(step) {
    const { mode, quorum, veto, user_ids: users, rule_words: rules } = step.data;
    let words = option(step, "mode");
    if (mode === "count") {
        words = rules
            ? _t("%s of them", quorum)
            : _t("%(needed)s of %(all)s", { needed: quorum, all: users.count });
    } else if (mode === "weight") {
        words = `${words} ≥ ${quorum}`;
    } else if (users.count < 2 && !rules) {
        return "";
    }
    return veto && mode !== "any" ? _t("%s; one rejection ends it", words) : words;
}

const note = (icon, text) => ({ icon, text });

/** What approving takes. */
function demandsOf({ data }) {
    const demands = [
        ["comment_required", _t("a comment")],
        ["attachment_required", _t("a file")],
        ["identity_required", _t("the password")],
    ].filter(([name]) => data[name]);
    const words = demands.map(([, word]) => word).join(", ");
    return [
        data.requester_chooses &&
            note("fa-hand-pointer-o", _t("The requester chooses among them")),
        words && note("fa-pencil", _t("Approving needs %s", words)),
    ];
}

/** What happens as time goes by, and when nobody can be asked. */
function laddersOf(step) {
    const { data } = step;
    const then = option(step, "on_deadline");
    const empty = [option(step, "empty_policy")];
    if (data.empty_policy === "fallback" && data.fallback_user_id) {
        empty.push(data.fallback_user_id.display_name);
    }
    const hours = (name) => formatFloatTime(data[name]);
    return [
        data.remind_hours &&
            note("fa-bell-o", _t("After %s hours: remind", hours("remind_hours"))),
        data.deadline_hours &&
            note(
                "fa-clock-o",
                _t("After %(hours)s hours: %(then)s", {
                    hours: hours("deadline_hours"),
                    then,
                })
            ),
        note("fa-life-ring", _t("If nobody can be asked: %s", empty.join(" "))),
    ];
}

/** Return one step as the picture shows it. */
function stepOf(step) {
    const people = names(step.data.user_ids).map((name) => ({ key: name, name }));
    if (step.data.rule_words) {
        const name = step.data.rule_words;
        people.push({ key: "rules", name, icon: "fa-search" });
    }
    const settled = people.length || step.data.empty_policy !== "refuse";
    return {
        key: step.id,
        name: step.data.name || _t("(no name)"),
        rule: ruleOf(step),
        people,
        problem: settled ? "" : _t("Nobody is named: this step cannot be published."),
        notes: [...demandsOf(step), ...laddersOf(step)].filter(Boolean),
    };
}

/** Steps that are asked together stand side by side. */
export function wavesOf(record) {
    const waves = [];
    for (const step of record.data.step_ids.records) {
        if (step.data.is_parallel && waves.length) {
            waves.at(-1).push(stepOf(step));
        } else {
            waves.push([stepOf(step)]);
        }
    }
    return waves;
}

/** What happens afterwards. */
export function endsOf(record) {
    const after = (event) =>
        record.data.outcome_ids.records
            .filter((line) => line.data.event === event)
            .map((line) => line.data.words || option(line, "kind"));
    const expired = after("expired");
    return [
        {
            key: "approved",
            title: _t("Approved"),
            items: [_t("The change is made"), ...after("approved")],
        },
        {
            key: "rejected",
            title: _t("Rejected"),
            items: [_t("Nothing changes"), ...after("rejected")],
        },
        ...(expired.length
            ? [{ key: "expired", title: _t("Time was up"), items: expired }]
            : []),
    ];
}
