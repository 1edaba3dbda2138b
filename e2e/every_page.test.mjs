// Every page that can be reached, for everybody, in every mode: usable by all, valid, in one language, light, and alone.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { visitor, close } from "./lib.mjs";
import { follow, submit, worker } from "./house.mjs";
import { judge, known, settings } from "./every_page.mjs";

after(close);

/** How the pages are looked at: together every mode with every width, language and scheme. */
const modes = {
  plain: { lang: "zh", scheme: "light" },
  foreign: { lang: "en", scheme: "dark", phone: true },
  strong: { lang: "zh", scheme: "dark", phone: true, large: true, contrast: true },
  wide: { lang: "en", scheme: "light", large: true, contrast: true },
};

/** Who looks in which modes, and where they begin. */
const readers = [
  { who: "administrator", login: "heyuan", looks: ["plain", "strong"] },
  { who: "administrator of another office", login: "yanhua", looks: ["foreign"] },
  { who: "clerk", login: "linqiu", looks: ["strong"] },
  { who: "handler", login: "gaoxin", looks: ["wide"] },
  { who: "leader", login: "luozheng", looks: ["foreign"] },
];

for (const { who, login, looks } of readers) {
  for (const name of looks) {
    test(`every page of the ${who}, ${name}`, { timeout: 240_000 }, async () => {
      const mode = modes[name];
      const { page, context, foreign } = await worker(login, { phone: mode.phone, scheme: mode.scheme });
      const found = await walk(page, mode, [`/desk?${settings(mode)}`, "/desk?filter=all"]);
      assert.ok(found.seen.size >= 15, `only ${found.seen.size} pages: ${[...found.seen].join(" ")}`);
      assert.deepEqual(found.faults, []);
      assert.deepEqual(foreign, []);
      await context.close();
    });
  }
}

for (const [name, mode] of Object.entries(modes)) {
  test(`every page of whoever hands in, ${name}`, { timeout: 240_000 }, async () => {
    const { page, context, foreign } = await visitor({ phone: mode.phone, scheme: mode.scheme });
    const found = await walk(page, mode, [`/?${settings(mode)}`, `/nothing?${settings(mode)}`]);
    for (const pattern of ["/", "/o/{office}", "/o/{office}/{matter}", "/follow", "/verify", "/desk/sign-in"]) {
      assert.ok(found.seen.has(pattern), `${pattern} was not reached`);
    }
    assert.deepEqual(found.faults, []);
    assert.deepEqual(foreign, []);
    assert.deepEqual(await context.cookies(), [], "the portal sets no cookie");
    await context.close();
  });
}

/** Pages that come back from a form: with errors, with a receipt, with what can be followed. */
test("every page that answers a form of the portal", { timeout: 120_000 }, async () => {
  const { page, context } = await visitor();
  const faults = [];
  const look = async (mode = modes.plain) => { faults.push(...await judge(page, mode)); };
  await page.goto("/");
  const code = await submit(page, "示例市信访举报中心", "实名举报", {
    举报内容: "反映某科长", 实名举报人: { 真实姓名: "辰示例", 通讯联系方式: "示例市示例路200号" }, 被举报人: { 姓名或名称: "示例街道某科长" },
  });
  await look();
  await follow(page, code);
  await look();
  await page.goto("/");
  await page.locator("main a[href^='/o/']").first().click();
  const form = await page.locator("main a[href^='/o/']").first().getAttribute("href");
  for (const mode of [modes.wide, modes.strong]) {
    await page.goto(`${form}?${settings(mode)}`);
    await page.locator("#send .dw-btn--go").click();
    await page.locator(".dw-summary").waitFor();
    await look(mode);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

/** Follows links from where it begins, one page of each address, and judges each. */
async function walk(page, mode, begins) {
  const seen = new Set(), faults = [], waiting = [...begins];
  while (waiting.length) {
    const address = waiting.shift();
    const pattern = known(address);
    if (!pattern || seen.has(pattern)) continue;
    seen.add(pattern);
    // Tables for spreadsheets and programs are files, not pages.
    if (/\.(csv|json|xlsx)$/.test(pattern)) continue;
    const answer = await page.goto(address).catch((why) => { throw new Error(`${address}: ${why.message}`); });
    if (!/^text\/html/.test(answer.headers()["content-type"])) continue;
    faults.push(...await judge(page, mode, answer));
    const links = await page.locator("a[href^='/']").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    waiting.push(...links);
  }
  return { seen, faults };
}

test("the judge finds what is wrong", async () => {
  const { page, context } = await visitor({ phone: true });
  const wrong = `<!doctype html><html lang="en"><head><title>x</title></head><body><main><h1>x</h1><img src="/icon"><p style="color:#999;background:#fff;font:16px sans-serif">grey</p>
    <p>待办</p><button id="a">x</button><button id="a">y</button><div style="width:600px">wide</div><p>${randomBytes(90_000).toString("hex")}</p></main></body></html>`;
  await page.route("**/wrong", (route) => route.fulfill({ body: wrong, contentType: "text/html; charset=utf-8" }));
  const answer = await page.goto("/wrong");
  const found = (await judge(page, { lang: "en", phone: true, contrast: true }, answer)).join("\n");
  for (const one of [/image-alt/, /color-contrast/, /HTML no-dup-id/, /words: 待办/, /pixels too wide/, /\d+ bytes/]) assert.match(found, one);
  await context.close();
});
