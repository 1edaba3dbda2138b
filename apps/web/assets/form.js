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
