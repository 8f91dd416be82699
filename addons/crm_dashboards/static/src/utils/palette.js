import { cookie } from "@web/core/browser/cookie";

const LIGHT = {
    main: "#0f766e",
    mainSoft: "rgba(15, 118, 110, 0.10)",
    past: "#a8b3bd",
    grid: "rgba(31, 41, 55, 0.08)",
    text: "#5b6673",
};
const DARK = {
    main: "#2dd4bf",
    mainSoft: "rgba(45, 212, 191, 0.14)",
    past: "#7c8794",
    grid: "rgba(255, 255, 255, 0.10)",
    text: "#b6c0cb",
};

export function isDark() {
    return cookie.get("color_scheme") === "dark";
}

export function palette() {
    return isDark() ? DARK : LIGHT;
}
