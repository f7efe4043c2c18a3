"""The gateway: calls to models, held before they run and captured after (`/v1`, OpenAI's shape)."""
