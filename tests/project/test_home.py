"""What a developer has set, or keeps at home, decides no test."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NPM = ("NPM_CONFIG_USERCONFIG", "NPM_CONFIG_CACHE")
SHOW = """
import json, os, sys
import tests.conftest
import keras, matplotlib
print(json.dumps({
    "home": os.path.expanduser("~"), "floatx": keras.config.floatx(),
    "backend": matplotlib.rcParams["backend"], "size": matplotlib.rcParams["font.size"],
    "set": sorted(n for n in os.environ if n.startswith(("NBGR", "JUPYTER", "MPL"))),
    "npm": os.environ["NPM_CONFIG_USERCONFIG"],
}))
"""


def test_settings_of_the_user_are_left_behind(tmp_path):
    (tmp_path / ".keras").mkdir()
    settings = {"floatx": "float64", "backend": "torch", "epsilon": 1.0}
    (tmp_path / ".keras" / "keras.json").write_text(json.dumps(settings), encoding="utf-8")
    (tmp_path / ".config" / "matplotlib").mkdir(parents=True)
    rc = tmp_path / ".config" / "matplotlib" / "matplotlibrc"
    rc.write_text("font.size: 77\n", encoding="utf-8")
    theirs = {"HOME": str(tmp_path), "MPLBACKEND": "pdf", "KERAS_BACKEND": "torch"}
    theirs |= {"NBGRADER_DB": "sqlite:///other.db", "JUPYTER_CONFIG_DIR": str(tmp_path)}
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTEST_XDIST_WORKER", *NPM)}
    done = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env=clean | theirs,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("home") != str(tmp_path)
    assert found.pop("npm") == str(tmp_path / ".npmrc")  # how this machine reaches npm's registry
    backend = found.pop("backend")
    assert backend != "pdf"
    assert found == {"floatx": "float32", "size": 10.0, "set": []}
