// Regulations of every sector walked through without JavaScript: the ordinary path to its end, and a refusal on the way.
import { readdirSync } from "node:fs";
import { after, test } from "node:test";
import { close } from "./lib.mjs";
import { walk } from "./walk.mjs";

after(close);

const folder = new URL("walks/", import.meta.url);
for (const file of readdirSync(folder).sort()) {
  const { default: path } = await import(new URL(file, folder));
  test(`${file.replace(".mjs", "")}: ${path.title}`, { timeout: 180_000 }, () => walk(path));
}
