// A cell and its box on the scan light up together. Without this script the links between them still work.
"use strict";

function pair(cell) {
  return document.getElementById(cell.dataset.box);
}

function light(cell, on) {
  cell.classList.toggle("lit", on);
  pair(cell).classList.toggle("lit", on);
}

function show(box) {
  box.closest("figure").scrollIntoView({ block: "nearest" });
  box.scrollIntoView({ block: "center", inline: "nearest" });
}

for (const cell of document.querySelectorAll("[data-box]")) {
  const box = pair(cell);
  for (const thing of [cell, box]) {
    thing.addEventListener("pointerenter", () => light(cell, true));
    thing.addEventListener("pointerleave", () => light(cell, false));
  }
  cell.addEventListener("focusin", () => light(cell, true));
  cell.addEventListener("focusout", () => light(cell, false));
  cell.addEventListener("click", (event) => {
    if (event.target.closest("a:not(.place-link)")) return;
    event.preventDefault();
    show(box);
  });
}
