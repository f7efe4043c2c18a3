"""The screens: the built files of `web/`, and how they are served."""
