// Keys of the workbench: a palette of pages, acts and cases (Ctrl or ⌘ with K), keys for lists and pages, a sheet that tells them.
// Keys without Ctrl can be switched off, which this browser remembers; they never work while somebody types.
const palette = document.querySelector("[data-palette]"), sheet = document.querySelector("[data-keys]");
const OFF = "dw-keys-off";
const single = () => localStorage.getItem(OFF) === null;

/** Keys after "g", by where they lead. */
const PAGES = { i: "/desk", a: "/desk?filter=approve", l: "/desk?filter=all", n: "/desk/register", s: "/desk/search", r: "/desk/reports",
  z: "/desk/regulations", p: "/desk/people", u: "/desk/units", k: "/desk/calendar" };
const sides = [...document.querySelectorAll(".dw-side__link")];
const side = (letter) => sides.find((one) => one.getAttribute("href") === PAGES[letter]);

// First letters of pinyin, by where a character stands among the first of each letter.
const FIRST = "阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥扨它穵夕丫帀", LETTERS = "abcdefghjklmnopqrstwxyz";
let order;
function initials(text) {
  order ??= new Intl.Collator("zh-Hans-CN-u-co-pinyin");
  return Array.from(text, (one) => {
    if (!/\p{Script=Han}/u.test(one)) return one.toLowerCase();
    const at = Array.from(FIRST).findLastIndex((first) => order.compare(first, one) <= 0);
    return LETTERS[Math.max(at, 0)];
  }).join("").replaceAll(/\s/g, "");
}

function choices() {
  const word = (name) => palette.querySelector("template").content.querySelector(`[data-${name}-word]`).textContent;
  const acts = [...document.querySelectorAll("details[id^=act-] > summary > .dw-btn")].map((button) => ({
    text: button.textContent.trim(), note: word("act"),
    go: () => {
      const box = button.closest("details");
      box.open = true;
      box.scrollIntoView({ block: "start" });
      box.querySelector("summary").focus();
    },
  }));
  const pages = sides.map((link) => {
    const letter = Object.keys(PAGES).find((one) => PAGES[one] === link.getAttribute("href"));
    return { text: link.textContent.trim(), note: letter ? `g ${letter}` : "", go: () => { location.href = link.href; } };
  });
  const find = (typed) => ({ text: `${word("find")} ${typed}`, note: "", go: () => open(typed) });
  return { fixed: [...acts, ...pages], find };
}

/** The case that is found alone is opened at once. */
async function open(typed) {
  const list = `/desk/search?q=${encodeURIComponent(typed)}`;
  const found = await fetch(list).then((answer) => answer.text()).catch(() => "");
  const links = new DOMParser().parseFromString(found, "text/html").querySelectorAll("a.dw-table__title");
  location.href = links.length === 1 ? links[0].getAttribute("href") : list;
}

function begin() {
  const input = palette.querySelector("input"), list = palette.querySelector("ul"), none = palette.querySelector("[data-palette-none]");
  const { fixed, find } = choices();
  let shown = [], at = 0;
  const mark = () => {
    [...list.children].forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (shown.length) input.setAttribute("aria-activedescendant", `palette-${at}`); else input.removeAttribute("aria-activedescendant");
  };
  const draw = () => {
    const typed = input.value.trim().toLowerCase();
    shown = fixed.filter(({ text }) => text.toLowerCase().includes(typed) || initials(text).includes(typed));
    if (typed) shown.push(find(input.value.trim()));
    list.replaceChildren(...shown.map(({ text, note, go }, n) => {
      const one = document.createElement("li");
      one.id = `palette-${n}`;
      one.role = "option";
      one.append(text, Object.assign(document.createElement("small"), { textContent: note }));
      one.addEventListener("click", () => { palette.close(); go(); });
      return one;
    }));
    none.hidden = shown.length > 0;
    at = 0;
    mark();
  };
  input.oninput = draw;
  input.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) { event.preventDefault(); at = (at + step + shown.length) % shown.length; mark(); }
    if (event.key === "Enter" && !event.isComposing && shown[at]) { event.preventDefault(); palette.close(); shown[at].go(); }
  };
  input.value = "";
  palette.showModal();
  draw();
}

function tell() {
  const told = sheet.querySelector("dl");
  told.querySelectorAll("[data-page]").forEach((one) => one.remove());
  for (const letter of Object.keys(PAGES).filter(side)) {
    const [name, meaning] = ["dt", "dd"].map((tag) => document.createElement(tag));
    name.dataset.page = meaning.dataset.page = letter;
    for (const key of ["g", letter]) name.append(Object.assign(document.createElement("kbd"), { textContent: key }), " ");
    meaning.textContent = side(letter).textContent.trim();
    told.append(name, meaning);
  }
  sheet.querySelector("[data-keys-single]").checked = single();
  sheet.showModal();
}

/** The next or last line of a list takes focus; Enter opens it, as it opens any link. */
function move(by) {
  const lines = [...document.querySelectorAll(".dw-table tbody tr a[href]:first-of-type")].filter((one) => one.closest("td")?.querySelector("a") === one);
  const row = document.activeElement?.closest("tr");
  const next = lines[lines.findIndex((one) => one.closest("tr") === row) + by] ?? (row && lines.some((one) => one.closest("tr") === row) ? undefined : lines[0]);
  next?.focus();
}

if (palette && sheet) {
  let after = "";
  const button = document.querySelector("[data-keys-open]");
  button.hidden = false;
  button.addEventListener("click", tell);
  sheet.querySelector("[data-keys-single]").addEventListener("change", (event) => {
    if (event.target.checked) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "1");
  });
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) begin();
      return;
    }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]") && !event.target.matches("[type=checkbox], [type=radio]");
    if (!single() || typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const before = after;
    after = "";
    if (before === "g") { const page = side(event.key); if (page) { event.preventDefault(); page.click(); } return; }
    const find = event.key === "/" && document.querySelector("[data-find]");
    if (find) { event.preventDefault(); find.focus(); find.select(); }
    else if (event.key === "g") { after = "g"; setTimeout(() => { after = ""; }, 1500); }
    else if (event.key === "?") { event.preventDefault(); tell(); }
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
  });
}
