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
