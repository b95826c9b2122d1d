"""The `vitrina` command: what runs around the build."""
