"""What intake reads: its alias tables, outside files in a fenced child process, and the batches taken in so far."""
