"""The explorer's page, as a file that `opened` opens."""

from pathlib import Path

import pytest
from tests.report.explorer.explorer_page import PAYLOAD, write_page


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page(tmp_path_factory.mktemp("explorer") / "page.html", PAYLOAD)
