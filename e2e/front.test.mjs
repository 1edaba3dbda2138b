// The door: signing in and out, languages, sizes, pages that are not there; on a desk and on a telephone, with JavaScript and without.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound, visitor } from "./lib.mjs";
import { fits, passwords, signIn, worker } from "./house.mjs";

after(close);

for (const scripts of [true, false]) {
  const how = scripts ? "with JavaScript" : "without JavaScript";

  test(`signing in and out ${how}`, async () => {
    const { page, foreign, context } = await visitor({ scripts });
    const [[login, password]] = await passwords(page);
    await sound(page);
    await page.goto("/desk");
    await sound(page);
    await signIn(page, login, password);
    await page.waitForURL("**/desk");
    await sound(page);
    await page.getByRole("button", { name: "退出" }).click();
    await page.waitForURL("**/desk/sign-in");
    await page.goto("/desk");
    assert.equal(await page.getByRole("button", { name: "退出" }).count(), 0, "still signed in");
    assert.deepEqual(foreign, []);
    await context.close();
  });

  test(`a wrong password is told, what was typed stays ${how}`, async () => {
    const { page, context } = await visitor({ scripts });
    const [[login]] = await passwords(page);
    await page.goto("/desk/sign-in");
    await signIn(page, login, "不是这个密码");
    await page.getByRole("alert").getByRole("link", { name: /登录名或密码不对/ }).waitFor();
    assert.equal(await page.getByLabel("登录名").inputValue(), login);
    assert.equal(await page.getByLabel("密码").inputValue(), "");
    await sound(page);
    await context.close();
  });

  test(`the other language is one click away and every link keeps it ${how}`, async () => {
    const { page, context } = await visitor({ scripts });
    await page.goto("/follow");
    await page.getByRole("link", { name: "English" }).click();
    await page.getByRole("link", { name: "中文" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    await page.locator(".dw-top__name").click();
    await page.locator("a[href^='/o/']").first().click();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.deepEqual(await context.cookies(), []);
    await sound(page);
    await page.getByRole("link", { name: "中文" }).click();
    await page.getByRole("link", { name: "English" }).waitFor();
    assert.match(await page.locator("html").getAttribute("lang"), /^zh/);
    await context.close();
  });
}

test("a page that is not there says so", async () => {
  const { page, context } = await visitor();
  const answer = await page.goto("/nothing/here");
  assert.equal(answer.status(), 404);
  await page.getByRole("heading", { name: "没有这一页" }).waitFor();
  await sound(page);
  await context.close();
});

for (const lang of ["zh", "en"]) {
  test(`every public page fits a telephone: ${lang}`, async () => {
    const { page, context } = await visitor({ phone: true });
    await page.goto(`/?lang=${lang}`);
    const offices = await page.locator("a[href^='/o/']").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.ok(offices.length >= 6, `${offices.length} offices`);
    const matters = [];
    const at = (path) => (path.includes("?") ? path : `${path}?lang=${lang}`);
    for (const path of ["/", "/follow", "/desk/sign-in", ...offices]) {
      await page.goto(at(path));
      await fits(page);
      await sound(page);
      if (path.startsWith("/o/")) matters.push(...await page.locator("a[href^='/o/']").evaluateAll((links) => links.map((link) => link.getAttribute("href"))));
    }
    for (const path of new Set(matters)) {
      await page.goto(at(path));
      await fits(page);
      await sound(page);
    }
    await context.close();
  });
}

test("the workbench fits a telephone", async () => {
  const { page, context } = await worker("heyuan", { phone: true });
  await fits(page);
  for (const path of ["/desk?filter=all", "/desk/register", "/desk/search"]) {
    await page.goto(path);
    await fits(page);
    await sound(page);
  }
  await page.goto("/desk?filter=all");
  await page.getByRole("table").getByRole("link").first().click();
  await page.waitForURL(/\/desk\/cases\//);
  await fits(page);
  await sound(page);
  await context.close();
});
