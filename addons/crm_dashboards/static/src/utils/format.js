import { formatCurrency, getCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { pyToJsLocale } from "@web/core/l10n/utils";
import { user } from "@web/core/user";
import { formatFloat } from "@web/core/utils/numbers";

const { DateTime } = luxon;

const NO_VALUE = "–";

const DATE_FORMATS = {
    day: { day: "numeric", month: "short" },
    week: { day: "numeric", month: "short" },
    month: { month: "short", year: "2-digit" },
    year: { year: "numeric" },
};

function inLocale(value, options) {
    const locale = pyToJsLocale(user.lang) || "en-US";
    return new Intl.NumberFormat(locale, options).format(value);
}

function withSymbol(text, currencyId) {
    const currency = getCurrency(currencyId);
    if (!currency) {
        return text;
    }
    const parts = [currency.symbol, text];
    return (currency.position === "after" ? parts.reverse() : parts).join("\u00a0");
}

function compact(value, isAxis) {
    return inLocale(value, {
        notation: "compact",
        minimumSignificantDigits: isAxis ? 1 : 3,
        maximumSignificantDigits: 3,
    });
}

function percent(value, isAxis) {
    return inLocale(value, {
        style: "percent",
        minimumFractionDigits: isAxis ? 0 : 1,
        maximumFractionDigits: 1,
    });
}

/** Few digits, for a headline or an axis: 1.24M, or 124万 in Chinese. */
export function formatShort(value, unit, currencyId, { isAxis = false } = {}) {
    if (value === null || value === undefined) {
        return NO_VALUE;
    }
    if (unit === "share") {
        return percent(value, isAxis);
    }
    const isFine = Math.abs(value) < 100 && unit !== "money";
    const text =
        Math.abs(value) >= 10000
            ? compact(value, isAxis)
            : inLocale(value, { maximumFractionDigits: isFine ? 1 : 0 });
    return unit === "money" ? withSymbol(text, currencyId) : text;
}

/** Every digit, for a tooltip or a table. */
export function formatFull(value, unit, currencyId) {
    if (value === null || value === undefined) {
        return NO_VALUE;
    }
    if (unit === "money") {
        return formatCurrency(value, currencyId);
    }
    if (unit === "share") {
        return formatShort(value, unit);
    }
    const isWhole = Number.isInteger(value);
    return formatFloat(value, { digits: [16, isWhole ? 0 : 1] });
}

/** Signed change: relative for amounts, in points for shares. */
export function formatChange(change, unit) {
    if (change === null || change === undefined) {
        return "";
    }
    if (unit === "share") {
        const points = inLocale(change * 100, {
            signDisplay: "exceptZero",
            maximumFractionDigits: 1,
        });
        return _t("%s pts", points);
    }
    return inLocale(change, {
        style: "percent",
        signDisplay: "exceptZero",
        maximumFractionDigits: Math.abs(change) < 0.1 ? 1 : 0,
    });
}

export function formatBucket(date, bucket) {
    const day = DateTime.fromISO(date);
    if (bucket === "quarter") {
        return _t("Q%(quarter)s %(year)s", { quarter: day.quarter, year: day.year });
    }
    return day.toLocaleString(DATE_FORMATS[bucket]);
}

export function formatSpan(span) {
    if (!span) {
        return _t("All time");
    }
    const [start, last] = [span.start, span.last].map((day) =>
        DateTime.fromISO(day).toLocaleString(DateTime.DATE_MED)
    );
    return start === last ? start : `${start} – ${last}`;
}
