// A report of the demonstration: each number leads to the cases behind it, and the figures go out as CSV and JSON.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound } from "./lib.mjs";
import { fits, worker } from "./house.mjs";

after(close);

for (const scripts of [true, false]) {
  const how = scripts ? "with JavaScript" : "without JavaScript";

  test(`each number of a report leads to the cases behind it ${how}`, { timeout: 180_000 }, async () => {
    const maker = await worker("cenxi", { scripts, phone: !scripts });
    await maker.page.goto("/desk/reports");
    await maker.page.getByRole("main").getByRole("link", { name: /年/ }).first().click();
    const round = new URL(maker.page.url()).pathname;
    await sound(maker.page);
    await fits(maker.page);
    const csv = await maker.page.request.get(`${round}/figures.csv`);
    assert.match(csv.headers()["content-type"], /text\/csv; charset=utf-8/);
    assert.match(await csv.text(), /^\uFEFF"指标代码",/);
    const numbers = await (await maker.page.request.get(`${round}/figures.json`)).json();
    const shares = numbers.figures.filter((figure) => figure.lines[0].unit === "share");
    assert.ok(shares.length > 0);
    for (const { figure, lines: [whole] } of shares) {
      await maker.page.goto(`${round}/cases?figure=${figure}&all=true`);
      await sound(maker.page);
      await fits(maker.page);
      const all = Number(/共 (\d+) 件/.exec(await maker.page.getByRole("main").innerText())?.[1] ?? 0);
      assert.ok(all <= whole.under && (all > 0) === (whole.under > 0), `${figure}: ${all} cases, ${whole.under} counted`);
    }
    await maker.page.goto(round);
    await maker.page.getByRole("main").locator("a[href*='/cases?figure=']").first().click();
    await maker.page.getByRole("heading", { level: 1 }).waitFor();
    await sound(maker.page);
  });

  test(`each number of the office's own figures leads to the cases behind it ${how}`, { timeout: 180_000 }, async () => {
    const maker = await worker("cenxi", { scripts, phone: !scripts });
    await maker.page.goto("/desk/figures");
    await sound(maker.page);
    await fits(maker.page);
    const links = maker.page.getByRole("main").locator("a[href*='/desk/figures/cases?']");
    const numbers = await links.evaluateAll((all) => all.map((one) => [one.getAttribute("href"), one.textContent]));
    const whole = numbers.filter(([, text]) => /^\d+$/.test(text));
    assert.ok(whole.length > 10, `${whole.length} numbers`);
    for (const [address, number] of whole.filter(([address]) => !address.includes("left~")).slice(0, 12)) {
      await maker.page.goto(address);
      await sound(maker.page);
      const all = Number(/共 (\d+) 件/.exec(await maker.page.getByRole("main").innerText())?.[1] ?? 0);
      assert.equal(all, Number(number), address);
    }
  });
}
