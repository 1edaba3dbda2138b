// People are told of what others bring about: the bell counts it, the page lists it, opening one reads it, mail is chosen.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound } from "./lib.mjs";
import { worker } from "./house.mjs";

after(close);

const clerk = "tingyu";

for (const [how, options] of [["with JavaScript", {}], ["without JavaScript", { scripts: false }], ["on a telephone", { phone: true }]]) {
  test(`notices are counted, read one by one and all at once ${how}`, async () => {
    const { page, context, foreign } = await worker(clerk, options);
    const bell = page.getByRole("link", { name: "通知" }).first();
    await bell.waitFor();
    await bell.click();
    await page.waitForURL("**/desk/notices");
    await page.getByRole("heading", { name: "通知", level: 1 }).waitFor();
    await sound(page);
    const unread = page.locator(".dw-notices__unread");
    const before = await unread.count();
    if (before > 0) {
      await unread.first().getByRole("link").click();
      await page.waitForURL((url) => !url.pathname.startsWith("/desk/notices"));
      await page.goto("/desk/notices");
      assert.equal(await unread.count(), before - 1);
    }
    if (before > 1) {
      await page.getByRole("button", { name: "全部标为已读" }).click();
      await page.getByRole("status").getByText("全部标为已读").waitFor();
      assert.equal(await unread.count(), 0);
      assert.equal(await page.locator(".dw-bell__n").count(), 0);
    }
    assert.deepEqual(foreign, []);
    await context.close();
  });
}

test("mail is chosen, and what does not fit is said at its field", async () => {
  const { page, context } = await worker(clerk, { scripts: false });
  await page.goto("/desk/mail");
  await sound(page);
  await page.getByLabel("邮箱").fill("不是邮箱");
  await page.getByLabel(/有事即发/).check().catch(() => page.getByLabel("何时来信").selectOption("at_once"));
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByRole("alert").getByRole("link", { name: /不是邮箱地址/ }).waitFor();
  assert.equal(await page.getByLabel("邮箱").inputValue(), "不是邮箱", "what was typed stays");
  await sound(page);
  await page.getByLabel("邮箱").fill("tingyu@example.test");
  await page.getByRole("button", { name: "保存" }).click();
  await page.waitForURL("**/desk/mail?saved=1");
  assert.equal(await page.getByLabel("邮箱").inputValue(), "tingyu@example.test");
  await context.close();
});
