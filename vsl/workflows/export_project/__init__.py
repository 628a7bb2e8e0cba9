"""A project written in any of the formats: the list of formats, and what each of them needs."""
