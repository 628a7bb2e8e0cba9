"""What a project can be written as: the list of formats, and what each is made of."""
