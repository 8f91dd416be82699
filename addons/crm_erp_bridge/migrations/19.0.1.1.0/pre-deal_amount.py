"""Store what products come to; revenues that were entered stay as they are."""


def migrate(cr, version):
    """Fill the new columns in one go instead of by recomputing every opportunity."""
    cr.execute(
        """
        ALTER TABLE crm_lead ADD COLUMN IF NOT EXISTS erp_total numeric;
        ALTER TABLE crm_lead ADD COLUMN IF NOT EXISTS erp_amount_follows boolean
        """
    )
    cr.execute(
        """
        UPDATE crm_lead
           SET erp_total = line.total,
               erp_amount_follows =
                   COALESCE(expected_revenue, 0) = ROUND(line.total::numeric, 2)
          FROM (
              SELECT lead_id, SUM(quantity * price_unit) AS total
                FROM crm_erp_line
            GROUP BY lead_id
          ) line
         WHERE line.lead_id = crm_lead.id
        """
    )
