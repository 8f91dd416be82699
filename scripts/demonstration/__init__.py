"""The company that `./scripts/dev run` shows, with its ERP and its mailbox.

Everything is made from the sample workbook, the same each time.
"""
