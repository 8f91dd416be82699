import { browser } from "@web/core/browser/browser";

function series(kind, values, color, extra) {
    return {
        type: kind,
        data: values,
        borderColor: color,
        backgroundColor: color,
        spanGaps: true,
        ...extra,
    };
}

function datasets({ tile, colors, words }) {
    const present = tile.points.map(({ value }) => value);
    const past = tile.points.map(({ before }) => before);
    const isBar = tile.kind === "bar";
    const found = [
        series(tile.kind, present, colors.main, {
            label: words.now,
            order: 2,
            ...(isBar
                ? { borderRadius: 4, maxBarThickness: 44 }
                : {
                      tension: 0.3,
                      pointRadius: 3,
                      fill: true,
                      backgroundColor: colors.mainSoft,
                  }),
        }),
    ];
    if (past.some((value) => value)) {
        found.push(
            series("line", past, colors.past, {
                label: words.past,
                order: 1,
                borderDash: [5, 4],
                borderWidth: 2,
                pointStyle: "line",
                pointRadius: 0,
                pointHitRadius: 8,
                tension: 0.3,
            })
        );
    }
    return found;
}

function scales({ tile, colors, short }) {
    const ticks = { color: colors.text, font: { size: 11 } };
    return {
        x: {
            grid: { display: false },
            ticks: { ...ticks, maxRotation: 0, autoSkip: true, autoSkipPadding: 8 },
        },
        y: {
            beginAtZero: true,
            suggestedMax: tile.unit === "share" ? 1 : undefined,
            border: { display: false },
            grid: { color: colors.grid },
            ticks: { ...ticks, maxTicksLimit: 5, callback: short },
        },
    };
}

/** Options of a Chart.js chart over time; plain data in, plain data out. */
export function chartConfig(view) {
    const { tile, labels, full, colors, onPick } = view;
    const drawn = datasets(view);
    const isStill = browser.matchMedia("(prefers-reduced-motion: reduce)").matches;
    return {
        type: tile.kind,
        data: { labels, datasets: drawn },
        options: {
            animation: isStill ? false : { duration: 300 },
            maintainAspectRatio: false,
            interaction: { mode: "index", intersect: false },
            onClick: (ev, elements) => elements.length && onPick(elements[0].index),
            onHover: (ev, elements) => {
                ev.native.target.style.cursor = elements.length ? "pointer" : "";
            },
            plugins: {
                legend: {
                    display: drawn.length > 1,
                    align: "end",
                    reverse: true,
                    labels: {
                        color: colors.text,
                        boxWidth: 10,
                        boxHeight: 10,
                        usePointStyle: true,
                    },
                },
                tooltip: {
                    callbacks: {
                        label: ({ dataset, raw }) => ` ${dataset.label}: ${full(raw)}`,
                    },
                },
            },
            scales: scales(view),
        },
    };
}
