// What administrators do most.
import { fill } from "../house.mjs";
import { at, nav, pressed } from "./lib.mjs";

/** Something entered on a page, shown as a difference, and confirmed. */
const entered = (path, button, says) => ({
  from: (page) => page.goto(path),
  clicks: async (page, know) => {
    const form = page.locator("form", { has: page.getByRole("button", { name: button, exact: true }) }).last();
    await fill(form, says(know));
    await form.getByRole("button", { name: button, exact: true }).click();
    await page.locator("main [role=status]").first().waitFor();
  },
});

export const administrator = {
  who: "administrator",
  login: "moli",
  jobs: {
    "see the people": pressed("人员", "/desk/people", "p", "/desk"),
    "add somebody": entered("/desk/people", "保存人员", ({ tag }) => ({ 编号: `new-${tag}`, 姓名: "新示例" })),
    "add a unit": entered("/desk/units", "保存单位", ({ tag }) => ({ 编号: `unit-${tag}`, 名称: `示例${tag}组` })),
    "appoint somebody": entered("/desk/posts", "保存任职", () => ({ 人员: "新示例", 职务: "客户部", 单位: "客户部" })),
    "change somebody": {
      from: (page) => page.goto("/desk/people"),
      clicks: async (page, { tag }) => {
        await page.getByRole("row").filter({ hasText: `new-${tag}` }).getByRole("link").click();
        const form = page.locator("form", { has: page.getByRole("button", { name: "保存人员" }) }).last();
        await fill(form, { 姓名: `新示例${tag}` });
        await form.getByRole("button", { name: "保存人员" }).click();
        await page.getByRole("button", { name: /确认|保存/ }).first().click();
        await page.locator("main [role=status]").first().waitFor();
      },
    },
    "see the calendar": pressed("工作日历", "/desk/calendar", "k", "/desk"),
    "see the regulations": pressed("制度", "/desk/regulations", "z", "/desk"),
    "read a regulation as text and chart": {
      from: (page) => page.goto("/desk/regulations"),
      clicks: async (page) => {
        await page.getByRole("main").getByRole("table").getByRole("link").first().click();
        await page.waitForURL(/regulations\/.+/);
      },
    },
    "begin to change its text": {
      clicks: async (page) => {
        await page.getByRole("link", { name: "修改文本" }).click();
        await page.getByRole("button", { name: "增加栏目" }).waitFor();
      },
    },
    "see who changed what": { from: (page) => page.goto("/desk"), clicks: async (page) => { await nav(page, "变更记录"); await at(page, "/desk/history"); } },
    "see how long cases are kept": { from: (page) => page.goto("/desk"), clicks: async (page) => { await nav(page, "保管与销毁"); await at(page, "/desk/retention"); } },
  },
};
