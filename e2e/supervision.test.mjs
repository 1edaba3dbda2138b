// Who supervises sees what is late and with whom, presses for it, and draws a sample by lot; warnings say what they rest on.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound } from "./lib.mjs";
import { worker } from "./house.mjs";

after(close);

const head = "yanhua";

for (const [how, options] of [["with JavaScript", {}], ["without JavaScript on a telephone", { scripts: false, phone: true }]]) {
  test(`something owed is pressed for, a sample is drawn and judged ${how}`, async () => {
    const { page, context, foreign } = await worker(head, options);
    const recorded = () => page.getByRole("status").getByText("已记录").waitFor();
    await page.goto("/desk/supervision");
    await sound(page);
    const urge = page.getByRole("button", { name: /^催办/ });
    const before = await urge.count();
    assert.ok(before > 0, "something is owed");
    await urge.first().click();
    await recorded();
    assert.equal(await urge.count(), before - 1, "not twice within half a day");
    assert.ok(await page.getByText(/催过/).count(), "it says when it was pressed for");
    await sound(page);

    const size = page.getByLabel("抽几件");
    const draw = page.getByRole("button", { name: "抽取样本" });
    const open = async () => { if (!await size.isVisible()) await page.locator("summary", { hasText: "抽取样本" }).click(); };
    await open();
    await size.fill("0");
    await draw.click();
    await page.getByRole("alert").getByText(/1 到 50/).first().waitFor();
    await sound(page);
    await size.fill("2");
    await page.getByLabel("办结日期从").fill("2020-01-01");
    await draw.click();
    await recorded();
    const sample = page.locator("article").filter({ hasText: "种子" }).first();
    await sample.getByRole("button", { name: /^保存/ }).first().click();
    await recorded();
    await sample.getByText("符合规定 1").first().waitFor();
    await sound(page);
    assert.deepEqual(foreign, []);
    await context.close();
  });
}

test("an urging under the regulation stands with its day and whether it was acted on", async () => {
  const { page, context } = await worker("wangnuan");
  await page.goto("/desk/supervision");
  await sound(page);
  const orders = page.getByRole("region", { name: "督办与催办单" });
  const line = orders.getByRole("row").nth(1);
  assert.match(await line.innerText(), /催办.*月.*日/s, "which, and by which day");
  assert.match(await line.innerText(), /办理|办结/, "and whether something was done since");
  await context.close();
});

test("warnings say their rule, and a reason is asked before one goes", async () => {
  const { page, context } = await worker(head);
  await page.goto("/desk/leader");
  await sound(page);
  await page.getByRole("link", { name: "全部预警与开关" }).click();
  await page.getByRole("heading", { name: "预警", level: 1 }).waitFor();
  await sound(page);
  const warnings = page.locator(".dw-warning");
  const before = await warnings.count();
  assert.ok(before > 0 && await page.getByText(/规则：/).count(), "a limit in danger, with its rule");
  const dismiss = page.locator("details").filter({ hasText: "不再提示" }).first();
  await dismiss.locator("summary").click();
  await dismiss.getByRole("button", { name: "不再提示" }).click();
  await page.getByText("请写明理由").first().waitFor();
  await sound(page);
  await page.locator("details[open]").getByLabel(/理由/).fill("已电话催促");
  await page.locator("details[open]").getByRole("button", { name: "不再提示" }).click();
  await page.waitForURL("**/desk/warnings?saved=1");
  assert.equal(await warnings.count(), before - 1);
  await context.close();
});
