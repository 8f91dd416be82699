{
    "name": "CRM Custom Fields",
    "summary": "Industry fields as real columns, with rules that hold at every door",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Fit",
    "license": "LGPL-3",
    "depends": ["crm"],
    "external_dependencies": {"python": ["python-stdnum"]},
    "data": [
        "security/crm_custom_fields_groups.xml",
        "security/crm_custom_field_security.xml",
        "security/ir.model.access.csv",
        "data/ir_model_data.xml",
        "views/crm_custom_field_views.xml",
        "views/crm_custom_field_rule_views.xml",
        "views/crm_custom_field_profile_views.xml",
        "views/crm_custom_field_version_views.xml",
        "wizard/crm_custom_field_transfer_views.xml",
        "views/crm_lead_views.xml",
        "views/ir_model_views.xml",
        "views/res_config_settings_views.xml",
        "views/crm_custom_fields_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "crm_custom_fields/static/src/**/*",
        ],
        "web.assets_tests": [
            "crm_custom_fields/static/tests/tours/**/*",
        ],
    },
    "uninstall_hook": "uninstall_hook",
}
