// A paper beside the form that writes its sentences follows what is typed.
for (const form of document.querySelectorAll("[data-try]")) {
  const shown = form.querySelector("[data-tried]");
  let waits, asked;
  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    const sent = new URLSearchParams(new FormData(form));
    sent.set(":do", "try");
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent, signal: asked.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-tried]");
      if (fresh) shown.replaceChildren(...fresh.childNodes);
    } catch {
      // The button beside it does the same.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(look, 400);
  });
}
