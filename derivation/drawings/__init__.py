"""Pictures as data: shapes in one layout, labels that keep out of each other's way, and one printer per format."""
