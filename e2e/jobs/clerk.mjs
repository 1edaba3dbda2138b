// What clerks do most, at the counter and with what came in.
import { fill } from "../house.mjs";
import { at, nav, keys, pressed } from "./lib.mjs";
import { SAYS, handIn } from "./sender.mjs";

export const clerk = {
  who: "clerk",
  login: "wangnuan",
  before: async ({ outside, know }) => { know.code = await handIn(outside); },
  jobs: {
    "go to what is to be done": pressed("待办", "/desk", "i", "/desk/search"),
    "open the first matter of a list": {
      from: (page) => page.goto("/desk?filter=all"),
      clicks: async (page) => { await page.locator(".dw-table__title").first().click(); await page.waitForURL(/cases|incoming/); },
      keys: async (page) => { await keys(page, "j", "Enter"); await page.waitForURL(/cases|incoming/); },
    },
    "register what came over the portal": {
      from: async (page) => page.goto("/desk?filter=all"),
      clicks: async (page, know) => {
        await page.getByRole("row").filter({ hasText: "待登记" }).getByRole("link").last().click();
        const form = page.locator("form[data-form]").first();
        await fill(form, { 来源登记为: "投诉信", 情节: "情节简单" });
        await form.getByRole("button").last().click();
        await page.waitForURL(/\/desk\/cases\//);
        know.path = new URL(page.url()).pathname;
        know.number = (await page.locator("h1").innerText()).match(/\d{4}-\d+/)?.[0];
      },
    },
    "register a letter": {
      from: (page) => page.goto("/desk"),
      clicks: async (page, know) => {
        await nav(page, "登记来信来电来访");
        await page.getByRole("main").getByRole("link", { name: /投诉信/ }).click();
        await fill(page, { ...SAYS, 情节: "情节简单" });
        await page.locator("form[data-form] [data-go]").click();
        await page.waitForURL(/\/desk\/cases\//);
        know.second = new URL(page.url()).pathname;
      },
    },
    "open a case by its number": {
      from: (page) => page.goto("/desk/reports"),
      clicks: async (page, know) => {
        await nav(page, "检索");
        await page.locator("#find").fill(know.number);
        await page.locator("#find").press("Enter");
        await page.locator(".dw-table__title").first().click();
        await at(page, know.path);
      },
      keys: async (page, know) => {
        await keys(page, "Control+k");
        await page.keyboard.insertText(know.number);
        await keys(page, "Enter");
        await at(page, know.path);
      },
    },
    "see who is on duty": pressed("值班表", "/desk/rosters", undefined, "/desk"),
    "see the month": pressed("日历", "/desk/dates", undefined, "/desk"),
    "narrow what is to be done": {
      from: (page) => page.goto("/desk"),
      clicks: async (page) => {
        await page.getByLabel("来源").selectOption({ label: "投诉信" });
        await page.getByRole("button", { name: "筛选", exact: true }).click();
        await page.waitForURL(/\?.*=/);
      },
    },
    "take the list to a spreadsheet": {
      clicks: async (page) => {
        const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "导出表格" }).click()]);
        await file.path();
      },
    },
    "see how far a matter is, for somebody who asks": {
      from: (page) => page.goto("/desk"),
      clicks: async (page) => {
        await page.getByRole("searchbox").fill("冰箱");
        await page.getByRole("searchbox").press("Enter");
        await page.locator(".dw-table__title").first().click();
        await page.waitForURL(/cases/);
      },
    },
  },
};
