"""Small and pure, used everywhere: nothing here knows a project, opens a recording or draws."""
