"""The demonstration's pictures: a canvas, palettes and one drawing function for each motif."""
