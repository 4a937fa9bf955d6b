"""The alignment engine: pure functions over plain data, standard library and numpy only (alignment.md).

case = load_case(text)      # CaseError names the path of what is wrong
result = assess(case)       # section 7, ready for JSON
"""

from alignment.assessment import assess, dumps
from alignment.case import Case, CaseError
from alignment.known import Parts
from alignment.parse import case_from_dict, load_case
from alignment.version import FINGERPRINT, VERSION

__all__ = ["FINGERPRINT", "VERSION", "Case", "CaseError", "Parts", "assess", "case_from_dict", "dumps", "load_case"]
