// What those do most who have a matter in hand.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { act as done, fill, register, worker } from "../house.mjs";
import { act, nav } from "./lib.mjs";
import { SAYS } from "./sender.mjs";

const file = join(tmpdir(), `dengwen-jobs-${process.pid}.txt`);
writeFileSync(file, "现场记录");

export const handler = {
  who: "handler",
  login: "liuhe",
  before: async ({ know, mode }) => {
    const { page, context } = await worker("wangnuan", mode);
    know.path = await register(page, /投诉信/, { ...SAYS, 情节: "情节简单" });
    await done(page, "决定是否受理", { option: "予以受理" });
    await done(page, "确定调查人员", { 调查人员: ["刘和煦"] });
    await context.close();
  },
  jobs: {
    "perform the act that is owed": {
      from: (page) => page.goto("/desk"),
      clicks: async (page, know) => {
        await page.locator(`.dw-table__title[href="${know.path}"]`).first().click();
        await page.waitForURL(/cases/);
        await act("邀请双方调解", (box) => fill(box, { 选择一项: "电话通知", 调解时间: "2099-12-01T09:30" })).clicks(page);
      },
    },
    "make a note": act("记事", (box) => fill(box, { 内容: "已电话核实。" })),
    "put a file to the matter": act("附件", (box) => box.locator("input[type=file]").first().setInputFiles(file)),
    // A page that an upload has written anew is left first.
    "write to whoever complained": { from: (page, know) => page.goto(know.path), ...act("去信", (box) => fill(box, { 收件人: "投诉方", 内容: "请补充购买凭证。" })) },
    "correct what was entered": act("更正", (box) => fill(box, { 栏目: "投诉请求", 更正为: "退款", 理由: "投诉方来电说明" })),
    "see by when, and why": { clicks: (page) => page.getByText("这个日期怎么算出来的").first().click() },
    "see an event whole": { clicks: (page) => page.getByText("详细内容").first().click() },
    "see why something cannot be done": { clicks: (page) => page.locator("summary").getByText(/^现在不能做的/).click() },
    "see who looked": {
      clicks: async (page) => {
        await page.getByRole("link", { name: "谁看过" }).first().click();
        await page.waitForURL(/looks/);
      },
    },
    "see like matters": {
      from: (page) => page.goto("/desk"),
      clicks: async (page) => {
        await nav(page, "检索");
        await page.locator("#find").fill("维修");
        await page.locator("#find").press("Enter");
        await page.locator(".dw-table__title").first().waitFor();
      },
    },
  },
};
