// Files on their way say how far they are, and go again when a lost connection is back: a form sent twice counts once. Forms without
// files are sent by the browser as ever, unless it knows that there is no connection.
const way = document.querySelector("[data-send]");
function send(form, button) {
  const told = way.content.cloneNode(true).firstElementChild;
  const [lost, under, bar] = ["lost", "under", "bar"].map((one) => told.querySelector(`[data-send-${one}]`));
  const to = button?.hasAttribute("formaction") ? button.formAction : form.action;
  const data = new FormData(form, button);
  const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  form.dataset.sending = "1";
  form.append(told);
  told.scrollIntoView({ block: "nearest" });
  const go = () => {
    const request = new XMLHttpRequest();
    let again;
    const retry = () => { clearTimeout(again); removeEventListener("online", retry); go(); };
    lost.hidden = true;
    under.hidden = false;
    request.open("POST", to);
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100; });
    request.addEventListener("load", () => {
      history.pushState(null, "", request.responseURL);
      document.open();
      document.write(request.responseText);
      document.close();
    });
    request.addEventListener("error", () => {
      lost.hidden = false;
      under.hidden = true;
      addEventListener("online", retry);
      again = setTimeout(retry, 5000);
    });
    request.send(body);
  };
  go();
}
for (const form of way ? document.querySelectorAll("form[data-form]") : []) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    if (navigator.onLine && ![...form.querySelectorAll("input[type=file]")].some((one) => one.files.length)) return;
    event.preventDefault();
    send(form, event.submitter);
  });
}
