"""How a browser lays a page out: boxes of its texts, and which lie over one another."""

from typing import Any

WIDTHS = (390, 820, 1280, 1920)
WORDS, SCREENS, SCREEN = 1500, 8, 800
# Boxes of the lines of all texts that are seen.
BOXES = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !e.closest('.skip, nav, .trace, .unseen, .explorer-said, .explorer-section > h2');
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || !seen(node.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      const { left, right, top, bottom } = box;
      if (right - left > 1) {
        const lead = Math.max((bottom - top) * 0.14, 1); // a line's box is taller than its letters
        found.push({ left, right, top: top + lead, bottom: bottom - lead, text: node.data.trim() });
      }
    }
  }
  return found;
}"""


def overlaps(boxes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Texts of which a line lies over one of another, or over another of its own."""
    ordered, found = sorted(boxes, key=lambda b: b["top"]), []
    for i, a in enumerate(ordered):
        for b in ordered[i + 1 :]:
            if b["top"] >= a["bottom"]:
                break
            if a["left"] < b["right"] - 1 and b["left"] < a["right"] - 1:
                found.append((a["text"][:60], b["text"][:60]))
    return found
