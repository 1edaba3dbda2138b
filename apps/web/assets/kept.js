// Nothing typed is lost: what stands in a form of the workbench lies in this browser until it is sent, for whoever typed it alone,
// and is offered when the form is opened again. Fields kept sealed, names of people and files never lie here; the portal, whose
// readers may share a device, keeps nothing at all. It ends with signing out, and after a day.
const who = document.querySelector("[data-who]")?.dataset.who;
const OWN = "dw-typed ", SENT = "dw-typed-sent", DAY = 24 * 60 * 60 * 1000;
const FORMS = /^\/desk\/(cases|incoming|register|reports|openings)\//;

/** The controls of a form of which a copy may lie here. */
function controls(form) {
  return [...form.elements].filter((one) => one.name && !one.name.startsWith(":") && one.closest("[data-keep]")
    && !["file", "password", "hidden", "submit"].includes(one.type) && one.matches("input, textarea, select"));
}
function values(form) {
  return controls(form).flatMap((one) => {
    if (one.type === "checkbox" || one.type === "radio") return one.checked ? [[one.name, one.value]] : [];
    if (one.multiple) return [...one.selectedOptions].map((option) => [one.name, option.value]);
    return one.value ? [[one.name, one.value]] : [];
  });
}
function put(form, pairs) {
  for (const one of controls(form)) {
    const mine = pairs.filter(([name]) => name === one.name).map(([, value]) => value);
    if (one.type === "checkbox" || one.type === "radio") { if (mine.length) one.checked = mine.includes(one.value); }
    else if (one.multiple) { for (const option of one.options) option.selected = mine.includes(option.value); }
    else if (mine.length) one.value = mine[0];
  }
  const option = pairs.find(([name]) => name === ":option");
  const chosen = option && [...form.elements].find((one) => one.name === ":option" && one.value === option[1] && !one.disabled);
  if (chosen) chosen.checked = true;
}
function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}
function keys() {
  return Object.keys(localStorage).filter((one) => one.startsWith(OWN));
}

if (who) {
  const here = [...document.querySelectorAll("form[data-form]")].map((form) => ({ form, path: new URL(form.action).pathname }))
    .filter(({ path }) => FORMS.test(path)).map(({ form, path }) => ({ form, key: `${OWN}${who} ${path} ${form.elements[":act"]?.value ?? ""} ${form.elements[":row"]?.value ?? ""}` }));

  // What is old, or was typed by somebody else, is not kept for long.
  for (const key of keys()) if (!(Date.now() - (read(key)?.at ?? 0) < DAY)) localStorage.removeItem(key);
  // What was sent and taken is done with: the page after it says so, or shows another form.
  const sent = !document.querySelector("[data-again]") && sessionStorage.getItem(SENT);
  if (sent && (new URLSearchParams(location.search).has("done") || !here.some(({ key }) => key === sent))) localStorage.removeItem(sent);
  if (sent) sessionStorage.removeItem(SENT);

  for (const { form, key } of here) {
    const first = JSON.stringify(values(form)), old = read(key);
    const came = form.closest("main").querySelector(".dw-summary");
    const save = () => {
      const now = values(form);
      if (JSON.stringify(now) === first) { localStorage.removeItem(key); return; }
      const option = [...form.elements].find((one) => one.name === ":option" && one.checked)?.value;
      try {
        localStorage.setItem(key, JSON.stringify({ at: Date.now(), pairs: option ? [...now, [":option", option]] : now }));
      } catch { /* No room: the form itself still holds it. */ }
    };
    let waits;
    form.addEventListener("input", () => { clearTimeout(waits); waits = setTimeout(save, 400); });
    addEventListener("pagehide", () => { if (waits) save(); });
    form.addEventListener("submit", (event) => {
      clearTimeout(waits);
      if (event.defaultPrevented || event.submitter?.name) return;
      save();
      waits = undefined;
      sessionStorage.setItem(SENT, key);
    });
    if (!old || came || JSON.stringify(old.pairs) === first) continue;
    const offer = document.querySelector("[data-kept]").content.cloneNode(true).firstElementChild;
    offer.querySelector("[data-kept-when]").textContent = new Date(old.at).toLocaleString(document.documentElement.lang);
    offer.querySelector("[data-kept-back]").addEventListener("click", () => {
      put(form, old.pairs);
      offer.remove();
      controls(form)[0]?.focus();
    });
    offer.querySelector("[data-kept-drop]").addEventListener("click", () => { localStorage.removeItem(key); offer.remove(); });
    form.prepend(offer);
  }
  document.querySelector("[data-sign-out]")?.form.addEventListener("submit", () => {
    for (const key of keys()) if (key.startsWith(`${OWN}${who} `)) localStorage.removeItem(key);
  });
}
