"""The Sphinx side: the button on the pages, the scripts behind it, the page of licences."""
