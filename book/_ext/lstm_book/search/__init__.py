"""What Sphinx's search lacks for a language."""
