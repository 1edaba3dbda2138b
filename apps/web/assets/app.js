// What helps on top. Every page works without this file.
"use strict";

// The summary of errors takes focus.
document.querySelector("[data-focus]")?.focus();

// A link to a field inside a closed <details> opens it; a group gives focus to its first control.
function reveal() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let box = target; box; box = box.parentElement?.closest("details")) if (box.tagName === "DETAILS") box.open = true;
  const control = target.matches("input, select, textarea") ? target : target.querySelector("input:not([type=hidden]), select, textarea");
  control?.focus();
}
addEventListener("hashchange", reveal);
reveal();

// "/" goes to the search box.
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const find = document.querySelector("[data-find]");
  if (find) { event.preventDefault(); find.focus(); find.select(); }
});

// Leaving at once leaves no way back to this page.
document.querySelector("[data-leave]")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.body.hidden = true;
  location.replace(event.currentTarget.href);
});

// A file that is too large is told before it is sent.
function tooLarge(input) {
  const limit = Number(input.dataset.max);
  return Array.from(input.files ?? []).some((file) => file.size > limit);
}
function hint(input, text) {
  const id = `${input.id}-live`;
  let line = document.getElementById(id);
  if (!text) { line?.remove(); input.removeAttribute("aria-invalid"); return; }
  if (!line) {
    line = document.createElement("p");
    line.id = id;
    line.className = "dw-field__message";
    line.setAttribute("role", "alert");
    input.before(line);
  }
  line.textContent = text;
  input.setAttribute("aria-invalid", "true");
}
for (const input of document.querySelectorAll("input[type=file][data-max]")) {
  input.addEventListener("change", () => hint(input, tooLarge(input) ? input.dataset.tooLarge : ""));
}

for (const form of document.querySelectorAll("form[data-form]")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    const wrong = Array.from(form.querySelectorAll("input[type=file][data-max]")).find(tooLarge);
    if (wrong) { event.preventDefault(); wrong.focus(); return; }
    if (button?.dataset.confirm && !confirm(button.dataset.confirm)) { event.preventDefault(); return; }
    // Sent once: a second press does nothing while the first is under way.
    if (form.dataset.sent && !("plain" in (button?.dataset ?? {}))) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  // What must be given says so as soon as it is left empty; it is taken back when it is filled.
  form.addEventListener("focusout", (event) => {
    const input = event.target;
    if (!input.dataset?.must || input.type === "file" || !input.id) return;
    hint(input, input.value.trim() ? "" : input.dataset.must);
  });
}

// Printing.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
