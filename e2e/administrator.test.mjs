// An administrator changes a regulation by forms: a field, a limit, who handles what, the sentences of a paper, what the checker finds,
// a version that runs from a day and is called off.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound } from "./lib.mjs";
import { fill, worker } from "./house.mjs";

after(close);

const PACK = "r43-fitness-club";
/** A day that is far enough away: the other stories of this office go on under the text of today. */
const DAY = "2099-03-01";

for (const scripts of [true, false]) {
  const how = scripts ? "with JavaScript" : "without JavaScript";

  test(`a field and a limit are changed by forms and published for a day ${how}`, { timeout: 240_000 }, async () => {
    const { page, context, foreign } = await worker("baixue", { scripts, phone: !scripts });
    const id = scripts ? "locker_key" : "locker_key_by_hand";
    await page.goto(`/desk/regulations/${PACK}`);
    await page.getByRole("link", { name: "修改文本" }).click();
    await page.getByRole("button", { name: "增加栏目" }).click();
    await sound(page);
    // One word, one thing: the class `route` bears this name.
    await fill(page.locator("main"), {
      名称: "更衣柜钥匙号", 英文名称: "locker key", 内部名称: "route", 填写什么: "一行文字", 是否必填: "可填可不填",
      在哪里填写: ["登记"], 理解或理由: "便于核对",
    });
    await page.getByRole("button", { name: "写入草稿并检查" }).click();
    const alert = page.getByRole("alert");
    assert.match(await alert.innerText(), /two-meanings/);
    assert.equal(await page.getByLabel(/^\s*名称/).inputValue(), "更衣柜钥匙号", "what was typed stays");
    assert.match(await page.locator("pre").innerText(), /route: \{label: 更衣柜钥匙号/);
    await sound(page);
    await page.getByLabel(/^\s*内部名称/).fill(id);
    await page.getByRole("button", { name: "写入草稿并检查" }).click();
    await page.getByText(`fields.${id}`).waitFor();
    await sound(page);
    // The draft goes along to the next form.
    await page.getByRole("button", { name: "修改期限和目标" }).click();
    await sound(page);
    const hours = page.getByRole("row").filter({ has: page.locator('input[value="24"]') }).first();
    await hours.locator("input").fill("12");
    await page.getByRole("button", { name: "写入草稿并检查" }).click();
    await page.getByText("limits.in_24_hours", { exact: true }).first().waitFor();
    assert.ok(await page.getByText(`fields.${id}`, { exact: true }).count(), "the field is still in the draft");
    // Who handles what, and the sentences of a paper beside it.
    await page.getByRole("button", { name: "修改分派" }).click();
    await page.getByRole("combobox").first().waitFor();
    await sound(page);
    await page.getByRole("button", { name: "回到草稿" }).click();
    await page.getByRole("button", { name: "修改文书用语" }).click();
    await page.getByRole("columnheader", { name: "现在开头的话" }).waitFor();
    await sound(page);
    await page.getByRole("main").getByRole("table").getByRole("button").first().click();
    await page.getByLabel(/^\s*正文之前的话/).fill("编号 {number}，请核对。");
    if (!scripts) await page.getByRole("button", { name: "更新预览" }).click();
    await page.locator("[data-tried]").getByText("，请核对。").waitFor();
    await sound(page);
    await page.getByRole("button", { name: "写入草稿并检查" }).click();
    await page.getByRole("cell", { name: /^documents\./ }).first().waitFor();
    for (const box of await page.getByRole("group", { name: /留空之处/ }).getByRole("checkbox").all()) await box.check();
    await page.getByLabel(/自哪天起施行/).fill(DAY);
    await page.getByRole("button", { name: "发布这份文本" }).click();
    await page.getByText("文本已采用").waitFor();
    await page.getByRole("link", { name: "版本" }).click();
    const waiting = page.getByRole("row").filter({ hasText: DAY });
    assert.match(await waiting.first().innerText(), /待施行/);
    await sound(page);
    // It is called off before its day.
    await waiting.first().getByRole("link", { name: /撤回/ }).click();
    await page.getByText("limits.in_24_hours", { exact: true }).first().waitFor();
    await sound(page);
    await page.getByLabel(/^\s*理由/).fill("改期");
    await page.getByRole("button", { name: "撤回待施行的版本" }).click();
    await page.getByRole("status").waitFor();
    assert.match(await page.getByRole("row").filter({ hasText: DAY }).first().innerText(), /已撤回[^]*改期/);
    await sound(page);
    assert.deepEqual(foreign, []);
    await context.close();
  });
}
