import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";
import { ApprovalMenu } from "@crm_approval/menu/approval_menu";

defineMailModels();

async function mountMenu(count) {
    patchWithCleanup(session, { crm_approval_todo: count });
    await mountWithCleanup(ApprovalMenu);
}

test("nothing is shown to somebody for whom nothing waits", async () => {
    await mountMenu(0);
    expect(".o_crm_approval_menu").toHaveCount(0);
});

test("a click opens My Approvals", async () => {
    mockService("action", {
        doAction: (action) => expect.step(action),
    });
    await mountMenu(3);
    expect(".o_crm_approval_menu .badge").toHaveText("3");
    expect(".o_crm_approval_menu").toHaveAttribute(
        "title",
        "Approvals that wait for you: 3"
    );
    await click(".o_crm_approval_menu");
    expect.verifySteps(["crm_approval.crm_approval_request_action_mine"]);
});

test("a burst of changes asks the server once", async () => {
    const listeners = [];
    mockService("bus_service", {
        subscribe: (type, callback) => listeners.push([type, callback]),
        unsubscribe: () => {},
    });
    onRpc("crm.approval.request", "todo_count", () => {
        expect.step("todo_count");
        return 2;
    });
    await mountMenu(1);
    const told = listeners.filter(([type]) => type === "crm_approval/todo");
    expect(told).toHaveLength(1);
    for (let number = 0; number < 5; number++) {
        told[0][1]({});
    }
    await advanceTime(200);
    await animationFrame();
    expect(".o_crm_approval_menu .badge").toHaveText("2");
    expect.verifySteps(["todo_count"]);
});
