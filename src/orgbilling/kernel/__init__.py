"""Pure building blocks: no input, no output, no import of ours."""
