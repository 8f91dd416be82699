{
    "name": "CRM Custom Fields: Quotations",
    "summary": "Custom fields on quotations, filled in from the opportunity",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Fit",
    "license": "LGPL-3",
    "depends": ["crm_custom_fields", "sale_crm"],
    "data": [
        "data/ir_model_data.xml",
        "views/crm_custom_field_views.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "crm_custom_fields_sale/static/tests/tours/**/*",
        ],
    },
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
