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

// A page shown once leaves no way back to it.
document.querySelector("[data-replace]")?.addEventListener("click", (event) => {
  event.preventDefault();
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

// In a crowded hour a form asks the machine for work, so that nobody has to be asked who they are: a number that makes BLAKE3 of
// ticket and number begin with zeros. One block is enough.
const IV = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const ORDER = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
const ROUND = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];
function firstWord(text) {
  const bytes = new Uint8Array(64);
  new TextEncoder().encodeInto(text, bytes);
  const view = new DataView(bytes.buffer);
  let words = Array.from({ length: 16 }, (_, n) => view.getUint32(n * 4, true));
  const s = Uint32Array.from([...IV, ...IV.slice(0, 4), 0, 0, text.length, 11]);
  const turn = (x, by) => (x >>> by) | (x << (32 - by));
  for (let round = 0; round < 7; round += 1) {
    ROUND.forEach(([a, b, c, d], n) => {
      s[a] += s[b] + words[2 * n]; s[d] = turn(s[d] ^ s[a], 16); s[c] += s[d]; s[b] = turn(s[b] ^ s[c], 12);
      s[a] += s[b] + words[2 * n + 1]; s[d] = turn(s[d] ^ s[a], 8); s[c] += s[d]; s[b] = turn(s[b] ^ s[c], 7);
    });
    words = ORDER.map((from) => words[from]);
  }
  return (s[0] ^ s[8]) >>> 0;
}
for (const work of document.querySelectorAll("[data-work]")) {
  let n = 0, wanted;
  const some = () => {
    for (const end = n + 2000; n < end; n += 1) {
      if (Math.clz32(firstWord(`${work.dataset.work}.${n}`)) < Number(work.dataset.bits)) continue;
      work.value = String(n);
      if (wanted) work.form.requestSubmit(wanted);
      return;
    }
    setTimeout(some);
  };
  some();
  work.form.addEventListener("submit", (event) => {
    if (work.value || event.submitter?.name) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wanted = event.submitter;
  }, { capture: true });
}

// A page of a case in view hears when it must ask again; nothing of the case is in what it hears. If the case is no longer there for
// whoever has it open, the page goes; if somebody has acted, it says so and leaves what was typed alone.
const watched = document.querySelector("[data-watch]");
if (watched) {
  let heard, sent = 0;
  addEventListener("submit", () => { sent = Date.now(); });
  const listen = () => {
    if (document.visibilityState !== "visible") { heard?.close(); heard = undefined; return; }
    if (heard) return;
    heard = new EventSource(watched.dataset.watch);
    heard.addEventListener("gone", () => {
      heard.close();
      // What this page has sent just now is answered first: it may be what took the case out of sight.
      setTimeout(() => {
        document.body.replaceChildren();
        location.replace(watched.dataset.home);
      }, Date.now() - sent < 10_000 ? 5_000 : 0);
    });
    heard.addEventListener("changed", () => {
      if (!watched.childElementCount) watched.append(document.querySelector("[data-watch-said]").content.cloneNode(true));
    });
    heard.addEventListener("out", () => heard.close());
  };
  document.addEventListener("visibilitychange", listen);
  listen();
}

// Passkeys: the server says what the browser is asked for; what it answers goes back in a field of the form.
const raw = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const letters = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const key = (id) => ({ type: "public-key", id });
async function passkey(asked) {
  const common = { challenge: raw(asked.challenge), timeout: asked.lasts }, fresh = asked.fresh;
  if (!fresh) {
    const publicKey = { ...common, rpId: asked.host, userVerification: "required" };
    const { rawId, response } = await navigator.credentials.get({ publicKey });
    return { voucher: asked.voucher, id: letters(rawId), client: letters(response.clientDataJSON), data: letters(response.authenticatorData),
      signature: letters(response.signature), user: letters(response.userHandle ?? []) };
  }
  const { response } = await navigator.credentials.create({ publicKey: {
    ...common,
    rp: { id: asked.host, name: fresh.office },
    user: { id: raw(fresh.owner), name: fresh.name, displayName: fresh.name },
    pubKeyCredParams: [{ type: "public-key", alg: fresh.sort }],
    excludeCredentials: fresh.known.map((id) => key(raw(id))),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    attestation: "none",
  } });
  return { voucher: asked.voucher, client: letters(response.clientDataJSON), data: letters(response.getAuthenticatorData()) };
}
for (const box of document.querySelectorAll("[data-passkey]")) {
  const [field, off, button] = ["input", "[data-passkey-off]", "button"].map((one) => box.querySelector(one));
  const [failed, elsewhere] = ["[data-passkey-failed]", "[data-passkey-elsewhere]"].map((one) => box.querySelector(one));
  // Where names are numbers or the way is open to others, browsers know no passkeys, but the server may name a better address.
  if (!globalThis.PublicKeyCredential && globalThis.isSecureContext) { off.textContent = off.dataset.unable; continue; }
  off.hidden = true;
  button.hidden = false;
  const sends = [...box.closest("form").querySelectorAll("button:not([type=button])")]
    .find((one) => box.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  const form = box.closest("form");
  // A form without a button of its own is sent by the passkey alone.
  if (!sends) form.addEventListener("submit", (event) => {
    if (!field.value) { event.preventDefault(); button.click(); }
  });
  button.addEventListener("click", async () => {
    // What is missing is told before a device makes a key that nobody takes.
    if (!sends && [...form.querySelectorAll("[aria-required]")].some((one) => !one.value.trim())) { form.submit(); return; }
    failed.hidden = elsewhere.hidden = button.disabled = true;
    try {
      const asked = await (await fetch(box.dataset.passkey, { headers: { accept: "application/json" } })).json();
      if (asked.origin !== location.origin) {
        const link = elsewhere.querySelector("a");
        link.href = link.textContent = asked.origin + location.pathname;
        elsewhere.hidden = false;
        return;
      }
      field.value = JSON.stringify(await passkey(asked));
      form.requestSubmit(sends);
    } catch {
      failed.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
}

// Printing.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Boxes of an extract are drawn on the page; each is a line of the field, which also works by hand.
const boxes = document.querySelector("[data-boxes]");
for (const sheet of boxes ? document.querySelectorAll("[data-sheet]") : []) {
  document.querySelector("[data-draw-hint]").hidden = false;
  sheet.classList.add("dw-extract__sheet--draws");
  const at = (event) => {
    const edge = sheet.getBoundingClientRect();
    const part = (from, length) => Math.min(100, Math.max(0, (from / length) * 100));
    return [part(event.clientX - edge.left, edge.width), part(event.clientY - edge.top, edge.height)];
  };
  let from, box;
  const shape = (event) => {
    const [x, y] = at(event);
    return [Math.min(from[0], x), Math.min(from[1], y), Math.abs(x - from[0]), Math.abs(y - from[1])];
  };
  sheet.addEventListener("pointerdown", (event) => {
    // A finger scrolls the page.
    if (event.pointerType === "touch") return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    from = at(event);
    box = document.createElement("div");
    box.className = "dw-extract__box";
    sheet.append(box);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [left, top, width, height] = shape(event);
    Object.assign(box.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
  });
  sheet.addEventListener("pointerup", (event) => {
    if (!from) return;
    const drawn = shape(event).map((n) => n.toFixed(2));
    from = undefined;
    if (Number(drawn[2]) < 0.2 || Number(drawn[3]) < 0.2) { box.remove(); return; }
    boxes.value = `${boxes.value.trimEnd()}\n${sheet.dataset.sheet} ${drawn.join(" ")}`.trimStart();
  });
}
