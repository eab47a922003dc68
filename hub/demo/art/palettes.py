"""Limited, calm palettes: a sky from top to horizon, land from far to near, two accents, light and dark."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]


def colour(code: str) -> Colour:
    """'#rrggbb' (or without '#') as three numbers."""
    code = code.removeprefix("#")
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one picture. `sky` has three, `land` five."""

    sky: tuple[Colour, ...]
    land: tuple[Colour, ...]
    accent: Colour
    second: Colour
    light: Colour
    dark: Colour


def _palette(sky: str, land: str, accents: str, light_dark: str) -> Palette:
    accent, second = map(colour, accents.split())
    light, dark = map(colour, light_dark.split())
    return Palette(tuple(map(colour, sky.split())), tuple(map(colour, land.split())), accent, second, light, dark)


PALETTES: dict[str, Palette] = {
    "dawn": _palette("9fb6cf f3cdb4 fde6c8", "d3bdbb b39fab 8a8399 5d6a83 2f4a60", "f6a95b e2725b", "fff3dc 1d3245"),
    "fjord": _palette("2d4f74 8a9fb5 f2c9a4", "9db0b8 6f909b 47717c 2b5560 183a45", "ffcf7d e58a5c", "fff1d6 10262f"),
    "moss": _palette("cfdcb9 e6ebc9 fbf5d8", "c3d1a6 97b184 668c66 3c6650 1d4039", "f0c85a d98e4a", "fffbe2 12302b"),
    "slate": _palette("4f6377 8295a5 dfe3df", "9caab2 76899a 56707f 38535f 223b45", "e9c46a 74a5a8", "f5f3e6 1a2c35"),
    "meadow": _palette("8fc1d4 cfe5e2 fbf1d3", "cfdcae b5cc8d 8fb26e 5d8f58 2f6a4b", "e4574c 4c6fb8", "fffaf0 1f4a3a"),
    "crayon": _palette("f8f1e1 f8f1e1 f8f1e1", "5fa27a e0a63d 3f7fb0 d8604c 8a6bb0", "f2b632 d8604c", "fffaf0 3a3f4a"),
    "clay": _palette("d9c7a5 d9c7a5 d9c7a5", "d8b98a c79f6f b9a768 93a068 6f8d64", "c4593f 3f7f93", "fbf1dc 4a4434"),
    "plum": _palette("6a3f57 7d4a5f 96596a", "b8545a d98a5b e6b866 7fa094 476a83", "f0c987 4f8a6b", "fbeedd 35202e"),
    "snow": _palette("a9c2dd d6e2ee f8ece2", "dfe8f1 cfdcea b7cade 8fabc8 5f81a5", "f0893a 31546f", "fbfcff 23405a"),
    "harbour": _palette("a8cad8 d3e3df fdeed6", "9ab6b9 7ba0a8 5b8794 376475 1f4757", "d6573f eeb44f", "fff6e6 183744"),
    "amber": _palette("26385a 5a5f86 c99a8c", "515a7c 434c6c 37405e 2b3350 1f2742", "ffc56b e0813f", "fff0cf 161c33"),
    "lagoon": _palette("7fbcd6 bfe0e4 fdf2da", "a9c8c4 7fb0b3 4f93a2 2d728a 17506d", "f26b4e f7c65a", "fffdf4 123f57"),
    "night": _palette("0f1b3d 24386b 5b6a9a", "3a4a7c 2b3a69 1f2c55 162145 0d1532", "ffcf73 f29b54", "fff3cf 080e22"),
    "field": _palette("8db9d8 cbdfe6 fdf0d0", "c9cfa8 dcc06f d8a94a b98a3a 7c6a34", "ffffff e07a4b", "fffdf5 3e4a33"),
}
