// Steps that several jobs share.

/** A page of the workbench by its name beside the work. */
export async function nav(page, label) {
  await page.getByRole("navigation").getByRole("link", { name: label, exact: true }).first().click();
}

export const at = (page, path) => page.waitForURL((url) => url.pathname === path);

export async function keys(page, ...all) {
  for (const one of all) await page.keyboard.press(one);
}

/** A page one press away: by its name beside the work, or by `g` and a letter. */
export function pressed(label, path, letter, start) {
  return {
    from: (page) => page.goto(start),
    clicks: async (page) => { await nav(page, label); await at(page, path); },
    keys: letter && (async (page) => { await keys(page, "g", letter); await at(page, path); }),
  };
}

/** An act of a case: opened unless it is, filled in by `write`, carried out; `where` on the page it stands. */
export function act(label, write = () => {}, where = (page) => page) {
  return {
    clicks: async (page) => {
      const summary = page.locator("summary").getByText(label, { exact: true });
      const box = where(page).locator("details", { has: summary }).last();
      if (!await box.evaluate((details) => details.open)) await box.locator("summary").first().click();
      await write(box);
      await box.getByRole("button", { name: label, exact: true }).click();
      await told(page, label);
    },
  };
}

/** What was told after an act is no refusal. */
export async function told(page, label) {
  const wrong = page.getByRole("alert").or(page.locator(".dw-notice--wrong"));
  await page.getByRole("status").or(wrong).first().waitFor();
  if (await wrong.count()) throw new Error(`${label}: ${await wrong.allInnerTexts()}`);
}
