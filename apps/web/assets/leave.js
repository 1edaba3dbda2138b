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
