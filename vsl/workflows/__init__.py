"""One use case a module, each in order: stages are called here, and only here one after another."""
