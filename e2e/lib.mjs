// A real Chromium against a running demonstration: browsers with and without JavaScript, signing in, and axe on every page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Where the demonstration listens; `cargo xtask e2e` sets it. */
export const base = process.env.DENGWEN_URL ?? "http://127.0.0.1:8080";

/** Flags that keep the browser quiet on a machine without a network. */
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

/** A proxy in between, such as the one to an onion service. */
const proxy = process.env.DENGWEN_PROXY ? { server: process.env.DENGWEN_PROXY } : undefined;

let browser;

/** Pages on which scripts are switched off, and the page on which axe looks at what they show. */
const still = new WeakSet();
let glass;

/** One browser for all tests of a file. */
export async function open() {
  browser ??= await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags, proxy });
  return browser;
}

/** Closes it. */
export async function close() {
  await browser?.close();
  browser = glass = undefined;
}

/** A fresh visitor; `scripts: false` switches JavaScript off, `phone: true` is 390 pixels wide, `scheme: "dark"` is dark. */
export async function visitor({ scripts = true, phone = false, lang = "zh-CN", scheme = "light" } = {}) {
  const context = await (await open()).newContext({
    javaScriptEnabled: scripts, locale: lang, baseURL: base, colorScheme: scheme,
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 1000 },
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  if (!scripts) still.add(page);
  const foreign = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) foreign.push(request.url());
  });
  page.on("response", (response) => {
    assert.ok(response.status() < 500, `${response.status()} at ${response.url()}`);
  });
  return { page, context, foreign };
}

let judging = true;

/** From here on [`sound`] only waits: for tests that are about something else, on pages that others judge. */
export function unjudged() {
  judging = false;
}

/** axe finds nothing serious on the page as it stands, and the page asks nobody else for anything. */
export async function sound(page) {
  // A page that has only begun to come has no title yet.
  await page.waitForLoadState();
  return judging && look(still.has(page) ? await copy(page) : page);
}

/** axe needs scripts: what a page without them shows is looked at elsewhere. */
async function copy(page) {
  glass ??= await (await (await open()).newContext({ baseURL: base })).newPage();
  const shown = (await page.content()).replace(/<script\b[^]*?<\/script>/g, "");
  await glass.setViewportSize(page.viewportSize());
  await glass.unrouteAll();
  await glass.route(page.url(), (route) => route.fulfill({ body: shown, contentType: "text/html; charset=utf-8" }));
  await glass.goto(page.url());
  return glass;
}

async function look(page) {
  const found = await page.evaluate(async (source) => {
    if (!globalThis.axe) (0, eval)(source);
    const result = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return result.violations.filter((v) => ["serious", "critical"].includes(v.impact))
      .map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 5).join(", ")}`);
  }, axe);
  assert.deepEqual(found, [], `axe on ${page.url()}`);
}
