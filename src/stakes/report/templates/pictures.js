"use strict";
(() => {
  // --- a figure as a PNG: drawn again with the colours that it has on this page ---

  const SCALE = 2; // pixels of the file for one of the page
  const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity",
    "font-family", "font-size", "font-weight", "text-anchor", "paint-order", "color"];

  function standing(svg) { // a copy that needs no style sheet
    const copy = svg.cloneNode(true), { width, height } = svg.getBoundingClientRect();
    const [own, its] = [svg, copy].map((s) => [s, ...s.querySelectorAll("*")]);
    own.forEach((e, i) => {
      const look = getComputedStyle(e);
      LOOKS.forEach((name) => its[i].style.setProperty(name, look.getPropertyValue(name)));
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  }

  async function picture(svg) {
    const { text, width, height } = standing(svg), image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    [canvas.width, canvas.height] = [SCALE * width, SCALE * height];
    pen.fillStyle = getComputedStyle(document.body).backgroundColor;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => { canvas.toBlob(done, "image/png"); });
  }

  const named = (figure) => (figure.querySelector("figcaption") || figure).textContent.trim()
    || figure.getAttribute("aria-label") || "figure";

  for (const figure of document.querySelectorAll("figure, .picture")) {
    if (!figure.querySelector("svg")) continue;
    const name = figure.matches(".picture") ? figure.getAttribute("aria-label") : named(figure);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "csv png no-print";
    button.textContent = "PNG";
    button.setAttribute("aria-label", `Save as PNG: ${name}`);
    button.addEventListener("click", async () => {
      const shown = [...figure.querySelectorAll("svg")].find((s) => s.checkVisibility());
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await picture(shown));
      const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "_").slice(0, 60);
      link.download = `${plain.replace(/^_|_$/g, "")}.png`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
    const caption = figure.querySelector("figcaption");
    if (caption) caption.append(" ", button);
    else figure.after(button);
  }

  // --- when this file was written, which it does not hold itself: the same run, the same bytes ---

  const written = document.querySelector(".written");
  const at = new Date(document.lastModified);
  if (written && !Number.isNaN(at.getTime())) {
    const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()];
    written.querySelector("time").textContent = day
      .map((n) => String(n).padStart(2, "0")).join("-");
    written.hidden = false;
  }
})();
