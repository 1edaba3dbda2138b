// What whoever hands in does most.
import { begins, fill, follow, handIn as answer } from "../house.mjs";
import { act } from "./lib.mjs";

const OFFICE = "示例区消费者协会";
const MATTER = "消费者投诉";
/** What a complaint says at least. */
export const SAYS = {
  投诉方: { 姓名: "消费者午", 联系方式: "示例路200号" }, 被投诉方: { 名称或姓名: "示例电器商行" }, 投诉内容: "冰箱三次维修仍不制冷", 投诉请求: "更换",
};

/** Hands a matter in from the first page; the code comes back. */
export async function handIn(page, says = SAYS) {
  await page.goto("/");
  await page.getByRole("link", { name: begins(OFFICE) }).click();
  await page.getByRole("main").getByRole("link", { name: begins(MATTER) }).click();
  await answer(page, says);
  await page.getByRole("heading", { name: "已经收到" }).waitFor();
  return (await page.locator("[aria-labelledby=code-label]").innerText()).trim();
}

/** Something pressed on the first page. */
const first = (name) => ({
  from: (page) => page.goto("/"),
  clicks: (page) => page.locator("a, button").filter({ hasText: new RegExp(`^${name}$`) }).first().click(),
});

export const sender = {
  who: "whoever hands in",
  jobs: {
    "see who hears what, and how long it takes": {
      from: (page) => page.goto("/"),
      clicks: async (page) => {
        await page.getByRole("link", { name: begins(OFFICE) }).click();
        await page.getByRole("main").getByRole("link", { name: begins(MATTER) }).first().waitFor();
      },
    },
    "hand in a matter": { clicks: async (page, know) => { know.code = await handIn(page); } },
    "keep the receipt": {
      clicks: async (page, know) => {
        const link = page.getByRole("link", { name: /下载收件证明/ });
        know.receipt = decodeURIComponent((await link.getAttribute("href")).split(",").slice(1).join(","));
        const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
        await file.path();
      },
    },
    "see how far it is": {
      from: (page) => page.goto("/"),
      clicks: async (page, know) => {
        await page.getByRole("link", { name: "查询进度" }).first().click();
        await page.getByLabel("查询码").fill(know.code);
        await page.getByRole("button", { name: "查看进度" }).click();
        await page.getByRole("heading", { name: "进行到哪一步" }).waitFor();
      },
    },
    "add something": act("补充", (box) => fill(box, { 补充的内容: "又停了一次。" })),
    "take it back": { ...act("撤回"), from: (page, know) => follow(page, know.code) },
    "check a receipt": {
      from: (page) => page.goto("/"),
      clicks: async (page, know) => {
        await page.getByRole("link", { name: "核对收件证明" }).click();
        await page.getByLabel("收件证明全文").fill(know.receipt);
        await page.getByRole("button", { name: "核对" }).click();
        await page.getByRole("heading", { name: "证明成立，记录未被改动" }).waitFor();
      },
    },
    "read in large type": first("大字版"),
    "read in strong contrast": first("高对比度"),
    "read in English": first("English"),
  },
};
