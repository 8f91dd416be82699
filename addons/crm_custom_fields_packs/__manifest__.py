{
    "name": "CRM Custom Fields: Industry Packs",
    "summary": "Fields, rules and stages of nine industries, ready to switch on",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Fit",
    "license": "LGPL-3",
    "application": True,
    "depends": ["crm_custom_fields"],
    "data": [
        "security/ir.model.access.csv",
        "data/crm_custom_field_pack_data.xml",
        "views/crm_custom_field_pack_views.xml",
        "wizard/crm_custom_field_pack_upgrade_views.xml",
        "views/res_config_settings_views.xml",
        "views/crm_custom_fields_packs_menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["crm_custom_fields_packs/static/tests/tours/*.js"],
    },
}
