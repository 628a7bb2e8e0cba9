"""Slides as pages and pictures: PDF, contact sheet, teaser."""
