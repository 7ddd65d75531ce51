import subprocess
import sys

HEAVY = ("openvino", "onnxruntime", "tokenizers", "trafilatura", "httpx", "numpy", "rich")


def test_importing_sayso_loads_no_model_and_no_heavy_library():
    code = f"import sys, sayso; print([m for m in {HEAVY!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_public_names_are_there():
    import sayso

    for name in sayso.__all__:
        assert getattr(sayso, name).__doc__, name
