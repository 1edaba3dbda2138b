// What the most frequent jobs cost, counted: the table in docs/ux.md is held to what is pressed here. Typing words is not counted.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { close, visitor } from "./lib.mjs";
import { submit, worker } from "./house.mjs";

after(close);

const table = readFileSync(new URL("../docs/ux.md", import.meta.url), "utf8");
const told = new Map([...table.matchAll(/^\| ([^|]+) \| ([^|]+) \| (\d+) \| (\d+|–) \|/gm)].map(([, role, job, clicks, keys]) => [job.trim(), { role, clicks, keys }]));

/** Counts presses on a page from here on; `typed` text goes in without being counted. */
async function counting(page) {
  const counts = { clicks: 0, keys: 0 };
  await page.context().exposeBinding("dwPressed", (_, kind) => { counts[kind] += 1; });
  const script = () => {
    addEventListener("click", (event) => { if (event.isTrusted && event.detail > 0) dwPressed("clicks"); }, true);
    addEventListener("keydown", (event) => { if (event.isTrusted) dwPressed("keys"); }, true);
  };
  await page.addInitScript(script);
  await page.evaluate(script);
  return async (job, clicks, keys) => {
    const row = told.get(job);
    assert.ok(row, `docs/ux.md does not tell of “${job}”`);
    const measure = async (way, kind) => {
      if (!way) { assert.equal(row[kind], "–", `${job}: ${kind}`); return; }
      counts.clicks = counts.keys = 0;
      await way();
      await page.waitForTimeout(50);
      assert.equal(String(counts[kind]), row[kind], `${job}: ${kind}`);
    };
    await measure(clicks, "clicks");
    await measure(keys, "keys");
  };
}

test("whoever hands in", async () => {
  const { page, context } = await visitor();
  await page.goto("/");
  const job = await counting(page);
  await job("hand in a matter", async () => {
    await page.getByRole("link", { name: /示例区消费者协会/ }).click();
    await page.getByRole("main").getByRole("link", { name: /消费者投诉/ }).click();
    await page.locator("#send .dw-btn--go").click();
    await page.locator(".dw-summary").waitFor();
  });
  const code = await submit(page, "示例市信访举报中心", "实名举报", {
    举报内容: "反映某科长", 实名举报人: { 真实姓名: "辰示例", 通讯联系方式: "示例市示例路200号" }, 被举报人: { 姓名或名称: "示例街道某科长" },
  });
  await page.goto("/");
  await job("see how far it is", async () => {
    await page.getByRole("link", { name: "查询进度" }).first().click();
    await page.getByLabel("查询码").fill(code);
    await page.getByRole("button", { name: "查看进度" }).click();
    await page.getByRole("heading", { name: "进行到哪一步" }).waitFor();
  });
  await page.goto("/");
  await job("read in large type", () => page.getByRole("link", { name: "大字版" }).click());
  await context.close();
});

test("clerk and handler", async () => {
  const { page, context } = await worker("wangnuan");
  const job = await counting(page);
  const keys = async (...all) => { for (const one of all) await page.keyboard.press(one); };
  const home = () => page.goto("/desk?filter=all");
  const at = (path) => page.waitForURL((url) => url.pathname === path);
  await home();
  await job("open the first matter of a list", async () => { await page.locator(".dw-table__title").first().click(); await page.waitForURL(/cases|incoming/); },
    async () => { await home(); await keys("j", "Enter"); await page.waitForURL(/cases|incoming/); });
  await home();
  const link = page.locator(".dw-table__title[href^='/desk/cases/']").filter({ hasText: /\d{4}/ }).first();
  const [number, path] = [(await link.innerText()).trim(), await link.getAttribute("href")];
  await page.goto("/desk/reports");
  await job("open a case by its number", async () => {
    await page.getByRole("link", { name: "检索", exact: true }).click();
    await page.locator("#find").fill(number);
    await page.locator("#find").press("Enter");
    await page.locator(".dw-table__title").first().click();
    await at(path);
  }, async () => {
    await page.goto("/desk/reports");
    await page.keyboard.press("Control+k");
    await page.keyboard.insertText(number);
    await keys("Enter");
    await at(path);
  });
  await page.goto(path);
  await job("begin an act on a case", async () => {
    await page.locator("details[id^=act-] > summary").first().click();
  }, async () => {
    await page.reload();
    const act = (await page.locator("details[id^=act-] > summary > .dw-btn").first().innerText()).trim();
    await page.keyboard.press("Control+k");
    await page.keyboard.insertText(act);
    await keys("Enter");
    assert.ok(await page.locator("details[id^=act-]").first().evaluate((box) => box.open));
  });
  const pages = [["go to what is to be done", "待办", "i", "/desk"], ["register what came in", "登记来信来电来访", "n", "/desk/register"],
    ["see the reports", "报告", "r", "/desk/reports"], ["see what waits for approval", "请我批准", "a", "/desk"]];
  for (const [name, label, letter, to] of pages) {
    await page.goto("/desk/search");
    await job(name, async () => { await page.getByRole("navigation").getByRole("link", { name: label, exact: true }).click(); await at(to); },
      async () => { await page.goto("/desk/search"); await keys("g", letter); await at(to); });
  }
  await context.close();
});

test("administrator", async () => {
  const { page, context } = await worker("heyuan");
  const job = await counting(page);
  const pages = [["see the people", "人员", "p", "/desk/people"], ["see the calendar", "工作日历", "k", "/desk/calendar"], ["see the regulations", "制度", "z", "/desk/regulations"]];
  for (const [name, label, letter, to] of pages) {
    await page.goto("/desk");
    await job(name, async () => { await page.getByRole("navigation").getByRole("link", { name: label, exact: true }).click(); await page.waitForURL(`**${to}`); },
      async () => { await page.goto("/desk"); await page.keyboard.press("g"); await page.keyboard.press(letter); await page.waitForURL(`**${to}`); });
  }
  await context.close();
});
