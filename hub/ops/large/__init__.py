"""An organisation of 50,000 with three years behind it, to measure on: `hub seed --size large`."""
