// Registering by keyboard. Everything here is also done by links, fields and buttons of the page.
{
  const typing = (element) => element.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  // A letter or digit by itself goes where the link of the page that bears it leads.
  addEventListener("keydown", (event) => {
    if (localStorage.getItem("dw-keys-off") !== null || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target) || !/^[a-z0-9]$/i.test(event.key)) return;
    if (event.target.closest?.("form[data-register]")) return;
    const link = document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (link) { event.preventDefault(); link.click(); }
  });

  for (const form of document.querySelectorAll("form[data-register]")) {
    // Whoever calls says who they are and what it is about: the first field to write in has the focus.
    if (!document.querySelector("[data-focus]")) form.querySelector("[data-first] :is(input:not([type=radio], [type=checkbox], [type=hidden], [type=file]), textarea)")?.focus();
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit(form.querySelector("[data-go]"));
      }
      // A digit chooses among few.
      const one = event.target;
      if (one.type === "radio" && /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
        const chosen = [...form.elements].filter((other) => other.type === "radio" && other.name === one.name)[event.key - 1];
        if (chosen && !chosen.disabled) { event.preventDefault(); chosen.focus(); chosen.click(); }
      }
    });

    // What is proposed follows what is typed, after a pause. Files stay here.
    const beside = form.querySelector("[data-proposals]");
    let waits, asked;
    const ask = async () => {
      if (form.dataset.sent || beside.contains(document.activeElement)) return;
      asked?.abort();
      asked = new AbortController();
      const typed = new FormData(form);
      for (const [name, value] of [...typed]) if (value instanceof File || name === ":drop") typed.delete(name);
      try {
        const answer = await fetch(beside.dataset.proposals, { method: "POST", body: typed, signal: asked.signal });
        if (answer.ok && !answer.redirected && !beside.contains(document.activeElement)) beside.innerHTML = await answer.text();
      } catch { /* The next pause asks again. */ }
    };
    const soon = (event) => {
      if (event.target.type === "file") return;
      clearTimeout(waits);
      waits = setTimeout(ask, 600);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    // Taking a proposal fills the field in, nothing else.
    form.addEventListener("click", (event) => {
      const take = event.target.closest("[data-adopt]");
      if (!take) return;
      const fits = [...form.elements].filter((one) => one.name === take.dataset.adopt);
      const box = fits.find((one) => ["radio", "checkbox"].includes(one.type) && one.value === take.dataset.value);
      const list = fits.find((one) => one.tagName === "SELECT");
      if (!box && !list) return;
      event.preventDefault();
      if (box) box.checked = true; else list.value = take.dataset.value;
      const filled = box ?? list;
      filled.focus();
      filled.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
