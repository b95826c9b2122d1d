"""The pages of the site, a module a section: `Edition` -> `Page`s with their views."""
