import { Component } from "@odoo/owl";

const ICONS = {
    approved: "fa-check",
    carried: "fa-reply",
    rejected: "fa-times",
    todo: "fa-hourglass-half",
    forwarded: "fa-share",
    closed: "fa-minus",
};

/**
 * The way of an approval as a picture: what is protected, under which conditions, the
 * steps one below the other (side by side if they are asked together), and the ends.
 *
 * It is a list to a screen reader: nothing is said by colour or place alone.
 */
export class ApprovalPath extends Component {
    static template = "crm_approval.ApprovalPath";
    static props = {
        label: String,
        start: {
            type: Object,
            shape: { title: String, conditions: { type: Array, element: String } },
            optional: true,
        },
        waves: { type: Array, element: Array },
        ends: { type: Array, element: Object, optional: true },
    };
    static defaultProps = { ends: [] };

    icons = ICONS;

    /** Numbers go on over the waves, as people count steps. */
    get waves() {
        let number = 0;
        return this.props.waves.map((steps) =>
            steps.map((step) => ({
                people: [],
                notes: [],
                ...step,
                number: ++number,
            }))
        );
    }
}
