"""The three screens' answers: a user's, an organization's, the platform's."""
