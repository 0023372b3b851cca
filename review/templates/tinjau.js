"use strict";
// Keys press what is on the page: every button and link names its own key, so that the page works without this file.
const SYMBOLS = { p: "proses", k: "keputusan", m: "mulai", s: "selesai", h: "penghubung" };
const edit = document.getElementById("ubah");
let sending = false; // a key pressed while a decision is on its way must not fall on the next cell
let chosen = null; // the actor whose symbol the letters set

document.addEventListener("submit", (event) => {
  if (sending) event.preventDefault();
  sending = true;
});
window.addEventListener("pageshow", () => { sending = false; });

document.addEventListener("keydown", (event) => {
  if (sending || event.repeat || event.isComposing || event.altKey || event.metaKey) return;
  const editing = edit !== null && edit.open;
  const handled = editing ? whileEditing(event) : whileLooking(event);
  if (handled) event.preventDefault();
});

function whileLooking(event) {
  if (event.target.closest("input, textarea, select") || event.ctrlKey) return false;
  if (event.key === "g") return document.body.classList.toggle("unmarked"), true;
  const name = (event.shiftKey && event.key === "Enter" ? "Shift+" : "") + event.key;
  const target = document.querySelector(`[data-key="${CSS.escape(name)}"]`);
  if (target === null) return false;
  if (target.tagName === "SUMMARY") openEdit();
  else if (target.tagName === "A") { sending = true; target.click(); }
  else target.click();
  return true;
}

function openEdit() {
  edit.open = true;
  const field = edit.querySelector("textarea, select");
  if (field === null) return;
  field.focus();
  if (field.select) field.select();
  if (field.dataset.number === "1") chosen = field;
}

function whileEditing(event) {
  if (event.key === "Escape") { edit.open = false; document.activeElement.blur(); return true; }
  if (event.key === "Enter" && !event.shiftKey) {
    const all = document.getElementById("simpan-semua");
    (event.ctrlKey && all ? all : document.getElementById("simpan")).click();
    return true;
  }
  if (event.ctrlKey || event.target.closest("textarea, input")) return false;
  const select = edit.querySelector(`select[data-number="${CSS.escape(event.key)}"]`);
  if (select !== null) return pick(select);
  if (chosen !== null && SYMBOLS[event.key]) { chosen.value = SYMBOLS[event.key]; return true; }
  return false;
}

function pick(select) {
  select.value = select.value === "" ? "proses" : select === chosen ? "" : select.value;
  chosen = select;
  select.focus();
  return true;
}

for (const select of document.querySelectorAll("select[data-number]")) select.addEventListener("focus", () => { chosen = select; });
