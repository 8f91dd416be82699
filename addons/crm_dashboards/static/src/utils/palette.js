/** Odoo's colours of the page as it is now, light or dark: a canvas reads no CSS. */
export function palette() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
        main: read("--primary"),
        mainSoft: `rgba(${read("--primary-rgb")}, 0.10)`,
        past: read("--gray-500"),
        grid: read("--border-color"),
        text: read("--secondary-color"),
    };
}
