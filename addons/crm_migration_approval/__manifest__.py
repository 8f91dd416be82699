{
    "name": "CRM Migration: Approval",
    "summary": "Deals that come in as already won are history, and say so",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Fit",
    "license": "LGPL-3",
    "depends": ["crm_migration", "crm_approval"],
    "data": ["security/crm_migration_approval_groups.xml"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
