{
    "name": "CRM Approval: Sale Orders",
    "summary": "Sale orders are confirmed, cancelled and changed with approval",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "CRM Fit",
    "license": "LGPL-3",
    "depends": ["crm_approval", "sale"],
    "data": [
        "security/crm_approval_sale_security.xml",
        "views/crm_approval_chain_views.xml",
        "views/sale_portal_templates.xml",
    ],
    "assets": {
        "web.assets_tests": ["crm_approval_sale/static/tests/tours/*"],
    },
    "auto_install": True,
}
