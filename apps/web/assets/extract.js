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
