from .common import ApprovalCase

SECRET = "bold.example"


class StepFieldsCase(ApprovalCase):
    """A chain of two steps that say what becomes of fields while they wait."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sees_all = cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.approver.group_ids += cls.sees_all
        cls.first = cls.chain.step_ids
        cls.first.write(
            {
                "user_ids": [(6, 0, cls.approver.ids)],
                "field_ids": [
                    (0, 0, {"field_name": "referred", "right": "view"}),
                    (0, 0, {"field_name": "city", "right": "edit"}),
                    (0, 0, {"field_name": "website", "right": "hidden"}),
                ],
            }
        )
        cls.second = cls.first.copy(
            {
                "name": "Second",
                "sequence": 20,
                "user_ids": [(6, 0, cls.colleague.ids)],
                "field_ids": [(0, 0, {"field_name": "city", "right": "view"})],
            }
        )
        cls.chain.with_user(cls.manager).action_publish()
        cls.lead.write({"website": SECRET, "referred": "Fair", "user_id": False})
        cls.lead.user_id = cls.salesman

    def _as(self, user):
        return self.lead.with_user(user)
