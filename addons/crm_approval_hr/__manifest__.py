{
    "name": "CRM Approval: Employees",
    "summary": "Approval chains know managers, departments and leave of employees",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Fit",
    "license": "LGPL-3",
    "depends": ["crm_approval", "hr"],
    "data": ["views/crm_approval_chain_views.xml"],
    "auto_install": True,
}
