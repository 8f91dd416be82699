"""Every private or undocumented API of Odoo that our addons rely on.

Owner (file:class) → name → (signature, what stops working without it). A signature is
the one of a function; "=" an attribute; "fields.X" a column that our SQL names; for
JavaScript it is what stands between the brackets, or "get". See docs/upgrade.md.
"""

from __future__ import annotations

from typing import NamedTuple


class Api(NamedTuple):
    """One row."""

    owner: str
    name: str
    signature: str
    breaks: str


TABLE: dict[str, dict[str, tuple[str, str]]] = {
    "orm/models.py:BaseModel": {
        "_abstract": ("=", "models that hold no rows are offered to chains and fields"),
        "_active_name": ("=", "archiving is not seen as a change that asks"),
        "_apply_onchange_methods": (
            "(self, field_name, result)",
            "forms neither clear choices that no longer fit nor judge rules live",
        ),
        "_auto_init": ("(self)", "the history may be changed: no trigger guards it"),
        "_check_field_access": ("(self, field, operation)", "past values are closed"),
        "_compute_display_name": ("(self)", "requests and tasks have no names"),
        "_convert_to_write": ("(self, values)", "orders of the ERP are not bound"),
        "_export_rows": (
            "(self, fields, *, _is_toplevel_call=True)",
            "OPENS: what a step hides is exported",
        ),
        "_field_to_sql": ("(self, alias, field_expr, query=None)", "no fill rates"),
        "_fields": ("=", "everything"),
        "_filtered_access": ("(self, operation)", "lists fail for who sees a part"),
        "_has_cycle": ("(self, field_name=None)", "managers may manage themselves"),
        "_has_field_access": (
            "(self, field, operation)",
            "OPENS: fields closed to a group are read and written by everybody",
        ),
        "_has_onchange": (
            "(self, field, other_fields)",
            "forms do not ask when what a rule reads changes",
        ),
        "_origin": ("(self)", "rules of a form judge the typed row as a new one"),
        "_parent_store_create": (
            "(self)",
            "rules over rows are judged before the rows are there",
        ),
        "_prepare_create_values": ("(self, vals_list)", "quotations get no values"),
        "_read_format": (
            "(self, fnames, load='_classic_read')",
            "OPENS: what a step hides is read (read, web_read, search_read)",
        ),
        "_read_group": (
            (
                "(self, domain, groupby=(), aggregates=(), having=(), offset=0, "
                "limit=None, order=None)"
            ),
            "counts and sums",
        ),
        "_read_group_select": ("(self, aggregate_spec, query)", "no fill rates"),
        "_read_grouping_sets": (
            "(self, domain, grouping_sets, aggregates=(), order=None)",
            "no dashboard answers",
        ),
        "_rec_name": ("=", "names of linked records"),
        "_register_hook": ("(self)", "no method of a chain has a door, no check"),
        "_search": (
            (
                "(self, domain, offset=0, limit=None, order=None, *, active_test=True, "
                "bypass_access=False)"
            ),
            "subqueries under the rights of the reader",
        ),
        "_search_display_name": ("(self, operator, value)", "rows are not found"),
        "_sql_error_to_message": ("(self, exc)", "“unique” is told as a raw error"),
        "_table": ("=", "all SQL of ours"),
        "_table_query": ("=", "no approval report"),
        "_transient": ("=", "wizards are offered to chains and fields"),
        "_translate": ("=", "names of tables and rows cannot be translated"),
        "_unregister_hook": ("(self)", "doors before orders are put up twice"),
        "_update_field_translations": (
            "(self, field_name, translations, digest=None, source_lang='')",
            "labels of custom fields lose the other languages",
        ),
        "_validate_fields": (
            "(self, field_names, excluded_names=())",
            "OPENS: no rule and no chain holds at create, write and recomputation",
        ),
        "copy_data": ("(self, default=None)", "OPENS: copies tell what is hidden"),
        "fields_get": (
            "(self, allfields=None, attributes=None)",
            "archived fields are offered to filters and exports",
        ),
        "__slots__": ("=", "`_ids` of a record set"),
    },
    "orm/models.py:MetaModel": {
        "_log_access": ("=", "fill rates ask for columns that are not there"),
    },
    "orm/registry.py:Registry": {
        "_setup_models__": ("(self, cr, model_names=None)", "no column is built"),
        "clear_cache": ("(self, *cache_names)", "workers go on with old rules"),
        "db_name": ("=", "dashboards remember across databases"),
        "descendants": ("(self, model_names, *kinds)", "no column is built"),
        "field_inverses": ("(self)", "the designer offers unusable links"),
        "init_models": (
            "(self, cr, model_names, context, install=True)",
            "no column is built",
        ),
        "models": ("=", "tables of rows are not recognised"),
        "ready": ("=", "the doctor works while addons load"),
        "registry_invalidated": (
            "(self, value)",
            "OPENS: other workers have no door before a protected method",
        ),
    },
    "orm/fields.py:Field": {
        "_description_aggregator": ("(self, env)", "tiles without sums"),
        "_description_groupable": ("(self, env)", "tiles without groups"),
        "_description_string": ("(self, env)", "messages without labels"),
    },
    "orm/fields_relational.py:_Relational": {
        "_description_domain": ("(self, env)", "narrowed choices lose the own filter"),
    },
    "orm/fields_selection.py:Selection": {
        "_description_selection": ("(self, env)", "messages without names of options"),
    },
    "tools/query.py:Query": {
        "_joins": ("=", "OPENS: a dashboard remembers what another table decides"),
        "subselect": ("(self, *args)", "the back-test and imports"),
        "where_clause": ("(self)", "dashboards cannot tell two rights apart"),
    },
    "service/model.py:": {
        "get_public_method": (
            "(model, name)",
            "an approved call is not made, or one is made that is not public",
        ),
    },
    "addons/web/models/models.py:Base": {
        "onchange": (
            "(self, values, field_names, fields_spec)",
            "OPENS: what a step hides is told while a form is edited",
        ),
        "web_save": ("(self, vals, specification, next_id=None)", "forms do not ask"),
        "web_save_multi": ("(self, vals_list, specification)", "lists do not ask"),
    },
    "addons/base/models/ir_ui_view.py:Base": {
        "_get_default_form_view": ("(self)", "rows have no form"),
        "_get_default_kanban_view": ("(self)", "rows have no cards"),
        "_get_default_list_view": ("(self)", "rows have no list"),
        "_get_view": (
            "(self, view_id=None, view_type='form', **options)",
            "forms show neither custom fields nor requests",
        ),
        "_get_view_cache_key": (
            "(self, view_id=None, view_type='form', **options)",
            "OPENS: one person's view is given to another",
        ),
        "_get_view_field_attributes": ("(self)", "no form designer"),
        "_get_view_fields": ("(self, view_type, models)", "no form designer"),
        "_get_view_postprocessed": (
            "(self, view, arch, **options)",
            "no form designer",
        ),
    },
    "addons/base/models/ir_ui_view.py:IrUiView": {
        "_check_xml": ("(self)", "a changed type leaves a broken view"),
        "_postprocess_access_rights": ("(self, tree)", "no form designer"),
    },
    "addons/base/models/ir_model.py:IrModel": {
        "name": ("fields.Char", "names of tables"),
        "_get": ("(self, name)", "definitions find no model"),
        "_get_id": ("(self, name)", "messages find no model"),
        "_instanciate_attrs": ("(self, model_data)", "OPENS: rows have no own rights"),
    },
    "addons/base/models/ir_model.py:IrModelFields": {
        "_get": ("(self, model_name, name)", "definitions find no field"),
        "_get_fields_cached": ("(self, model_name)", "no “where it is used”"),
        "_get_ids": ("(self, model_name)", "no column is built"),
        "_instanciate_attrs": ("(self, field_data)", "no formula, index or mask"),
        "field_description": ("fields.Char", "labels of columns"),
        "help": ("fields.Text", "help of columns"),
        "model": ("fields.Char", "columns are not found"),
        "name": ("fields.Char", "columns are not found"),
        "relation": ("fields.Char", "options that stay after uninstalling"),
        "domain": ("fields.Char", "options that stay after uninstalling"),
        "state": ("fields.Selection", "the doctor"),
    },
    "addons/base/models/ir_model.py:IrModelFieldsSelection": {
        "_get_selection": ("(self, field_id)", "no options"),
        "field_id": ("fields.Many2one", "names of options"),
        "name": ("fields.Char", "names of options"),
        "value": ("fields.Char", "names of options"),
    },
    "addons/base/models/ir_model.py:IrModelAccess": {
        "_make_access_error": ("(self, model, mode)", "refusals over rows"),
        "check": (
            "(self, model, mode='read', raise_exception=True)",
            "OPENS: rows do not follow their record (gone in 19.4: ir.access)",
        ),
        "group_names_with_access": (
            "(self, model_name, access_mode)",
            "refusals over rows name no group (gone in 19.4: ir.access)",
        ),
    },
    "addons/base/models/ir_model.py:IrModelData": {
        "_lookup_xmlids": ("(self, xml_ids, model)", "imports by external id"),
        "_xmlid_to_res_id": (
            "(self, xmlid, raise_if_not_found=False)",
            "imports by external id",
        ),
    },
    "addons/base/models/ir_rule.py:IrRule": {
        "_compute_domain": (
            "(self, model_name, mode='read')",
            "OPENS: rows do not follow their record (gone in 19.4: ir.access)",
        ),
    },
    "addons/base/models/ir_actions.py:IrActionsActions": {
        "_for_xml_id": ("(self, full_xml_id)", "buttons that open lists"),
        "_get_bindings": ("(self, model_name)", "“Ask for Deletion” in the menu"),
    },
    "addons/base/models/ir_cron.py:IrCron": {
        "_commit_progress": (
            "(self, processed=0, *, remaining=None, deactivate=False)",
            "outboxes do not commit between two messages: some may leave twice",
        ),
        "_trigger": ("(self, at=None)", "what is due waits for the hour"),
    },
    "addons/base/models/ir_qweb.py:IrQweb": {
        "_render": ("(self, template, values=None, **options)", "no notices"),
    },
    "addons/base/models/res_users.py:ResUsers": {
        "partner_id": ("fields.Many2one", "who changed what a run loaded"),
        "_get_company_ids": ("(self)", "who sees which field"),
        "_get_group_ids": ("(self)", "who sees which field"),
        "_is_internal": ("(self)", "portal users are taken for staff"),
        "_is_superuser": ("(self)", "rules that except the system"),
    },
    "addons/base/models/res_groups.py:ResGroups": {
        "_get_group_definitions": ("(self)", "values carried along to narrower groups"),
    },
    "addons/base/models/res_lang.py:ResLang": {
        "_get_data": ("(self, **kwargs)", "configuration files in two languages"),
    },
    "addons/base/models/res_currency.py:ResCurrency": {
        "_convert": (
            "(self, from_amount, to_currency, company=None, date=None, round=True)",
            "thresholds in other currencies",
        ),
        "_get_rates": ("(self, company, date)", "sums over currencies"),
    },
    "addons/base/models/ir_module.py:IrModuleModule": {
        "name": ("fields.Char", "chains hold while the addon leaves"),
        "state": ("fields.Selection", "chains hold while the addon leaves"),
    },
    "addons/base/models/ir_attachment.py:IrAttachment": {
        "res_model": ("fields.Char", "fill rates of files"),
        "res_field": ("fields.Char", "fill rates of files"),
    },
    "addons/base/models/res_partner.py:ResPartner": {
        "name": ("fields.Char", "who changed what a run loaded"),
    },
    "addons/base/wizard/base_module_uninstall.py:BaseModuleUninstall": {
        "_get_modules": ("(self)", "what leaves with the addon is not told"),
    },
    "addons/bus/models/bus_listener_mixin.py:BusListenerMixin": {
        "_bus_send": (
            "(self, notification_type, message, /, *, subchannel=None)",
            "the counter of approvals stands still",
        ),
    },
    "addons/mail/models/mail_thread.py:MailThread": {
        "_message_log": (
            (
                "(self, *, body='', subject=False, author_id=None, email_from=None, "
                "message_type='notification', partner_ids=False, attachment_ids=False, "
                "tracking_value_ids=False)"
            ),
            "decisions leave no note",
        ),
        "_message_log_batch": (
            (
                "(self, bodies, subject=False, author_id=None, email_from=None, "
                "message_type='notification', partner_ids=False, attachment_ids=False, "
                "tracking_value_ids=False)"
            ),
            "requests leave no note",
        ),
    },
    "addons/mail/models/mail_tracking_value.py:MailTrackingValue": {
        "field_id": ("fields.Many2one", "the back-test; history of a changed type"),
        "field_info": ("fields.Json", "history of a changed type"),
        "mail_message_id": ("fields.Many2one", "the back-test"),
        **{
            f"{side}_value_{kind}": (f"fields.{kind.capitalize()}", "the back-test")
            for side in ("old", "new")
            for kind in ("integer", "float", "char", "text", "datetime")
        },
    },
    "addons/mail/models/mail_message.py:MailMessage": {
        "date": ("fields.Datetime", "the back-test"),
        "model": ("fields.Char", "the back-test"),
        "res_id": ("fields.Many2oneReference", "the back-test"),
    },
    "addons/sales_team/models/crm_team.py:CrmTeam": {
        "_get_default_team_id": (
            "(self, user_id=False, domain=False)",
            "teams of rows",
        ),
    },
    "addons/crm/models/crm_lead.py:CrmLead": {
        "_compute_stage_id": ("(self)", "rules of a stage at recomputation"),
        "_create_customer": ("(self, with_parent=None)", "values lost at conversion"),
        "_merge_dependences": (
            "(self, opportunities)",
            "merged deals lose what is ours",
        ),
        "_merge_opportunity": (
            "(self, user_id=False, team_id=False, auto_unlink=True, max_length=5)",
            "OPENS: a merge goes round the chains",
        ),
        "_pls_increment_frequencies": (
            "(self, from_state=None, to_state=None)",
            "undoing a run leaves its probabilities",
        ),
        "_prepare_customer_values": (
            "(self, partner_name, is_company=False, parent_id=False)",
            "values lost at conversion",
        ),
        "_read_group_stage_ids": ("(self, stages, domain)", "boards with own stages"),
        "_stage_find": (
            "(self, team_id=False, domain=None, order='sequence, id', limit=1)",
            "new deals of teams with own stages",
        ),
        "stage_id": ("fields.Many2one", "rules that compare with the stage before"),
    },
    "addons/sale/models/sale_order.py:SaleOrder": {
        "_action_cancel": ("(self)", "OPENS: orders are cancelled without asking"),
        "_can_be_edited_on_portal": ("(self)", "customers change what is decided on"),
        "action_confirm": ("(self)", "OPENS: orders are confirmed without asking"),
    },
    "addons/sale_management/models/sale_order_line.py:SaleOrderLine": {
        "_is_line_optional": (
            "(self)",
            "what a customer may still choose counts for the effective discount",
        ),
    },
    "addons/uom/models/uom_uom.py:UomUom": {
        "_compute_quantity": (
            (
                "(self, qty, to_unit, round=True, rounding_method='UP', "
                "raise_if_failure=True)"
            ),
            "list values of goods in other units cannot be told",
        ),
    },
    "addons/sale_crm/models/crm_lead.py:CrmLead": {
        "_update_revenues_from_so": (
            "(self, order)",
            "a customer's mail says confirmed before the opportunity is granted",
        ),
    },
    "addons/sale/models/payment_transaction.py:PaymentTransaction": {
        "_check_amount_and_confirm_order": (
            "(self)",
            "a payment fails instead of asking",
        ),
        "_invoice_sale_orders": (
            "(self)",
            "orders paid before they were granted are not invoiced by themselves",
        ),
    },
}
RECORD = "addons/web/static/src/model/relational_model/record.js:Record"
JAVASCRIPT: dict[str, dict[str, tuple[str, str]]] = {
    RECORD: {
        "_save": (
            "{ reload = true, onError, nextId } = {}",
            "forms and cards do not say that an approval was asked",
        ),
        "_isInvisible": ("fieldName", "a hidden field is missed when it is required"),
        "_isReadonly": ("fieldName", "fields that a step closes can be typed into"),
        "_checkValidity": (
            "{ silent, displayNotification, removeInvalidOnly } = {}",
            "a number that a rule wants is refused by the server only",
        ),
        "_displayInvalidFieldNotification": ("", "“missing fields” names no field"),
        "_invalidFields": ("=", "“missing fields” names no field"),
        "_unsetRequiredFields": ("=", "zero is not marked as missing"),
        "_closeInvalidFieldsNotification": ("=", "the message stays for ever"),
    },
    "addons/web/static/src/views/fields/field.js:Field": {
        "fieldComponentProps": ("get", "fields that a step closes can be typed into"),
        "classNames": ("get", "fields that a step hides show an empty box"),
    },
    "addons/web/static/src/views/form/form_label.js:FormLabel": {
        "className": ("get", "fields that a step hides show a label"),
    },
    "addons/crm/static/src/views/crm_kanban/crm_kanban_model.js:"
    "CrmKanbanDynamicGroupList": {
        "moveRecord": (
            "dataRecordId, dataGroupId, refId, targetGroupId",
            "a card that asks is shown where it was dropped",
        ),
    },
}
# Private names that are not Odoo's.
NOT_ODOO = {"_replace": "of a named tuple", "_ids": "see __slots__ of BaseModel"}
PYTHON_ROWS = [
    Api(owner, name, *row)
    for owner, rows in TABLE.items()
    for name, row in rows.items()
]
JAVASCRIPT_ROWS = [
    Api(owner, name, *row)
    for owner, rows in JAVASCRIPT.items()
    for name, row in rows.items()
]
