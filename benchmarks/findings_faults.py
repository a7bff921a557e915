"""The kinds of fault that are planted, by what is wrong."""

from __future__ import annotations

import faults_files
import faults_labels
import faults_layout
import faults_past
import faults_rows
import faults_senders
import faults_values
from findings_planting import FAULTS, Fault

CATEGORIES = (
    faults_values,
    faults_labels,
    faults_rows,
    faults_layout,
    faults_files,
    faults_past,
    faults_senders,
)
"""Each lists its faults when it is imported."""

__all__ = ["CATEGORIES", "FAULTS", "Fault"]
