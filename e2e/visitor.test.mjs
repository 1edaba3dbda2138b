// Somebody at the portal with JavaScript switched off: no cookie, no other host, no way back that shows anything.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound, visitor } from "./lib.mjs";
import { fill, follow } from "./house.mjs";

after(close);

/** Every answer is looked at: none sets a cookie. */
function watched(page) {
  const cookies = [];
  page.on("response", async (response) => {
    const headers = await response.allHeaders().catch(() => ({}));
    if (headers["set-cookie"]) cookies.push(`${response.url()}: ${headers["set-cookie"]}`);
  });
  return cookies;
}

for (const scripts of [true, false]) {
  const how = scripts ? "with JavaScript" : "without JavaScript";

  test(`a report is handed in and followed without a cookie ${how}`, { timeout: 120_000 }, async () => {
    const { page, foreign, context } = await visitor({ scripts });
    const cookies = watched(page);
    await page.goto("/o/jianshen");
    await page.getByRole("main").locator("a[href^='/o/jianshen/']").first().click();
    await sound(page);
    await fill(page, { 诉求内容: "洗衣机漏水" }).catch(() => {});
    const asked = page.locator("form#intake textarea, form#intake input.dw-input").filter({ visible: true });
    for (const field of await asked.all()) if (!(await field.inputValue())) await field.fill("13800000000").catch(() => {});
    // The language changes in the middle, and nothing that was typed is lost.
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("button", { name: "中文" }).click();
    if (scripts) await page.locator("form#intake input.dw-input").first().press("Enter");
    else await page.getByRole("button", { name: "提交" }).click();
    await page.getByRole("heading", { name: "已经收到" }).waitFor();
    await sound(page);
    const code = (await page.locator("[aria-labelledby=code-label]").innerText()).trim();
    assert.match(code, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    assert.ok(!page.url().includes(code));
    await page.getByRole("link", { name: "我已抄好" }).click();
    await follow(page, code);
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("button", { name: "中文" }).click();
    await page.getByRole("heading", { name: "进行到哪一步" }).waitFor();
    assert.ok(!page.url().includes("key"), page.url());
    await page.goto("/follow");
    assert.equal(await page.getByLabel("查询码").inputValue(), "", "the page that follows shows nothing");
    assert.deepEqual(await context.cookies(), []);
    assert.deepEqual(cookies, []);
    assert.deepEqual(foreign, []);
    await context.close();
  });
}
