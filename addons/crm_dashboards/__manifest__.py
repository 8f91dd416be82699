{
    "name": "CRM Dashboards",
    "summary": "Boards of live figures over the pipeline, each click opens its records",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Fit",
    "license": "LGPL-3",
    "application": True,
    "depends": ["crm"],
    "data": [
        "security/ir.model.access.csv",
        "security/crm_dashboard_security.xml",
        "data/crm_dashboard_data.xml",
        "data/crm_dashboard_tile_data.xml",
        "views/crm_dashboard_tile_views.xml",
        "views/crm_dashboard_views.xml",
        "views/res_config_settings_views.xml",
        "views/crm_dashboards_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "crm_dashboards/static/src/loader/**/*",
        ],
        # Odoo's Sass helpers give no CSS of their own; web.assets_backend_lazy
        # begins with the same.
        "crm_dashboards.assets_board": [
            ("include", "web._assets_helpers"),
            ("include", "web._assets_backend_helpers"),
            "web/static/src/scss/pre_variables.scss",
            "web/static/lib/bootstrap/scss/_variables.scss",
            "web/static/lib/bootstrap/scss/_variables-dark.scss",
            "web/static/lib/bootstrap/scss/_maps.scss",
            "crm_dashboards/static/src/**/*",
            ("remove", "crm_dashboards/static/src/loader/**/*"),
        ],
        "web.assets_unit_tests": [
            "crm_dashboards/static/src/**/*.js",
            "crm_dashboards/static/src/**/*.xml",
            ("remove", "crm_dashboards/static/src/loader/**/*"),
            "crm_dashboards/static/tests/*.js",
        ],
        "web.assets_tests": [
            "crm_dashboards/static/tests/tours/**/*",
        ],
    },
    "uninstall_hook": "uninstall_hook",
}
