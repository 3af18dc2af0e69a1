"""How the detection heads were trained."""
