"""A reason as it comes from where it was copied: with a character that nobody sees and that turns the line."""

UNSEEN = "与机构核实\u202e后办理"
