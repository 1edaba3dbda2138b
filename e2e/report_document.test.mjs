// A round of a report as a document: made in the background, looked for, and opened.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound } from "./lib.mjs";
import { fits, worker } from "./house.mjs";

after(close);

for (const scripts of [true, false]) {
  test(`a report is made in the background ${scripts ? "with JavaScript" : "without JavaScript"}`, { timeout: 180_000 }, async () => {
    const { page } = await worker("cenxi", { scripts, phone: !scripts });
    await page.goto("/desk/reports");
    await page.getByRole("main").getByRole("link", { name: /年/ }).first().click();
    await page.getByRole("link", { name: "生成报告（PDF）" }).click();
    await fits(page);
    const open = page.getByRole("link", { name: "打开报告（PDF）" });
    for (let tries = 0; tries < 60 && !(await open.count()); tries += 1) {
      await page.waitForTimeout(1_000);
      await page.getByRole("link", { name: "看看做好没有" }).click();
      await page.waitForLoadState();
    }
    assert.ok(await open.count(), "it is made within a minute");
    await sound(page);
    await fits(page);
    const file = await page.request.get(new URL(await open.getAttribute("href"), page.url()).href);
    assert.equal(file.headers()["content-type"], "application/pdf");
    assert.ok((await file.body()).subarray(0, 5).equals(Buffer.from("%PDF-")));
  });
}
