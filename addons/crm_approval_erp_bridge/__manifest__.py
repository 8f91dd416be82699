{
    "name": "CRM Approval: ERP Bridge",
    "summary": "The answer to an approval request sends the order to the ERP",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "CRM Fit",
    "license": "LGPL-3",
    "depends": ["crm_approval", "crm_erp_bridge"],
    "auto_install": True,
}
