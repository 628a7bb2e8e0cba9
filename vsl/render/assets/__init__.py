"""Images, fonts and music of looks, vetted by a child process."""
