"""Pure: where slides break, when they change, what fits on one."""
