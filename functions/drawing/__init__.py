"""A state machine as a drawing: its states placed in layers, its edges routed; and bars. Pure, and of no library: graphviz
and its like are programs of their own, and none of the small ones knows containers."""
