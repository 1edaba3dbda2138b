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
