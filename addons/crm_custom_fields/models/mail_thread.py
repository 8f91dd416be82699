from collections import defaultdict

from odoo import models


class MailThread(models.AbstractModel):
    """What was tracked goes by mail only to who may read it."""

    _inherit = "mail.thread"

    def _notify_get_classified_recipients_iterator(
        self,
        message,
        recipients_data,
        msg_vals=False,
        model_description=False,
        force_email_company=False,
        force_email_lang=False,
        force_record_name=False,
        subtitles=None,
    ):
        """Split recipients by what they may read of the tracked custom fields.

        Odoo renders one mail for a group of recipients, with what its sender reads.
        """
        groups = super()._notify_get_classified_recipients_iterator(
            message,
            recipients_data,
            msg_vals=msg_vals,
            model_description=model_description,
            force_email_company=force_email_company,
            force_email_lang=force_email_lang,
            force_record_name=force_record_name,
            subtitles=subtitles,
        )
        watch = self._crm_custom_watch()
        if watch is None or not watch.limited:
            return groups
        tracked = message.sudo().tracking_value_ids  # sudo: told apart by reader below
        if tracked <= tracked._filter_free_field_access():
            return groups
        return self._crm_custom_split(groups, tracked)

    def _crm_custom_split(self, groups, tracked):
        """Yield the groups of a notification again, each with what it may read."""
        for lang, values, group in groups:
            readers = defaultdict(list)
            for person in group["recipients_data"]:
                readers[tracked._crm_custom_readable_by(person["uid"])].append(person)
            for readable, people in readers.items():
                yield (
                    lang,
                    {
                        **values,
                        "tracking_values": self._crm_custom_told(readable, lang),
                    },
                    {
                        **group,
                        "recipients_data": people,
                        "recipients_ids": [p["id"] for p in people if p["id"]],
                        "recipients_emails": [
                            p["email"] for p in people if not p["id"]
                        ],
                    },
                )

    def _crm_custom_told(self, tracked, lang):
        """Return (field, old value, new value) as the layout of mails shows them."""
        tracked = self._track_filter_for_display(tracked)
        return [
            (line["fieldInfo"]["changedField"], line["oldValue"], line["newValue"])
            for line in tracked.with_context(lang=lang)._tracking_value_format()
        ]
