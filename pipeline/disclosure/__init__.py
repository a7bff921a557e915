"""What a release may show: which totals, which as bounds, which not at all, so that no member is given away."""
