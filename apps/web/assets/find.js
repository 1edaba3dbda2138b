// "/" goes to the search box.
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const find = document.querySelector("[data-find]");
  if (find) { event.preventDefault(); find.focus(); find.select(); }
});
