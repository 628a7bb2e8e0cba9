"""Pure: numbers, money, times and dates, between how they are said and how they are written."""
