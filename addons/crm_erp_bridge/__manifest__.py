{
    "name": "CRM ERP Bridge",
    "summary": "Won opportunities become ERP orders, stock comes back; nothing twice",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Fit",
    "license": "LGPL-3",
    "depends": ["crm", "product"],
    "data": [
        "security/crm_erp_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/crm_erp_connection_views.xml",
        "views/crm_erp_message_views.xml",
        "views/crm_erp_binding_views.xml",
        "views/crm_erp_line_views.xml",
        "views/crm_lead_views.xml",
        "views/crm_erp_bridge_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["crm_erp_bridge/static/src/**/*"],
        "web.assets_tests": ["crm_erp_bridge/static/tests/tours/*"],
    },
}
