// The most frequent jobs of each role, on a desk and on a telephone, with JavaScript and without; what they cost at a desk is held to
// the table in docs/ux.md. Words typed are not counted, the fields of a form neither.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { close, unjudged, visitor } from "./lib.mjs";
import { worker } from "./house.mjs";
import { sender } from "./jobs/sender.mjs";
import { clerk } from "./jobs/clerk.mjs";
import { handler } from "./jobs/handler.mjs";
import { leader } from "./jobs/leader.mjs";
import { supervisor } from "./jobs/supervisor.mjs";
import { administrator } from "./jobs/administrator.mjs";

after(close);
unjudged();

const table = readFileSync(new URL("../docs/ux.md", import.meta.url), "utf8");
const told = new Map([...table.matchAll(/^\| ([^|]+) \| ([^|]+) \| (\d+) \| (\d+|–) \|/gm)]
  .map(([, who, job, clicks, keys]) => [`${who.trim()}: ${job.trim()}`, { clicks, keys }]));
const roles = [sender, clerk, handler, leader, supervisor, administrator];
const modes = [{ scripts: true, phone: false }, { scripts: true, phone: true }, { scripts: false, phone: false }, { scripts: false, phone: true }];

/** Counts what is pressed on a page from here on; the browser keeps the count while pages come and go. */
async function counter(page) {
  const script = () => {
    const field = (element) => element.closest?.("label, select, textarea, input:not([type=submit])");
    const count = (kind) => { sessionStorage[kind] = Number(sessionStorage[kind] ?? 0) + 1; };
    addEventListener("click", (event) => { if (event.isTrusted && event.detail > 0 && !field(event.target)) count("clicks"); }, true);
    addEventListener("keydown", (event) => { if (event.isTrusted) count("keys"); }, true);
  };
  await page.addInitScript(script);
  await page.evaluate(script);
  return async (way) => {
    await page.evaluate(() => sessionStorage.clear());
    await way();
    await page.waitForLoadState();
    return page.evaluate(() => ({ clicks: sessionStorage.clicks ?? "0", keys: sessionStorage.keys ?? "0" }));
  };
}

test("docs/ux.md tells of every job, and of no other", () => {
  const jobs = roles.flatMap(({ who, jobs }) => Object.keys(jobs).map((job) => `${who}: ${job}`));
  assert.deepEqual([...told.keys()], jobs);
  for (const { who, jobs } of roles) assert.ok(Object.keys(jobs).length >= 10, `${who}: ten jobs`);
});

for (const { who, login, before, jobs } of roles) {
  for (const mode of modes) {
    const how = `${mode.phone ? "on a telephone" : "at a desk"} ${mode.scripts ? "with" : "without"} JavaScript`;
    test(`${who} ${how}`, { timeout: 300_000 }, async (t) => {
      const one = login ? await worker(login, mode) : await visitor(mode);
      const { page, context } = one;
      const know = { tag: `${mode.phone ? "tel" : "desk"}${mode.scripts ? "" : "-plain"}` };
      const outside = await visitor(mode);
      await before?.({ outside: outside.page, know, mode });
      await outside.context.close();
      if (!login) page.on("dialog", (dialog) => dialog.accept());
      const counted = mode.scripts && !mode.phone && await counter(page);
      for (const [job, { from, clicks, keys }] of Object.entries(jobs)) {
        await t.test(job, async () => {
          await from?.(page, know);
          if (!counted) return clicks(page, know);
          const cost = { clicks: (await counted(() => clicks(page, know))).clicks, keys: "–" };
          if (keys) {
            await from?.(page, know);
            cost.keys = (await counted(() => keys(page, know))).keys;
          }
          assert.deepEqual(cost, told.get(`${who}: ${job}`), `| ${who} | ${job} | ${cost.clicks} | ${cost.keys} |`);
        });
      }
      await context.close();
    });
  }
}
