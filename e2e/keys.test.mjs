// The workbench by keys alone: the palette, the sheet that tells the keys, lists, and no key while somebody types.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound } from "./lib.mjs";
import { worker } from "./house.mjs";

after(close);

test("the palette leads to pages, acts and cases", async () => {
  const { page, context } = await worker("wangnuan");
  const palette = page.getByRole("dialog", { name: "去哪里、做什么" });
  const to = async (words, where) => {
    await page.keyboard.press("Control+k");
    await palette.waitFor();
    await page.keyboard.insertText(words);
    await palette.getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(where);
  };
  await page.keyboard.press("Control+k");
  await palette.waitFor();
  await sound(page);
  await page.keyboard.press("Escape");
  assert.equal(await palette.count(), 0);
  await to("制度", "**/desk/regulations");
  await to("js", "**/desk/search");
  await page.goto("/desk?filter=all");
  const link = page.locator(".dw-table__title[href^='/desk/cases/']").filter({ hasText: /\d{4}/ }).first();
  const [number, href] = [(await link.innerText()).trim(), await link.getAttribute("href")];
  await page.goto("/desk/reports");
  await to(number, `**${href}`);
  await page.keyboard.press("Control+k");
  const act = (await page.locator("details[id^=act-] > summary > .dw-btn").first().innerText()).trim();
  await page.keyboard.insertText(act);
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("details[id^=act-]").first().evaluate((box) => box.open), `${act} is not open`);
  await context.close();
});

test("lists and pages by single keys, which are told and can be switched off", async () => {
  const { page, context } = await worker("heyuan");
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await page.waitForURL("**/desk?filter=all");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("href"));
  const lines = await page.locator(".dw-table__title").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  await page.keyboard.press("j");
  assert.equal(await focused(), lines[0]);
  await page.keyboard.press("j");
  assert.equal(await focused(), lines[1]);
  await page.keyboard.press("k");
  assert.equal(await focused(), lines[0]);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${lines[0]}`);

  await page.goto("/desk/search");
  await page.keyboard.press("/");
  await page.keyboard.type("?gij");
  assert.equal(await page.locator("#find").inputValue(), "?gij");
  await page.locator("#find").blur();

  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "快捷键" });
  await sheet.waitFor();
  await sound(page);
  for (let n = 0; n < 6; n += 1) {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest("dialog"))), "focus left the sheet");
  }
  await sheet.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.keyboard.press("?");
  await page.waitForTimeout(300);
  assert.match(page.url(), /\/desk\/search/);
  assert.equal(await sheet.count(), 0);
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "去哪里、做什么" }).waitFor();
  await context.close();
});
