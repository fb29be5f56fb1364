"""The same network as another text: names changed, values filled in, includes written out."""
