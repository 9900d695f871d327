"""`report.html`: a page to look at, without scripts, that asks nobody for anything; private, and never pushed."""

from .page import dataset_page as dataset_page
from .page import source_page as source_page
from .page import write_report as write_report
