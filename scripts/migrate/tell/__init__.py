"""What people read: sentences, progress, reports."""
