// Hides the SOPs whose line does not hold all words typed; without this script the whole list is shown.
"use strict";

const box = document.getElementById("saring");
box.hidden = false;
box.querySelector("input").addEventListener("input", (event) => {
  let all = 0;
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of document.querySelectorAll("section")) {
    const office = section.querySelector("h2").textContent.toLowerCase();
    let shown = 0;
    for (const item of section.querySelectorAll("li")) {
      const text = `${office} ${item.textContent.toLowerCase()}`;
      item.hidden = !words.every((word) => text.includes(word));
      shown += !item.hidden;
    }
    section.hidden = shown === 0;
    all += shown;
  }
  document.getElementById("kosong").hidden = all > 0;
});
