// What those do most who approve and answer for others.
import { act as done, fill, submit, take, worker } from "../house.mjs";
import { act, pressed } from "./lib.mjs";

/** A report in hand, for whose end more time is asked. */
async function asked({ outside, mode }) {
  await submit(outside, "示例市信访举报中心", "实名举报", {
    举报内容: `反映某科长在工程中收受好处 ${Math.random()}`, 实名举报人: { 真实姓名: "辰示例", 通讯联系方式: "示例市示例路200号" }, 被举报人: { 姓名或名称: "示例街道某科长" },
  });
  const letters = await worker("heyuan", mode);
  const path = await take(letters.page, { 来源登记为: "电子邮件" });
  await done(letters.page, "核实是否署真实姓名", { option: "实名" });
  await done(letters.page, "分级归口", { option: "本级受理" });
  await done(letters.page, "发出《受理告知书》", { 承办部门: "第二纪检监察室" });
  await letters.context.close();
  const handler = await worker("gaoxin", mode);
  await handler.page.goto(path);
  await done(handler.page, "认定情况复杂", { 理由: "涉及三个项目。" });
  await done(handler.page, "申请延长期限", { 期限: "办结", 延长: "20 days", 理由: "须委托复核。" });
  await handler.context.close();
  return path;
}

export const leader = {
  who: "leader",
  login: "luozheng",
  before: async (around) => { around.know.paths = [await asked(around), await asked(around)]; },
  jobs: {
    "see what waits for approval": pressed("请我批准", "/desk", "a", "/desk/search"),
    "see all that matters on one page": pressed("总览", "/desk/leader", undefined, "/desk"),
    "agree": decide({ 选择一项: "准予" }),
    "refuse": decide({ 选择一项: "不准", 理由: "不必延长。" }),
    "see what is late, and with whom": {
      from: (page) => page.goto("/desk/leader"),
      clicks: (page) => page.getByRole("link", { name: /^超期/ }).click(),
    },
    "open what is late": {
      clicks: async (page) => {
        await page.locator("#late .dw-table__title").or(page.locator(".dw-table__title")).first().click();
        await page.waitForURL(/cases/);
      },
    },
    "see who looked at it": {
      clicks: async (page) => {
        await page.getByRole("link", { name: "谁看过" }).first().click();
        await page.waitForURL(/looks/);
      },
    },
    "see what falls due in a week": {
      from: (page) => page.goto("/desk/leader"),
      clicks: (page) => page.getByRole("link", { name: /^七天内/ }).click(),
    },
    "see how the work goes": pressed("统计", "/desk/figures", undefined, "/desk"),
    "see the reports": pressed("报告", "/desk/reports", "r", "/desk"),
  },
};

/** Says yes or no to the first that waits for it. */
function decide(says) {
  const first = (page) => page.locator("#approvals article").first();
  return { from: (page) => page.goto("/desk/leader"), ...act("是否准予延长", (box) => fill(box, says), first) };
}
