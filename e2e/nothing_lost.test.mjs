// Nothing typed is lost: after the session ended, after leaving the page, while the connection is away; and nothing stays where it
// must not.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { close, sound, visitor } from "./lib.mjs";
import { passwords, signIn, worker } from "./house.mjs";

const folder = mkdtempSync(join(tmpdir(), "dengwen-e2e-send-"));
after(close);
after(() => rmSync(folder, { recursive: true }));

/** An office that seals nothing but names, and one that seals all that is said. */
const OPEN = "wangnuan", SEALED = "heyuan";

/** A form for registering something that has a field of several lines; its address and the field come back. */
async function form(page) {
  await page.goto("/desk/register");
  const ways = await page.locator("main a[href^='/desk/register/']").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  for (const path of ways) {
    await page.goto(path);
    const field = page.locator("main form[data-form] textarea:visible").first();
    if (await field.count()) return { path, field };
  }
  throw new Error("no form has a field of several lines");
}

const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("dw-typed ")).map((key) => localStorage.getItem(key)));

for (const scripts of [true, false]) {
  const how = scripts ? "with JavaScript" : "without JavaScript";

  test(`a form sent when the session is over comes back filled ${how}`, async () => {
    const { page, context } = await worker(SEALED, { scripts });
    const { path, field } = await form(page);
    await field.fill("写了很久的一段话\n第二行 <b>&amp;");
    await context.clearCookies({ name: "dw_session" });
    await page.locator("main form[data-form] .dw-btn--go").last().click();
    await page.getByText("登录已过期").waitFor();
    await sound(page);
    await signIn(page, SEALED, "不是这个密码");
    await page.getByText("登录已过期").waitFor();
    const password = (await passwords((await visitor({ scripts })).page)).get(SEALED);
    await signIn(page, SEALED, password);
    if (!scripts) {
      await sound(page);
      await page.getByRole("button", { name: "回到刚才的表单" }).click();
    }
    await page.locator("main form[data-form]").waitFor();
    assert.equal(new URL(page.url()).pathname, path);
    assert.equal(await page.locator("main form[data-form] textarea").first().inputValue(), "写了很久的一段话\n第二行 <b>&amp;");
    await context.close();
  });
}

test("what was typed and not sent is offered again, and ends with signing out", async () => {
  const { page, context } = await worker(OPEN);
  const { path, field } = await form(page);
  await field.fill("写了一半");
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith("dw-typed ")));
  await page.goto("/desk");
  await page.goto(path);
  await page.getByText("恢复上次未提交的内容").waitFor();
  await sound(page);
  assert.equal(await field.inputValue(), "");
  await page.getByRole("button", { name: "恢复", exact: true }).click();
  assert.equal(await field.inputValue(), "写了一半");
  await page.getByRole("button", { name: "退出" }).click();
  await page.waitForURL("**/desk/sign-in");
  assert.deepEqual(await kept(page), []);
  await context.close();
});

test("nothing that is sealed and no name lies in the browser, and on the portal nothing at all", async () => {
  const { page, context } = await worker(SEALED);
  const { field } = await form(page);
  await field.fill("密封的一段话");
  await page.waitForTimeout(700);
  await page.goto("/desk");
  assert.ok(!(await kept(page)).join().includes("密封的一段话"));
  await context.close();

  const open = await worker(OPEN);
  const { field: about } = await form(open.page);
  const names = open.page.locator("main form[data-form] [name^='party.']:is(input[type=text], input[type=tel])");
  assert.ok(await names.count(), "the form asks for nobody");
  for (const one of await names.all()) await one.fill("张三示例");
  await about.fill("可以留下的一段话");
  await open.page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith("dw-typed ")));
  const lies = (await kept(open.page)).join();
  assert.ok(lies.includes("可以留下的一段话") && !lies.includes("张三示例"), lies);
  await open.context.close();

  const outside = await visitor();
  await outside.page.goto("/");
  await outside.page.locator("main a[href^='/o/']").first().click();
  await outside.page.locator("main a[href^='/o/']").first().click();
  await outside.page.locator("#intake textarea").first().fill("门户上写的");
  await outside.page.waitForTimeout(700);
  const stored = await outside.page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
  assert.deepEqual(stored, [0, 0, ""]);
  await outside.context.close();
});

test("a form is sent again when the connection is back, with its files", async () => {
  const { page, context } = await visitor();
  const file = join(folder, "说明.txt");
  writeFileSync(file, "说明");
  await page.goto("/");
  await page.locator("main a[href^='/o/']").first().click();
  await page.locator("main a[href^='/o/']").first().click();
  await page.locator("#intake textarea").first().fill("断网时写的");
  const files = page.locator("#intake input[type=file]").first();
  if (await files.count()) await files.setInputFiles(file);
  await context.setOffline(true);
  await page.locator("#send .dw-btn--go").click();
  await page.getByText("网络断了").waitFor();
  assert.equal(await page.locator("#intake textarea").first().inputValue(), "断网时写的");
  await context.setOffline(false);
  const further = page.locator("input[type=hidden][value='断网时写的']");
  await page.locator(".dw-summary").or(page.locator(".dw-code")).or(further).first().waitFor({ state: "attached" });
  assert.ok((await page.content()).includes("断网时写的"), "what was typed is lost");
  await sound(page);
  await context.close();
});
