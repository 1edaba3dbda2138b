// A walk through a regulation in the browser: handed in, dealt with step by step by those whose role it is, followed to its end.
import assert from "node:assert/strict";
import { sound, visitor } from "./lib.mjs";
import { act, begins, closed, fill, follow, place, register, stage, submit, take, worker } from "./house.mjs";

/** Whoever handed in; everybody else is a sign-in of the demonstration. */
export const SENDER = "sender";

/**
 * `portal: {matter, says, taken: {by, says}}` or `counter: {by, way, says}` is how it comes in; `steps` are what happens:
 * `{by, act, says, stage}` goes through, and the next of the house sees the case at that stage; with `refused` and `article`
 * it does not, for that reason; `{by, closed, why, article}` is an act the page shows as closed, `{by, act, barred, why,
 * article}` one of its options. `told` is what the sender reads in the end.
 */
export async function walk({ office, portal, counter, steps, told }) {
  const people = new Map();
  const as = async (who) => {
    if (!people.has(who)) people.set(who, await (who === SENDER ? visitor({ scripts: false }) : worker(who, { scripts: false })));
    return people.get(who).page;
  };
  const { code, path } = portal ? await handed(await as(SENDER), as, office, portal) : await taken(await as(counter.by), counter);
  assert.match(code, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
  let now;
  for (const step of steps) {
    const page = await as(step.by);
    if (step.by === SENDER) await follow(page, code);
    else await shown(page, path);
    if (now && step.by !== SENDER) assert.equal(await stage(page), now, `before ${step.act ?? step.closed}`);
    await take_step(page, step, () => (step.by === SENDER ? follow(page, code) : page.goto(path)));
    now = step.stage ?? now;
  }
  const sender = await as(SENDER);
  await follow(sender, code);
  const read = await sender.getByRole("main").innerText();
  for (const text of told) assert.match(read, text);
  for (const { foreign, context } of people.values()) {
    assert.deepEqual(foreign, []);
    await context.close();
  }
}

/** Over the portal, and registered by somebody. */
async function handed(sender, as, office, { matter, says, taken }) {
  const code = await submit(sender, office, matter, says);
  return { code, path: await take(await as(taken.by), taken.says, Object.values(says).filter((one) => typeof one === "string")) };
}

/** At the counter; the code is handed over with the receipt. */
async function taken(page, { way, says }) {
  const path = await register(page, way, says);
  return { path, code: (await page.getByRole("status").locator(".dw-code").innerText()).trim() };
}

async function shown(page, path) {
  if (new URL(page.url()).pathname !== path) await page.goto(path);
  else await page.reload();
}

async function take_step(page, step, again) {
  if (step.closed) {
    const why = await closed(page, step.closed);
    assert.match(why, step.why);
    assert.ok(why.includes(step.article), `${step.closed}: no ${step.article} in “${why}”`);
  } else if (step.barred) {
    const details = place(page, step.act);
    await details.locator("summary").first().click();
    assert.ok(await details.getByRole("radio", { name: step.barred }).isDisabled());
    const why = await details.innerText();
    assert.match(why, step.why);
    assert.ok(why.includes(step.article), `${step.act}: no ${step.article} in “${why}”`);
  } else if (step.refused) {
    const before = await stage(page);
    await refused(page, step);
    await again();
    assert.equal(await stage(page), before, `${step.act} changed something`);
  } else {
    await act(page, step.act, step.says);
  }
}

/** An act that is refused: the reason and its article are told, and what was typed is still there. */
async function refused(page, { act: label, says: { option, ...says } = {}, refused, article = "" }) {
  const details = place(page, label);
  await details.locator("summary").first().click();
  if (option) await details.getByRole("radio", { name: begins(option) }).first().check();
  await fill(details, says);
  const typed = await written(details);
  assert.ok(typed.length, `${label}: nothing was typed`);
  await details.getByRole("button", { name: label, exact: true }).click();
  const alert = page.getByRole("alert").first();
  await alert.waitFor();
  await sound(page);
  const told = await alert.innerText();
  assert.match(told, refused);
  assert.ok(told.includes(article), `${label}: no ${article} in “${told}”`);
  const kept = await written(page.locator("form[data-form]").first());
  for (const one of typed) assert.ok(kept.includes(one), `${label}: lost ${one}; there is ${kept.join("; ")}`);
}

/** What stands in the fields of a form. */
async function written(form) {
  const controls = form.locator("input:not([type=hidden]):not([type=file]), select, textarea");
  const all = await controls.evaluateAll((found) => found.map((one) => {
    const value = one.type === "checkbox" || one.type === "radio" ? one.checked && one.value : one.value;
    return value && `${one.name}=${value}`;
  }));
  return all.filter(Boolean);
}
