// Signal 9 in the middle of a hundred submissions: none that was acknowledged is lost, sending them all again makes no second.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import assert from "node:assert/strict";
import { binary, freePort, killed, serve } from "./server.mjs";

const HOW_MANY = 100;
/** Acknowledged before the server is killed, while others are under way. */
const KILL_AFTER = 50;
const AT_ONCE = 8;

/** A browser as far as it matters: no cookies, no redirects followed. */
class Visitor {
  constructor(base) {
    this.base = base;
  }

  async ask(path, form) {
    const answer = await fetch(this.base + path, {
      redirect: "manual",
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    assert.deepEqual(answer.headers.getSetCookie(), [], path);
    return { status: answer.status, text: await answer.text() };
  }
}

/** How many cases and incoming matters the log holds; fails if the log does not prove itself. */
function streams(data) {
  return JSON.parse(execFileSync(binary, ["audit", "verify", "--data", data, "--format", "json"], { cwd: data })).streams;
}

const hidden = (text, name) => text.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];

/** Somebody with the form of the first matter filled in, ready to send. */
async function ready(base, form, n) {
  const one = new Visitor(base);
  const { text } = await one.ask(form);
  const names = Array.from(text.matchAll(/<(?:textarea|input class)[^>]* name="([^"]+)"/g), (found) => found[1]);
  const typed = Object.fromEntries(names.map((name) => [name, ""]));
  for (const name of [":act", ":once", ":seq"]) typed[name] = hidden(text, name);
  typed.said_text = `第${n}件：洗衣机漏水`;
  typed["party.complainant.0.name"] = `客人${n}`;
  typed["party.complainant.0.phone"] = `138${String(n).padStart(8, "0")}`;
  return { one, typed };
}

/** Sends it; the receipt code once it is shown. */
async function send({ one, typed }, form, sent) {
  const answer = await one.ask(form, typed);
  assert.equal(answer.status, 200, answer.text);
  sent.acknowledged += 1;
  return answer.text.match(/class="dw-code"[^>]*>([^<]+)</)?.[1];
}

test("signal 9 in the middle of a hundred submissions", { timeout: 600_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), "dengwen-crash-"));
  const port = await freePort();
  let server = await serve(data, port);
  try {
    const home = await new Visitor(server.base).ask("/o/jianshen");
    const form = home.text.match(/href="(\/o\/jianshen\/[^"?]+)"/)[1];
    const visitors = [];
    for (let n = 0; n < HOW_MANY; n += 1) visitors.push(await ready(server.base, form, n));
    await killed(server.child);
    const before = streams(data);

    server = await serve(data, port);
    const sent = { acknowledged: 0 };
    const codes = [];
    const waiting = [...visitors];
    const work = async () => {
      for (let next = waiting.shift(); next && server.child.exitCode === null && !server.child.killed; next = waiting.shift()) {
        const code = await send(next, form, sent).catch((why) => {
          if (why instanceof assert.AssertionError) throw why;
        });
        if (code) codes.push(code);
        if (sent.acknowledged >= KILL_AFTER) server.child.kill("SIGKILL");
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await killed(server.child);
    assert.ok(sent.acknowledged >= KILL_AFTER && sent.acknowledged < HOW_MANY, `${sent.acknowledged} acknowledged`);
    assert.ok(codes.length >= KILL_AFTER / 2, `${codes.length} receipts seen`);
    const kept = streams(data) - before;
    assert.ok(kept >= sent.acknowledged, `${sent.acknowledged} acknowledged, ${kept} kept`);

    server = await serve(data, port);
    for (const code of codes) {
      const one = new Visitor(server.base);
      const answer = await one.ask("/follow", { code });
      assert.ok(hidden(answer.text, ":key"), code);
    }
    for (const visitor of visitors) await send(visitor, form, sent);
    await killed(server.child);
    assert.equal(streams(data) - before, HOW_MANY, "sent again, each is there once");
  } finally {
    server.child.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  }
});
