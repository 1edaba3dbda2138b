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
      const cases = await one.page.goto("/desk?filter=ended").then(() => one.page.locator(".dw-table__title").count());
      found.push({ login, urge, cases });
    }
    await one.context.close();
    if (found.some((one) => one.urge) && found.some((one) => one.cases)) break;
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
  const draws = all.find((one) => one.cases) ?? all[0];
  const { page, context } = await worker(draws.login, { scripts: false, phone: true });
  await page.goto("/desk/supervision");
  await sound(page);
  const size = page.getByLabel("抽几件");
  if (!await size.isVisible()) await page.getByText("抽取样本").first().click();
  await size.fill("0");
  await page.getByRole("button", { name: "抽取样本" }).click();
  await page.getByRole("alert").getByText(/1 到 50/).first().waitFor();
  await page.getByLabel("抽几件").fill("3");
  await page.getByLabel("办结日期从").fill("2020-01-01");
  await page.getByRole("button", { name: "抽取样本" }).click();
  await page.waitForLoadState();
  if (draws.cases) {
    await page.getByRole("status").getByText("已记录").waitFor();
    await page.getByRole("button", { name: /^保存/ }).first().click();
    await page.getByRole("status").getByText("已记录").waitFor();
    assert.ok(await page.getByText("符合规定 1").count(), "what was found is counted");
  }
  await sound(page);
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
