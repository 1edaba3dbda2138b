// Choosing rows of a list: all at once, and how many are chosen.
for (const form of document.querySelectorAll("[data-choose]")) {
  const boxes = Array.from(form.querySelectorAll("input[name=case]"));
  const all = form.querySelector("[data-choose-all]");
  const count = form.querySelector("[data-chosen]");
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = chosen ? ` ${chosen}` : "";
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  form.addEventListener("change", tell);
  tell();
}
