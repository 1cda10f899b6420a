"""Load from wrk (a small C program, Debian package `wrk`): closed loop, kept connections, loopback only."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

CONNECTIONS = 16
_POST_SCRIPT = """
local head, tail, count, mark = %(head)s, %(tail)s, 0, %(mark)s
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
request = function()
  count = count + 1
  return wrk.format(nil, nil, nil, head .. mark .. count .. tail)
end
local acknowledged, other = 0, 0
response = function(status)
  if status == 303 then acknowledged = acknowledged + 1 else other = other + 1 end
end
local threads = {}
setup = function(thread) table.insert(threads, thread) end
done = function(summary)
  local sum, rest = 0, 0
  for _, thread in ipairs(threads) do sum = sum + thread:get("acknowledged"); rest = rest + thread:get("other") end
  io.write(string.format("acknowledged %%d other %%d\\n", sum, rest))
end
"""


class NoWrk(Exception):
    """wrk is not installed."""


@dataclass(frozen=True)
class Round:
    """What one round brought: answers a second, and for POST how many were acknowledged with 303 or answered otherwise."""

    per_second: float
    acknowledged: int = 0
    other: int = 0


def post_round(*, url: str, fields: dict[str, str], seconds: int, mark: str, folder: Path) -> Round:
    """POST the form over and over, each time with another address; `mark` keeps rounds apart."""
    head, tail = urlencode(fields | {"email": "\x00@bench.example"}).split("%00")
    script = folder / "post.lua"
    # Globals, so that `done` can ask each thread for them.
    text = _POST_SCRIPT % {"head": _lua(head), "tail": _lua(tail), "mark": _lua(mark)}
    script.write_text(text.replace("local acknowledged, other", "acknowledged, other"))
    output = _wrk(url, seconds, "--script", str(script))
    found = re.search(r"acknowledged (\d+) other (\d+)", output)
    if found is None:
        raise RuntimeError(f"wrk said: {output}")
    return Round(per_second=_rate(output), acknowledged=int(found[1]), other=int(found[2]))


def get_round(*, url: str, seconds: int) -> Round:
    """GET one page over and over."""
    output = _wrk(url, seconds)
    if "Non-2xx" in output:
        raise RuntimeError(f"{url} did not answer 200: {output}")
    return Round(per_second=_rate(output))


def _wrk(url: str, seconds: int, *more: str) -> str:
    program = shutil.which("wrk")
    if program is None:
        raise NoWrk("make bench needs wrk, a load generator: apt-get install wrk")
    command = [program, "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s", "--timeout", "15s", *more, url]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _rate(output: str) -> float:
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if found is None:
        raise RuntimeError(f"wrk said: {output}")
    return float(found[1])


def _lua(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
