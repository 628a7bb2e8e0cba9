"""Convert numbers, money, times and dates between spoken and written form. Pure."""
