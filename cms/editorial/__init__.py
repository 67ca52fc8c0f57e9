"""Editorial: groups and rights, and the rules and lists that keep content current."""
