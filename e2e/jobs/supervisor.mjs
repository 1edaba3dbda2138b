// What those do most who count and watch over the work of others.
import { at, nav, pressed } from "./lib.mjs";

const download = (name) => async (page) => {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).first().click()]);
  await file.path();
};

const again = async (page, know) => { if (new URL(page.url()).pathname !== know.report) await page.goto(know.report); };

export const supervisor = {
  who: "supervisor",
  login: "cenxi",
  jobs: {
    "see the reports": pressed("报告", "/desk/reports", "r", "/desk"),
    "open the latest report": {
      from: (page) => page.goto("/desk"),
      clicks: async (page, know) => {
        await nav(page, "报告");
        await page.getByRole("main").getByRole("link").filter({ hasText: /\d{4}/ }).first().click();
        await page.waitForURL(/reports\/.+/);
        know.report = new URL(page.url()).pathname;
      },
    },
    "see the cases behind a number": {
      from: again,
      clicks: async (page) => {
        await page.locator("main a[href*='/cases?']").first().click();
        await page.waitForURL(/cases\?/);
      },
    },
    "take a report to a spreadsheet": { from: again, clicks: download(/xlsx/) },
    "take its figures to another program": { from: again, clicks: download(/CSV/) },
    "see what happened to a report": { from: again, clicks: (page) => page.getByRole("link", { name: "返回报告" }).click() },
    "see how the work goes": pressed("统计", "/desk/figures", undefined, "/desk"),
    "look at another time": {
      from: (page) => page.goto("/desk/figures"),
      clicks: async (page) => {
        await page.getByLabel("期间").selectOption({ index: 0 });
        await page.getByRole("button", { name: "查看" }).click();
        await page.waitForURL(/\?/);
      },
    },
    "cross two kinds of classes": {
      from: (page) => page.goto("/desk/figures"),
      clicks: async (page) => {
        await page.getByLabel("交叉表的行").selectOption({ index: 1 });
        await page.getByRole("button", { name: "查看" }).click();
        await page.waitForURL(/\?/);
      },
    },
    "read a register": {
      from: (page) => page.goto("/desk"),
      clicks: async (page) => {
        await nav(page, "册簿");
        await page.getByRole("main").getByRole("table").getByRole("link").first().click();
        await page.waitForURL(/registers\/.+/);
      },
    },
    "see all that is late, and with whom": { from: (page) => page.goto("/desk"), clicks: async (page) => { await nav(page, "总览"); await at(page, "/desk/leader"); } },
  },
};
