{
    "name": "CRM Migration",
    "summary": "Bring old Excel files in: staged, resumable, undoable, reconciled",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Fit",
    "license": "LGPL-3",
    "depends": ["crm"],
    "data": [
        "security/crm_migration_groups.xml",
        "security/crm_migration_run_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/crm_migration_row_views.xml",
        "views/crm_migration_run_views.xml",
        "views/crm_migration_menus.xml",
    ],
    "assets": {"web.assets_tests": ["crm_migration/static/tests/tours/*"]},
}
