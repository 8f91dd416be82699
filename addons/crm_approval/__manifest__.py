{
    "name": "CRM Approval",
    "summary": "Approval chains for opportunities that can be satisfied, not bypassed",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Fit",
    "license": "LGPL-3",
    "depends": ["crm"],
    "data": [
        "security/crm_approval_groups.xml",
        "security/ir.model.access.csv",
        "security/crm_approval_chain_security.xml",
        "security/crm_approval_request_security.xml",
        "wizard/crm_approval_request_act_views.xml",
        "views/crm_approval_chain_views.xml",
        "views/crm_approval_request_views.xml",
        "views/crm_approval_history_views.xml",
        "views/crm_lead_views.xml",
        "views/res_users_views.xml",
        "views/crm_approval_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "crm_approval/static/src/lead_asks/*.js",
            "crm_approval/static/src/approval/*.scss",
        ],
        "web.assets_tests": [
            "crm_approval/static/tests/tours/*.js",
        ],
    },
    "uninstall_hook": "uninstall_hook",
}
