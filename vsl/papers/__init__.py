"""Papers: decks as documents that people edit in PowerPoint, Word or Excel and bring back."""
