"""How long a slider's movement takes until the page shows it."""

from __future__ import annotations

import statistics

from playwright.sync_api import sync_playwright

# The input event comes at any moment between two frames; the page draws in the next one, and
# what is posted from there arrives when the frame has been painted.
MOVES = """async ([label, moves]) => {
  const found = [...document.querySelectorAll('.lw-widget label')];
  const input = document.getElementById(found.find(each => each.textContent === label).htmlFor);
  input.scrollIntoView();
  const painted = () => new Promise(done => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  const times = [];
  for (let move = 0; move < moves; move++) {
    await new Promise(done => setTimeout(done, 20 + Math.random() * 20));
    input.value = move % 2 ? input.min : input.max;
    const start = performance.now();
    input.dispatchEvent(new Event('input', {bubbles: true}));
    await painted();
    times.push(performance.now() - start);
  }
  return times;
}"""


def median_repaint(url: str, label: str, chromium: str, moves: int = 200) -> float:
    """Return the median of the times from a movement to its paint, in milliseconds."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.goto(url)
        page.locator(".lw-said").first.wait_for(state="attached")
        times = page.evaluate(MOVES, [label, moves])
        browser.close()
    return statistics.median(times)
