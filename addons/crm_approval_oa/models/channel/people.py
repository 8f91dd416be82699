from odoo import models


class CrmApprovalOaChannelPeople(models.Model):
    """Who is who: our users and the IDs that the vendor knows them by."""

    _inherit = "crm.approval.oa.channel"

    def _ids_of(self, users):
        """Return the ID of each user on each of these channels.

        :return: ``{(channel, user): id}``, in a constant number of queries
        """
        # sudo: the IDs of colleagues are needed to write to them, not to show.
        addresses = self.env["crm.approval.oa.address"].sudo()
        found = addresses.search(
            [
                ("user_id", "in", users.ids),
                ("vendor", "in", self.mapped("vendor")),
                ("channel_id", "in", [False, *self.ids]),
            ]
        )
        general = {
            (one.vendor, one.user_id): one.external
            for one in found - found.filtered("channel_id")
        }
        ids = {
            (channel, user): general[channel.vendor, user]
            for channel in self
            for user in users
            if (channel.vendor, user) in general
        }
        return ids | {
            (one.channel_id, one.user_id): one.external
            for one in found.filtered("channel_id")
        }

    def _user_of(self, external):
        """Return whom an ID from a signed callback of this channel stands for."""
        self.ensure_one()
        # sudo: callbacks have no user until this method has found one.
        addresses = self.env["crm.approval.oa.address"].sudo()
        found = addresses.search(
            [
                ("vendor", "=", self.vendor),
                ("external", "=", external),
                ("channel_id", "in", [False, self.id]),
            ]
        )
        own = found.filtered("channel_id") or (
            found if self._is_only_app() else addresses
        )
        user = own.user_id
        return user if len(user) == 1 and user.active and not user.share else user[:0]

    def _is_only_app(self):
        """Tell whether an ID without channel can only be meant for this one.

        Two companies of a vendor may both have a "zhangsan".
        """
        apps = self.sudo().search_count(  # sudo: callbacks have no user
            [("kind", "=", self.kind)], limit=2
        )
        return apps == 1
