// The desk in daily use: the whole file as one PDF, several cases at once, the story narrowed, a document beside the form.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound } from "./lib.mjs";
import { fits, worker } from "./house.mjs";

after(close);

/** The first case of everything that somebody may see. */
async function firstCase(page) {
  await page.goto("/desk?filter=all");
  const boxes = page.locator("input[name=case]");
  return boxes.first().getAttribute("value");
}

for (const scripts of [true, false]) {
  const how = scripts ? "with JavaScript" : "without JavaScript";

  test(`the whole file of a case comes as one PDF ${how}`, { timeout: 180_000 }, async () => {
    const { page } = await worker("cenxi", { scripts, phone: !scripts });
    const id = await firstCase(page);
    await page.goto(`/desk/cases/${id}`);
    await sound(page);
    await fits(page);
    const token = await page.locator("form[action='/desk/whole'] input[name=':csrf']").getAttribute("value");
    const begun = await page.request.post("/desk/whole", { form: { ":csrf": token, case: id }, maxRedirects: 0 });
    assert.equal(begun.status(), 303);
    let made = await page.request.get(begun.headers().location, { timeout: 60_000 });
    while (made.status() === 202) made = await page.request.get(begun.headers().location, { timeout: 60_000 });
    assert.match(made.headers()["content-type"], /application\/pdf/);
    assert.equal((await made.body()).subarray(0, 5).toString(), "%PDF-");
    await page.goto(`/desk/cases/${id}?story=looks`);
    assert.match(await page.locator(".dw-story").innerText(), /整卷/);
  });

  test(`several cases are chosen and looked at together ${how}`, { timeout: 180_000 }, async () => {
    const { page } = await worker("cenxi", { scripts, phone: !scripts });
    await page.goto("/desk?filter=all");
    const boxes = page.locator("input[name=case]");
    const chosen = Math.min(await boxes.count(), 3);
    for (let n = 0; n < chosen; n += 1) await boxes.nth(n).check();
    await page.getByRole("button", { name: /一起办理/ }).click();
    await page.getByRole("heading", { level: 1, name: `选中 ${chosen} 件` }).waitFor();
    await sound(page);
    await fits(page);
    const acts = page.locator("a[href*='act=']");
    if (await acts.count()) {
      await acts.first().click();
      await page.getByRole("heading", { level: 1 }).waitFor();
      await sound(page);
      await fits(page);
    }
  });

  test(`the story of a case is narrowed and read from the start ${how}`, { timeout: 120_000 }, async () => {
    const { page } = await worker("cenxi", { scripts, phone: !scripts });
    const id = await firstCase(page);
    await page.goto(`/desk/cases/${id}`);
    const lines = page.locator(".dw-story__line");
    const [all, first] = [await lines.count(), await lines.last().innerText()];
    await page.getByRole("link", { name: "从头读起" }).click();
    assert.equal(await lines.first().innerText(), first);
    await page.getByRole("navigation", { name: "只看经过中的哪些" }).getByRole("link", { name: "期限" }).click();
    assert.ok(await lines.count() <= all);
    assert.match(page.url(), /story=limits&order=old/);
    await sound(page);
  });
}

test("a paper stands beside the form where there is room", { timeout: 120_000 }, async () => {
  const { page } = await worker("cenxi");
  await page.goto("/desk?filter=all");
  const ids = await page.locator("input[name=case]").evaluateAll((all) => all.map((one) => one.value));
  for (const id of ids) {
    await page.goto(`/desk/cases/${id}`);
    const beside = page.getByRole("link", { name: /并排看：/ });
    if (!(await beside.count())) continue;
    await beside.first().click();
    await page.locator(".dw-beside").waitFor();
    await sound(page);
    await page.setViewportSize({ width: 1024, height: 900 });
    await fits(page);
    return;
  }
  assert.fail("no case of the demonstration has a paper or file");
});
