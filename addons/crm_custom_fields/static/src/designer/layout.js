/**
 * The layout as the designer holds it: a list of sections in the order of the
 * form, each in a tab, each with its fields.
 *
 * @param {{id: number, label: string, kind: string, page: string, section: string}[]} layout
 */
export function makeTabs(layout) {
    const sections = [];
    for (const field of layout) {
        let section = sections.find(
            ({ page, title }) => page === field.page && title === field.section
        );
        if (!section) {
            section = {
                page: field.page,
                title: field.section,
                like: field.id,
                fields: [],
            };
            sections.push(section);
        }
        section.fields.push(field);
    }
    const pages = [...new Set(sections.map(({ page }) => page))];
    return pages.flatMap((page) => sections.filter((section) => section.page === page));
}

/** What the server wants to hear. */
export function toLayout(sections) {
    return sections.flatMap(({ page, title, like, fields }) =>
        fields.map(({ id }) => ({ id, page, section: title, like }))
    );
}

/**
 * Puts a field into a section, behind the field ``previous`` or first of all.
 *
 * @param {object[]} sections
 * @param {number} id
 * @param {number} target index of the section
 * @param {number|null} previous
 */
export function moveTo(sections, id, target, previous) {
    const moved = sections
        .flatMap(({ fields }) => fields)
        .find((field) => field.id === id);
    return sections.map((section, index) => {
        const fields = section.fields.filter((field) => field.id !== id);
        if (index === target) {
            const position = fields.findIndex((field) => field.id === previous);
            fields.splice(position + 1, 0, moved);
        }
        return { ...section, fields };
    });
}

/** Moves a field one place up (-1) or down (1), also into the next section. */
export function moveField(sections, id, step) {
    const from = sections.findIndex(({ fields }) =>
        fields.some((field) => field.id === id)
    );
    const { fields } = sections[from];
    const position = fields.findIndex((field) => field.id === id) + step;
    if (position >= 0 && position < fields.length) {
        const rest = fields.filter((field) => field.id !== id);
        return moveTo(sections, id, from, rest[position - 1]?.id ?? null);
    }
    const target = from + step;
    if (target < 0 || target >= sections.length) {
        return sections;
    }
    const last = step < 0 ? sections[target].fields.at(-1)?.id : null;
    return moveTo(sections, id, target, last ?? null);
}
