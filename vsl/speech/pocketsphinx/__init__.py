"""PocketSphinx as an engine, and as an aligner of scripts."""
