import { expect, test } from "@odoo/hoot";
import {
    makeTabs,
    moveField,
    moveTo,
    toLayout,
} from "@crm_custom_fields/designer/layout";

function makeField(id, page, section = "") {
    return { id, label: `Field ${id}`, kind: "Text", page, section };
}

function makeThree() {
    return makeTabs([
        makeField(1, "Policy"),
        makeField(2, "Policy"),
        makeField(3, "Claims", "Costs"),
    ]);
}

function shape(sections) {
    return toLayout(sections).map(({ id, page, section }) => [id, page, section]);
}

test("fields of one tab stand together even when they come apart", () => {
    const sections = makeTabs([
        makeField(1, "Policy"),
        makeField(2, "Claims"),
        makeField(3, "Policy", "Costs"),
    ]);
    expect(sections.map(({ page, title }) => `${page}/${title}`)).toEqual([
        "Policy/",
        "Policy/Costs",
        "Claims/",
    ]);
});

test("a field is dropped behind another one or first of all", () => {
    expect(shape(moveTo(makeThree(), 3, 0, 1))).toEqual([
        [1, "Policy", ""],
        [3, "Policy", ""],
        [2, "Policy", ""],
    ]);
    expect(shape(moveTo(makeThree(), 3, 0, null))[0]).toEqual([3, "Policy", ""]);
});

test("the arrows move within a section and on into the next", () => {
    expect(shape(moveField(makeThree(), 2, -1)).map(([id]) => id)).toEqual([2, 1, 3]);
    expect(shape(moveField(makeThree(), 1, 1)).map(([id]) => id)).toEqual([2, 1, 3]);
    expect(shape(moveField(makeThree(), 2, 1))).toEqual([
        [1, "Policy", ""],
        [2, "Claims", "Costs"],
        [3, "Claims", "Costs"],
    ]);
    expect(shape(moveField(makeThree(), 3, -1))).toEqual([
        [1, "Policy", ""],
        [2, "Policy", ""],
        [3, "Policy", ""],
    ]);
});

test("at the ends nothing moves", () => {
    expect(shape(moveField(makeThree(), 1, -1))).toEqual(shape(makeThree()));
    expect(shape(moveField(makeThree(), 3, 1))).toEqual(shape(makeThree()));
});

test("a section keeps the field whose titles it lends", () => {
    const [, claims] = makeThree();
    expect(claims.like).toBe(3);
    expect(toLayout(moveTo(makeThree(), 1, 1, 3)).at(-1).like).toBe(3);
});
