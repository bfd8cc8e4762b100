"""What makes exercises/ from solutions/."""
