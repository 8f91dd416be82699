-- a copy of the database must not speak to people in the name of the original
UPDATE crm_approval_oa_channel
   SET active = false,
       address_secret = NULL,
       signing_secret = NULL,
       app_secret_secret = NULL,
       callback_token_secret = NULL,
       callback_key_secret = NULL,
       access_token = NULL;
