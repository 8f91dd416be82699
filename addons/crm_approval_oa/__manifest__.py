{
    "name": "CRM Approval: DingTalk, WeCom, Feishu",
    "summary": "Approvals reach people in their chat, and are decided there",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Fit",
    "license": "LGPL-3",
    "application": True,
    "depends": ["crm_approval"],
    "data": [
        "security/crm_approval_oa_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/crm_approval_oa_message_views.xml",
        "views/crm_approval_oa_event_views.xml",
        "views/crm_approval_oa_channel_views.xml",
        "views/res_users_views.xml",
        "views/crm_approval_oa_menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["crm_approval_oa/static/tests/tours/*.js"],
    },
}
