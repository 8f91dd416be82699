import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("crm_custom_fields_sale_quotation", {
    steps: () => [
        {
            content: "A salesperson makes a quotation of the opportunity",
            trigger: "button[name=action_sale_quotations_new]",
            run: "click",
        },
        {
            content: "The quotation is there, no longer the opportunity",
            trigger: ".o_field_widget[name=order_line]",
        },
        {
            content: "It has the tab of the custom fields",
            trigger: ".o_notebook .nav-link:contains(Additional Information)",
            run: "click",
        },
        {
            content: "With what the opportunity says",
            trigger: ".o_field_widget[name=x_cqt_sector] input:value(Care)",
            run: "edit Care, day and night",
        },
        ...stepUtils.saveForm(),
    ],
});
