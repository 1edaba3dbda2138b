// A crowded hour: with JavaScript the machine works for a moment and nobody notices; without it the page says how long to wait.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound, visitor } from "./lib.mjs";

const binary = process.env.DENGWEN_BINARY ?? new URL("../target/debug/dengwen", import.meta.url).pathname;
after(close);

async function crowded(data) {
  const free = createServer().listen(0, "127.0.0.1");
  await new Promise((ready) => free.once("listening", ready));
  const { port } = free.address();
  await new Promise((closed) => free.close(closed));
  const child = spawn(binary, ["demo", "--data", data, "--listen", `127.0.0.1:${port}`, "--matters-a-minute", "1"], { stdio: "ignore" });
  for (let tries = 0; tries < 600; tries += 1) {
    if ((await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok) return { child, base: `http://127.0.0.1:${port}` };
    await wait(200);
  }
  throw new Error("the demonstration did not get ready");
}

async function fillIn(page, base) {
  await page.goto(`${base}/o/jianshen`);
  await page.getByRole("main").locator("a[href^='/o/jianshen/']").first().click();
  for (const field of await page.locator("form#intake textarea, form#intake input.dw-input").filter({ visible: true }).all()) {
    await field.fill("13800000000").catch(() => {});
  }
}

test("a crowded hour asks for work with JavaScript, for waiting without", { timeout: 300_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), "dengwen-flood-"));
  const { child, base } = await crowded(data);
  try {
    const still = await visitor({ scripts: false });
    const told = still.page.getByRole("alert").getByText(/请在 \d+ 秒后再点“提交”/);
    for (let n = 0; n < 3 && !(await told.count()); n += 1) {
      await fillIn(still.page, base);
      await still.page.getByRole("button", { name: "提交" }).click();
    }
    await told.waitFor();
    await sound(still.page);
    const working = await visitor();
    await fillIn(working.page, base);
    assert.equal(await working.page.locator("[data-work]").count(), 1, "the form brings the work");
    await working.page.getByRole("button", { name: "提交" }).click();
    await working.page.getByRole("heading", { name: "已经收到" }).waitFor({ timeout: 60_000 });
    await wait(21_000);
    await still.page.getByRole("button", { name: "提交" }).click();
    await still.page.getByRole("heading", { name: "已经收到" }).waitFor();
    await still.context.close();
    await working.context.close();
  } finally {
    child.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  }
});
