// The statement of receipt: downloaded with the receipt, checked by anybody on another day; with JavaScript, without, on a telephone.
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound, visitor } from "./lib.mjs";
import { fits, submit } from "./house.mjs";

after(close);

const name = "戌示例";
const about = "收件证明不含这一句";

async function check(page, text) {
  await page.goto("/verify");
  await page.getByLabel("收件证明全文").fill(text);
  await page.getByRole("button", { name: "核对" }).click();
  await page.getByRole("status").waitFor();
  await sound(page);
  await fits(page);
  return page.getByRole("status").innerText();
}

for (const scripts of [true, false]) {
  test(`a receipt that proves ${scripts ? "with JavaScript" : "without JavaScript"}`, async () => {
    const sender = await visitor({ scripts, phone: !scripts });
    const code = await submit(sender.page, "示例市信访举报中心", "实名举报", {
      举报内容: about,
      实名举报人: { 真实姓名: name, 通讯联系方式: "示例市示例路300号" },
      被举报人: { 姓名或名称: "示例街道某主任" },
    });
    await fits(sender.page);
    const coming = sender.page.waitForEvent("download");
    await sender.page.getByRole("link", { name: "下载收件证明" }).click();
    const file = await coming;
    assert.equal(file.suggestedFilename(), "statement.txt");
    const statement = readFileSync(await file.path(), "utf8");
    for (const secret of [code, code.replaceAll("-", ""), name, about, "示例街道"]) {
      assert.ok(!statement.includes(secret), `${secret} stands in the statement`);
    }
    assert.deepEqual(sender.foreign, []);
    await sender.context.close();

    const anybody = await visitor({ scripts, phone: !scripts });
    await anybody.page.goto("/verify");
    await sound(anybody.page);
    assert.match(await check(anybody.page, statement), /证明成立，记录未被改动/);
    assert.match(await check(anybody.page, statement.replace(/^index \d+$/m, "index 0")), /证明不成立/);
    assert.match(await check(anybody.page, "收件证明"), /没有找到证明/);
    assert.deepEqual(anybody.foreign, []);
    await anybody.context.close();
  });
}
