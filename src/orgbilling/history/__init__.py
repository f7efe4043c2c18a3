"""What was billed, bought and changed; and the purchases of credits."""
