// What was typed before signing in again comes back without another press.
document.querySelector("[data-again]")?.requestSubmit();
