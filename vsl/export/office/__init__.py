"""Write documents for editing in office programs, and read them back."""
