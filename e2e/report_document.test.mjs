// A round of a report as a document: it is made while the page looks again by itself, with and without JavaScript, and opened.
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
    await open.waitFor({ timeout: 60_000 });
    await sound(page);
    await fits(page);
    const file = await page.request.get(new URL(await open.getAttribute("href"), page.url()).href);
    assert.equal(file.headers()["content-type"], "application/pdf");
    assert.ok((await file.body()).subarray(0, 5).equals(Buffer.from("%PDF-")));
  });
}
