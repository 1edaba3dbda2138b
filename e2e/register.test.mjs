// A call is registered by keyboard alone; with and without JavaScript what was typed stays, and proposals fill a field only when taken.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { base, close, sound } from "./lib.mjs";
import { worker } from "./house.mjs";

after(close);

const clerk = "tingyu";
const CALL = "新买的沙发坐了一周弹簧断了，要求更换";
const KEYS_MAX = 40;

/** The line of the form with that label. */
const control = (page, label) => page.locator("main form").getByLabel(label).and(page.locator("input, select, textarea")).first();

/** Past cases, so that there is something to learn from: two sorts, each in its own words. */
async function past(page) {
  const address = page.url();
  const form = await page.locator("form[data-register]").evaluate((form) => Object.fromEntries([...new FormData(form)].filter(([, v]) => typeof v === "string")));
  const axis = await page.locator("form[data-register] select, form[data-register] input[type=radio]").evaluateAll((all) =>
    all.filter((one) => one.name.startsWith("class.")).map((one) => [one.name, one.tagName === "SELECT" ? [...one.options].map((o) => o.value).filter(Boolean) : [one.value]]));
  const classes = {};
  for (const [name, values] of axis) classes[name] = [...(classes[name] ?? []), ...values];
  const names = Object.keys(classes);
  const texts = ["沙发弹簧断了，坐垫塌陷，要求更换", "安装师傅迟到两天，态度恶劣，地板划伤"];
  for (let n = 0; n < 52; n += 1) {
    const typed = { ...form, "party.customer.0.name": "示例顾客", ":once": `past-${n}-${Date.now()}`, content: `${texts[n % 2]}，第${n}位顾客` };
    for (const name of names) typed[name] = classes[name].at(n % 2 - 2);
    const answer = await page.request.post(address, { multipart: typed, maxRedirects: 0 });
    assert.equal(answer.status(), 303, await answer.text());
  }
  return { names, classes };
}

test("a call is registered by keyboard alone in forty keys and its own text", async () => {
  const { page, context, foreign } = await worker(clerk);
  let keys = 0;
  const press = async (key) => { keys += 1; await page.keyboard.press(key); };
  const began = Date.now();
  await press("c");
  await page.locator("form[data-register]").waitFor();
  await page.waitForFunction(() => document.activeElement?.matches("form[data-register] [data-first] *"));
  // By Tab to each field in turn, at most as often as there are stops on the way.
  const to = async (wanted) => {
    for (let n = 0; n < 20; n += 1) {
      if (await page.evaluate((name) => document.activeElement?.name === name, wanted)) return;
      await press("Tab");
    }
    assert.fail(`${wanted} is not reached`);
  };
  const choose = async (name) => {
    await to(name);
    const list = await page.evaluate(() => document.activeElement.tagName === "SELECT");
    await press(list ? "ArrowDown" : "2");
  };
  const names = await page.locator("form[data-register]").evaluate((form) => [...new Set([...form.elements].filter((one) => one.name.startsWith("class.")).map((one) => one.name))]);
  const customer = await page.evaluate(() => document.activeElement.name);
  assert.match(customer, /^party\..*name$/, "the first field has the focus");
  await page.keyboard.type("示例顾客");
  await to("content");
  await page.keyboard.type(CALL);
  for (const name of names) await choose(name);
  await press("Control+Enter");
  await page.waitForURL(/\/desk\/cases\//);
  console.log(`${keys} keys, ${((Date.now() - began) / 1000).toFixed(1)} s by a script`);
  assert.ok(keys <= KEYS_MAX, `${keys} keys`);
  assert.match(await page.locator("main").innerText(), new RegExp(CALL.slice(0, 8)));
  assert.deepEqual(foreign, []);
  await context.close();
});

test("proposals come while typing and fill a field only when taken", async () => {
  const { page, context } = await worker(clerk);
  await page.keyboard.press("c");
  await page.locator("form[data-register]").waitFor();
  const { names, classes } = await past(page);
  await page.reload();
  await control(page, /要求或投诉信息/).fill(CALL);
  const take = page.locator("#proposals").getByRole("button", { name: /采用/ }).first();
  await take.waitFor();
  const beside = page.locator("#proposals");
  assert.match(await beside.innerText(), /很可能|可能/);
  assert.match(await beside.innerText(), /弹簧/, "the words that spoke for it");
  assert.match(await beside.innerText(), new RegExp(`复述核对[^]*${CALL}`), "what is typed is read back");
  assert.ok(await beside.getByRole("heading", { name: "相似的件" }).count(), "like cases");
  assert.ok(!page.url().includes(encodeURIComponent("沙发")), "nothing typed stands in the address");
  const key = await take.getAttribute("data-adopt");
  const now = () => page.locator("form[data-register]").evaluate((form, name) => new FormData(form).get(name), key);
  const wanted = await take.getAttribute("data-value");
  assert.ok(names.includes(key) && classes[key].includes(wanted));
  assert.notEqual(await now(), wanted, "nothing is decided by itself");
  await sound(page);
  await take.click();
  assert.equal(await now(), wanted);
  await context.close();
});

test("without JavaScript a button shows proposals and keeps what was typed", async () => {
  const { page, context } = await worker(clerk, { scripts: false });
  await page.goto(`${base}/desk/register?way=call`);
  await control(page, /要求或投诉信息/).fill(CALL);
  await page.getByRole("button", { name: "查看建议" }).click();
  assert.equal(await control(page, /要求或投诉信息/).inputValue(), CALL);
  const beside = page.locator("#proposals");
  assert.match(await beside.innerText(), new RegExp(`复述核对[^]*${CALL}`));
  const take = beside.getByRole("button", { name: /采用/ }).first();
  await take.waitFor();
  const [name, value] = (await take.getAttribute("value")).split("=");
  await sound(page);
  await take.click();
  assert.equal(await control(page, /要求或投诉信息/).inputValue(), CALL);
  const chosen = page.locator(`select[name="${name}"], input[name="${name}"]:checked`);
  assert.equal(await chosen.inputValue(), value);
  await context.close();
});
