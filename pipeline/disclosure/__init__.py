"""What a release may show: which totals, which as bounds, which not at all; no member is given away."""
