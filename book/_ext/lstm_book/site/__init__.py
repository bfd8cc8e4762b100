"""When the site must be built, and building every edition into it."""
