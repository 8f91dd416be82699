"""Private API of the addons that stand on the base, and of the web client.

See private_api.py for what a row says.
"""

from __future__ import annotations

ADDONS: dict[str, dict[str, tuple[str, str]]] = {
    "addons/bus/models/bus_listener_mixin.py:BusListenerMixin": {
        "_bus_send": (
            "(self, notification_type, message, /, *, subchannel=None)",
            "the counter of approvals stands still",
        ),
    },
    "addons/mail/models/mail_thread.py:MailThread": {
        "_notify_get_classified_recipients_iterator": (
            (
                "(self, message, recipients_data, msg_vals=False, "
                "model_description=False, force_email_company=False, "
                "force_email_lang=False, force_record_name=False, subtitles=None)"
            ),
            "OPENS: closed values go by mail to every follower",
        ),
        "_track_filter_for_display": (
            "(self, tracking_values)",
            "mails tell tracked values that the chatter leaves out",
        ),
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
        "_filter_free_field_access": (
            "(self)",
            "OPENS: closed values go out with push messages",
        ),
        "_filter_has_field_access": ("(self, env)", "mails tell readers too little"),
        "_tracking_value_format": ("(self)", "mails about changes fail"),
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
        "_invoice_sale_orders": (
            "(self)",
            "orders paid before they were granted are not invoiced by themselves",
        ),
        "_check_amount_and_confirm_order": (
            "(self)",
            "a payment fails instead of asking",
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
