// Pictures for the papers, taken from a running demonstration: `DENGWEN_URL=… node e2e/screenshots.mjs`.
import { mkdirSync, statSync } from "node:fs";
import { close, visitor } from "./lib.mjs";
import { worker } from "./house.mjs";

const folder = new URL("../docs/screenshots/", import.meta.url);
const LARGEST = 200 * 1024;

/** A picture of what the screen shows. */
async function picture(page, name) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.evaluate(() => document.querySelector("dialog[open]") || document.activeElement?.blur());
  const path = new URL(name, folder).pathname;
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  const { size } = statSync(path);
  console.log(`${name}: ${Math.round(size / 1024)} KB`);
  if (size > LARGEST) process.exitCode = 1;
}

mkdirSync(folder, { recursive: true });
const outside = await visitor();
await outside.page.goto("/o/xinfang");
await picture(outside.page, "portal.png");
await outside.page.goto("/o/xinfang?ease=large&contrast=high");
await picture(outside.page, "portal-contrast.png");

const handler = await worker("heyuan");
await picture(handler.page, "inbox.png");

const inside = await worker("chenmo");
await inside.page.goto("/desk?filter=all");
await inside.page.getByRole("table").getByRole("link").first().click();
await inside.page.waitForURL(/\/desk\/cases\//);
await picture(inside.page, "case.png");
await inside.page.keyboard.press("Control+k");
await inside.page.locator(".dw-palette > li").first().waitFor();
await picture(inside.page, "palette.png");
await close();
