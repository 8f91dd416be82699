"""The rooms behind migrate_excel.py: read, find headers, clean, map, send, report."""
