"""The door of Anthropic's clients: `/v1/messages`, beside OpenAI's."""
