// Regulations of every sector walked through without JavaScript: the ordinary path to its end, and a refusal on the way.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, test } from "node:test";
import { freePort, killed, serve } from "./server.mjs";

const files = readdirSync(new URL("walks/", import.meta.url)).sort();
const ids = files.map((file) => file.replace(".mjs", ""));
const paths = await Promise.all(files.map(async (file) => (await import(`./walks/${file}`)).default));

/** The demonstration at hand, where those who begin the walks can sign in to it. */
async function atHand() {
  const page = await fetch(process.env.DENGWEN_URL ?? "http://127.0.0.1:8080").then((answer) => answer.text()).catch(() => "");
  return paths.every(({ portal, counter }) => page.includes(counter?.by ?? portal.taken.by));
}

/** One of these regulations alone: it is ready much sooner than one of all. */
async function ours() {
  const folder = mkdtempSync(join(tmpdir(), "dengwen-walks-"));
  const packs = fileURLToPath(new URL("../packs", import.meta.url));
  mkdirSync(join(folder, "packs", "walks"), { recursive: true });
  symlinkSync(join(packs, "shared"), join(folder, "packs", "shared"));
  for (const sector of readdirSync(packs)) {
    for (const id of readdirSync(join(packs, sector)).filter((one) => ids.includes(one))) {
      symlinkSync(join(packs, sector, id), join(folder, "packs", "walks", id));
    }
  }
  const { child, base } = await serve(join(folder, "data"), await freePort(), ["--all", "--packs", join(folder, "packs")]);
  after(async () => {
    await killed(child);
    rmSync(folder, { recursive: true });
  });
  process.env.DENGWEN_URL = base;
}

if (!(await atHand())) await ours();
const { close } = await import("./lib.mjs");
const { walk } = await import("./walk.mjs");
after(close);

paths.forEach((path, n) => test(`${ids[n]}: ${path.title}`, { timeout: 300_000 }, () => walk(path)));
