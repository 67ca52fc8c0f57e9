"""Content: what every page is, the people, glossary and images, and the shared blocks."""
