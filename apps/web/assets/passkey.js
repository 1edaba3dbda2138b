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
