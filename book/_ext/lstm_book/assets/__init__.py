"""The files that pages load: style sheets, fonts, icons, scripts, and what npm brings."""
