// What is asked of every page, whatever it shows.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const html = new HtmlValidate({ root: true, extends: ["html-validate:standard"] });

/** A page with its style and its script, compressed, at most. */
const BYTES_MAX = 80 * 1024;

/** The addresses there are, from the table of who gets what. */
const table = readFileSync(new URL("../apps/web/tests/snapshots/matrix__addresses.snap", import.meta.url), "utf8");
const patterns = [...table.matchAll(/^GET (\S+)/gm)].map(([, path]) => path)
  .filter((path) => !/^\/(api|assets|leave|healthz|readyz)|\/watch$|diagram|\/passkey$|\/passkeys\/(new|proof)|\/files\/\{file\}$|\/extract\/\{n\}$|\/\{copy\}$|\.(pdf|csv|json|xlsx|atom)$|\/notices\/\{id\}$/.test(path))
  .map((path) => [path, new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`)])
  .sort(([a], [b]) => a.split("{").length - b.split("{").length);

/** The address of which this is one; pages that are not there count as one, nothing else is followed. */
export function known(address) {
  const { pathname } = new URL(address, "http://x");
  if (pathname === "/nothing") return pathname;
  return patterns.find(([, form]) => form.test(pathname))?.[0];
}

/** A mode as the address asks for it. */
export function settings({ lang, large, contrast }) {
  return [`lang=${lang}`, large && "ease=large", contrast && "contrast=high"].filter(Boolean).join("&");
}

/** What is wrong with the page as it stands. */
export async function judge(page, mode, answer) {
  const faults = [
    ...await unusable(page, mode), ...await foreignWords(page, mode.lang),
    ...mode.phone ? await tooWide(page) : [],
    ...answer ? await invalid(answer) : [],
    ...await heavy(page),
  ];
  return faults.map((fault) => `${new URL(page.url()).pathname} (${settings(mode)}${mode.phone ? ", telephone" : ""}): ${fault}`);
}

async function unusable(page, { contrast = false }) {
  return page.evaluate(async ([source, contrast]) => {
    if (!globalThis.axe) (0, eval)(source);
    const rules = { "target-size": { enabled: true }, "color-contrast-enhanced": { enabled: contrast } };
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"], rules });
    return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 4).join(", ")}`);
  }, [axe, contrast]);
}

async function tooWide(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return wide > 0 ? [`${wide} pixels too wide`] : [];
}

async function invalid(answer) {
  const { results } = await html.validateString(await answer.text());
  return results.flatMap(({ messages }) => messages.map((m) => `HTML ${m.ruleId}: ${m.message} (${m.line}:${m.column}) ${m.selector ?? ""}`));
}

/** Bytes that came over the wire for the page and what it loads. */
async function heavy(page) {
  const bytes = await page.evaluate(() => {
    const own = performance.getEntriesByType("navigation")[0];
    return [own, ...performance.getEntriesByType("resource")].reduce((sum, one) => sum + (one.encodedBodySize ?? 0), 0);
  });
  return bytes > BYTES_MAX ? [`${bytes} bytes`] : [];
}

/** All that people of the demonstration typed, in whatever language. */
const packs = new URL("../packs/", import.meta.url);
const typed = readdirSync(packs, { recursive: true }).filter((path) => path.endsWith("demo.yaml"))
  .map((path) => readFileSync(new URL(path, packs), "utf8")).join("\n");

/** Words that are the same in Chinese. */
const SAME = /^(PDF|YAML|XES|CSV|JSON|HTML|Word|Excel|WPS|OFD|MB|Ctrl|JavaScript|Linux|Chrome)$/;

/** Words of the other language, outside of what is marked as such and of what people typed. */
async function foreignWords(page, lang) {
  const texts = await page.evaluate(() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const box = node.parentElement;
      if (box.closest("body [lang], script, style, template, code, kbd, textarea, .dw-code, .dw-proof")) continue;
      if (node.data.trim()) found.push([node.data.trim().replaceAll(/https?:\S+/g, ""), box.tagName.toLowerCase() + (box.className ? `.${box.className}` : "")]);
    }
    for (const one of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) {
      if (one.closest("body [lang]")) continue;
      for (const name of ["aria-label", "placeholder", "title", "alt"]) if (one.getAttribute(name)) found.push([one.getAttribute(name), `[${name}]`]);
    }
    return [...found, [document.title, "title"]];
  });
  const words = lang === "en" ? /\p{Script=Han}+/gu : /(?<![\w.@/-])[A-Za-z]{2,}(?![\w@/-]|\.\w)/g;
  const fine = (word) => typed.includes(word) || SAME.test(word);
  return texts.map(([text, where]) => [(text.match(words) ?? []).filter((word) => !fine(word)), text, where])
    .filter(([bad]) => bad.length).map(([bad, text, where]) => `words: ${bad.join(" ")} in “${text.slice(0, 60)}” (${where})`);
}
