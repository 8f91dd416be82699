import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    getMockEnv,
    makeMockEnv,
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { getDefaultConfig } from "@web/views/view";
import { Board } from "@crm_dashboards/board/board";
import { recordsAction } from "@crm_dashboards/board/records_action";
import { makeAnswer, makeBars, makeTile, makeTrend } from "./helpers";

// The web client asks for the models of mail as soon as it starts.
defineMailModels();

async function mountBoard(props) {
    const env = getMockEnv() || (await makeMockEnv());
    await mountWithCleanup(Board, {
        env: Object.assign(Object.create(env), { config: getDefaultConfig() }),
        props: { action: {}, actionId: 1, className: "", ...props },
        noMainContainer: true,
    });
    await animationFrame();
}

test("places are kept while the figures are on their way", async () => {
    const answer = new Deferred();
    onRpc("crm.dashboard", "read_board", () => answer);
    await mountBoard();
    expect(".o_crm_dashboards_skeleton[role=status]").toHaveCount(1);
    answer.resolve(makeAnswer());
    await animationFrame();
    await animationFrame();
    expect(".o_crm_dashboards_skeleton").toHaveCount(0);
    expect(".o_crm_dashboards_tile").toHaveCount(1);
});

test("all tiles come with one request, with the filters kept in the state", async () => {
    onRpc("crm.dashboard", "read_board", ({ args }) => {
        expect.step(JSON.stringify(args));
        return makeAnswer({ tiles: [makeTile(), makeTile({ id: 2 })] });
    });
    await mountBoard({ state: { boardId: 1, filters: { period: "this_year" } } });
    expect(".o_crm_dashboards_tile").toHaveCount(2);
    expect.verifySteps(['[1,{"period":"this_year"}]']);
});

test("a refusal of the server is shown in its words, and can be tried again", async () => {
    let isDown = true;
    onRpc("crm.dashboard", "read_board", () => {
        if (isDown) {
            throw makeServerError({ message: "This dashboard does not exist." });
        }
        return makeAnswer();
    });
    await mountBoard();
    expect("[role=alert]").toHaveText(/This dashboard does not exist/);
    isDown = false;
    await click("[role=alert] button");
    await animationFrame();
    await animationFrame();
    expect("[role=alert]").toHaveCount(0);
    expect(".o_crm_dashboards_tile").toHaveCount(1);
});

test("an older period is announced", async () => {
    onRpc("crm.dashboard", "read_board", () => makeAnswer({ notice: "Older data." }));
    await mountBoard();
    expect(".o_crm_dashboards_notice").toHaveText("Older data.");
});

test("a bar opens the records that it counted", async () => {
    mockService("action", {
        doAction: (action) => expect.step(JSON.stringify(action.domain)),
    });
    onRpc("crm.dashboard", "read_board", () => makeAnswer({ tiles: [makeBars()] }));
    await mountBoard();
    await click(".o_crm_dashboards_bar:first");
    await animationFrame();
    expect.verifySteps(['["&",["type","=","opportunity"],["team_id","=",1]]']);
});

test("the opened list is named after tile and bar, list first", () => {
    const tile = makeTrend();
    const action = recordsAction(tile, tile.points[0], {
        views: [
            [5, "kanban"],
            [6, "list"],
        ],
    });
    expect(action.name).toBe("Revenue won: Apr 24");
    expect(action.views[0]).toEqual([6, "list"]);
    expect(action.context).toEqual({});
});
