-- a copy of the database must not speak to the ERP in the name of the original
UPDATE crm_erp_connection
   SET active = false,
       api_key = NULL;
