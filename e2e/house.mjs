// What people do in the house: signing in, filling in a form by its labels, carrying out an act, following a matter.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { sound, visitor } from "./lib.mjs";

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
/** A label as it begins; what follows it may be "(optional)", "sealed" or an article. */
export const begins = (label) => new RegExp(`^\\s*${escape(label)}`);

/** Sign-ins of the demonstration as the start page shows them: login to password. */
export async function passwords(page) {
  await page.goto("/");
  const rows = page.getByRole("table").locator("tbody").getByRole("row");
  const texts = await rows.evaluateAll((all) => all.map((row) => Array.from(row.cells, (cell) => cell.innerText.trim())));
  return new Map(texts.map((cells) => [cells.at(-2), cells.at(-1)]));
}

/** Somebody of the office, signed in. */
export async function worker(login, options = {}) {
  const one = await visitor(options);
  one.page.on("dialog", (dialog) => dialog.accept());
  const password = (await passwords(one.page)).get(login);
  assert.ok(password, `the start page shows no sign-in ${login}`);
  await one.page.goto("/desk/sign-in");
  await signIn(one.page, login, password);
  await one.page.waitForURL("**/desk");
  return one;
}

/** Fills in the sign-in form and sends it. */
export async function signIn(page, login, password) {
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录" }).click();
}

/** Fills in fields by their labels; an object is a group of fields, a list several choices. */
export async function fill(scope, values) {
  for (const [label, value] of Object.entries(values)) {
    const group = scope.getByRole("group", { name: begins(label) }).and(scope.locator("fieldset")).first();
    if (typeof value === "object" && !Array.isArray(value)) {
      await fill(group, value);
    } else if (await group.count()) {
      for (const one of [value].flat()) await group.getByLabel(begins(one)).first().check();
    } else {
      await write(scope.getByLabel(begins(label)).and(scope.locator("input, select, textarea")).first(), value);
    }
  }
}

async function write(control, value) {
  const kind = await control.evaluate((element) => element.type);
  if (kind.startsWith("select")) await control.selectOption(await chosen(control, [value].flat()));
  else if (kind === "file") await control.setInputFiles(value);
  else await control.fill(String(value));
}

/** Choices by what their text says; a list may set them in or add to them. */
async function chosen(control, texts) {
  const options = await control.locator("option").evaluateAll((all) => all.map((one) => [one.value, one.innerText.trim()]));
  return texts.map((text) => {
    const found = options.find(([, label]) => label === text) ?? options.find(([, label]) => label.includes(text));
    assert.ok(found, `no choice “${text}” among ${options.map(([, label]) => label).join(" / ")}`);
    return found[0];
  });
}

/** The place of an act on the page of a case. */
export function place(page, label) {
  return page.locator("details", { has: page.locator("summary").getByText(label, { exact: true }) }).last();
}

/** Opens an act on the page of a case, fills it in, carries it out; what was told comes back. */
export async function act(page, label, { option, ...values } = {}) {
  const details = place(page, label);
  await details.locator("summary").first().click();
  if (option) await details.getByRole("radio", { name: begins(option) }).check();
  await fill(details, values);
  await details.getByRole("button", { name: label, exact: true }).click();
  const told = page.getByRole("status");
  const wrong = page.getByRole("alert").or(page.locator(".dw-notice--wrong"));
  await told.or(wrong).first().waitFor().catch((why) => assert.fail(`${label}: nothing was told at ${page.url()}: ${why.message}`));
  assert.equal(await wrong.count(), 0, `${label}: ${await wrong.allInnerTexts()}`);
  await sound(page);
  return told.innerText();
}

/** Why an act cannot be done now, as the page of the case says. */
export async function closed(page, label) {
  await page.locator("summary").getByText(/^现在不能做的/).click();
  return page.getByRole("listitem").filter({ has: page.getByText(label, { exact: true }) }).last().innerText();
}

/** Does something on the page ask for this? */
async function asks(page, label) {
  const group = page.getByRole("group", { name: begins(label) }).and(page.locator("fieldset"));
  if (await group.count()) return true;
  return await page.getByLabel(begins(label)).and(page.locator("input, select, textarea")).count() > 0;
}

/** Goes on to the next step of a form of the portal. */
export async function goOn(page) {
  const place = page.locator("[data-place]");
  const before = await place.innerText();
  // A large file may be on its way for long; what comes of it is waited for below.
  await page.getByRole("button", { name: "继续", exact: true }).click({ noWaitAfter: true });
  for (let tries = 0; tries < 300; tries += 1) {
    const now = await place.innerText().catch(() => before);
    if (now !== before || (await page.getByRole("alert").count())) return;
    await wait(100);
  }
  assert.fail(`it stays at ${before}`);
}

/** Fills in a form of the portal, each answer where it is asked, on one page or in steps, and sends it. */
export async function handIn(page, values) {
  const left = new Map(Object.entries(values));
  for (;;) {
    for (const [label, value] of [...left]) {
      if (!(await asks(page, label))) continue;
      await fill(page, { [label]: value });
      left.delete(label);
    }
    if (!(await page.getByRole("button", { name: "继续", exact: true }).count())) break;
    await goOn(page);
    assert.equal(await page.getByRole("alert").count(), 0, `${await page.getByRole("alert").allInnerTexts()}`);
  }
  assert.deepEqual([...left.keys()], [], "nothing asks for these");
  await page.getByRole("button", { name: "提交", exact: true }).click();
}

/** Hands a matter in at the portal; the code comes back. */
export async function submit(page, office, matter, values) {
  await page.goto("/");
  await sound(page);
  await page.getByRole("link", { name: begins(office) }).click();
  await sound(page);
  await page.getByRole("main").getByRole("link", { name: begins(matter) }).click();
  await sound(page);
  await handIn(page, values);
  await page.getByRole("heading", { name: "已经收到" }).waitFor();
  await sound(page);
  return (await page.locator("[aria-labelledby=code-label]").innerText()).trim();
}

/** Follows a matter with its code. */
export async function follow(page, code) {
  await page.goto("/follow");
  await sound(page);
  await page.getByLabel("查询码").fill(code);
  await page.getByRole("button", { name: "查看进度" }).click();
  await page.getByRole("heading", { name: "进行到哪一步" }).waitFor();
  await sound(page);
}

/** Registers a matter at the workbench; the page of the case comes back open. */
export async function register(page, way, values) {
  await page.goto("/desk/register");
  await sound(page);
  await page.getByRole("main").getByRole("link", { name: way }).click();
  await sound(page);
  await fill(page, values);
  await page.locator("form[data-form] [data-go]").click();
  await page.waitForURL(/\/desk\/cases\//);
  await sound(page);
  return new URL(page.url()).pathname;
}

/** The stage at which a case stands. */
export async function stage(page) {
  const here = await page.getByRole("listitem").and(page.locator("[aria-current=step]")).first().innerText();
  return here.split("\n")[0];
}

/** Nothing on the page is wider than the screen. */
export async function fits(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
}

/** Opens a case from the list of all that may be seen; its address comes back. */
export async function open(page, { newest = false, number = "" } = {}) {
  await page.goto(number ? `/desk/search?q=${encodeURIComponent(number)}` : "/desk?filter=all");
  await sound(page);
  const links = page.getByRole("table").getByRole("link");
  await (newest ? links.first() : links.filter({ hasText: number }).first()).click();
  await page.waitForURL(/\/desk\/cases\//);
  return new URL(page.url()).pathname;
}

/** Registers what came in over the portal, the first or the latest that says all of `holds`; the address of the case comes back. */
export async function take(page, values = {}, holds = []) {
  await page.goto("/desk?filter=all");
  const links = page.getByRole("table").getByRole("row").filter({ hasText: "待登记" }).getByRole("link");
  const paths = await links.evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  for (const path of holds.length ? paths.reverse() : paths) {
    await page.goto(path);
    const shown = await page.content();
    if (holds.every((text) => shown.includes(text))) break;
  }
  assert.match(page.url(), /\/desk\/incoming\//);
  await sound(page);
  const form = page.locator("form[data-form]").first();
  await fill(form, values);
  await form.getByRole("button").last().click();
  await page.waitForURL(/\/desk\/cases\//);
  await sound(page);
  return new URL(page.url()).pathname;
}
