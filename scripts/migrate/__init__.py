"""The rooms behind migrate_excel.py: read, clean, plan, send, tell."""
