// Who supervises sees what is late and with whom, presses for it, and draws a sample by lot; warnings say what they rest on.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound, visitor } from "./lib.mjs";
import { passwords, worker } from "./house.mjs";

after(close);

/** The first sign-ins that supervise something. */
async function supervisors() {
  const { page, context } = await visitor();
  const logins = [...(await passwords(page)).keys()];
  await context.close();
  const found = [];
  for (const login of logins) {
    const one = await worker(login);
    await one.page.goto("/desk/supervision");
    if (await one.page.getByRole("heading", { name: "抽查与回访" }).count()) {
      const urge = await one.page.getByRole("button", { name: /^催办/ }).count();
      found.push({ login, urge });
    }
    await one.context.close();
    if (found.length > 3 && found.some((one) => one.urge)) break;
  }
  return found;
}

test("something owed is pressed for, a sample is drawn and judged", async () => {
  const all = await supervisors();
  assert.ok(all.length, "somebody of the demonstration supervises");
  const presses = all.find((one) => one.urge);
  if (presses) {
    const { page, context } = await worker(presses.login, { scripts: false });
    await page.goto("/desk/supervision");
    await sound(page);
    await page.getByRole("button", { name: /^催办/ }).first().click();
    await page.getByRole("status").getByText("已记录").waitFor();
    assert.ok(await page.getByText(/催过/).count(), "it says when it was pressed for");
    await sound(page);
    await context.close();
  }
  const { page, context } = await worker(all[0].login, { scripts: false, phone: true });
  await page.goto("/desk/supervision");
  await sound(page);
  const form = page.locator("form").filter({ has: page.getByLabel("抽几件") });
  const size = page.getByLabel("抽几件");
  if (!await size.isVisible()) await page.getByText("抽取样本").first().click();
  await size.fill("0");
  await form.getByRole("button", { name: "抽取样本" }).click();
  await page.getByRole("alert").getByText(/1 到 50/).first().waitFor();
  await sound(page);
  // Under one of the regulations that they supervise something has ended.
  for (const login of all.map((one) => one.login)) {
    const one = await worker(login, { scripts: false });
    await one.page.goto("/desk/supervision");
    await one.page.getByLabel("抽几件").fill("2");
    await one.page.getByLabel("办结日期从").fill("2020-01-01");
    await one.page.getByRole("button", { name: "抽取样本" }).click();
    await one.page.waitForLoadState();
    if (await one.page.getByRole("status").getByText("已记录").count()) {
      await one.page.getByRole("button", { name: /^保存/ }).first().click();
      await one.page.getByRole("status").getByText("已记录").waitFor();
      assert.ok(await one.page.getByText("符合规定 1").count(), "what was found is counted");
      await sound(one.page);
      await one.context.close();
      break;
    }
    await one.page.getByRole("alert").getByText(/没有您看得到的办结件/).first().waitFor();
    await one.context.close();
  }
  await context.close();
});

test("warnings say their rule, and a reason is asked before one goes", async () => {
  const [{ login }] = await supervisors();
  const { page, context } = await worker(login);
  await page.goto("/desk/leader");
  await sound(page);
  await page.getByRole("link", { name: "全部预警与开关" }).click();
  await page.getByRole("heading", { name: "预警", level: 1 }).waitFor();
  await sound(page);
  const dismiss = page.locator("details").filter({ hasText: "不再提示" });
  if (await dismiss.count()) {
    await dismiss.first().locator("summary").click();
    await dismiss.first().getByRole("button", { name: "不再提示" }).click();
    await page.getByText("请写明理由").waitFor();
    await sound(page);
  }
  await context.close();
});
