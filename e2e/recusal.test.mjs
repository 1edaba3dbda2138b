// A recusal that is decided in one browser takes the open page away in another; what somebody else does is told.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound, visitor } from "./lib.mjs";
import { act, place, submit, take, worker } from "./house.mjs";

after(close);

const report = (about) => ({
  举报内容: about,
  实名举报人: { 真实姓名: "酉示例", 通讯联系方式: "示例市示例路300号" },
  被举报人: { 姓名或名称: "示例街道某科长" },
});

test("a recusal takes the open page away within a second", { timeout: 120_000 }, async () => {
  const outside = await visitor();
  await submit(outside.page, "示例市信访举报中心", "实名举报", report("反映某科长虚报工程量"));
  const clerk = await worker("heyuan");
  const path = await take(clerk.page, { 来源登记为: "电子邮件" });
  const colleague = await worker("linqiu");
  await colleague.page.goto(path);
  const typing = place(colleague.page, "记事");
  await typing.locator("summary").first().click();
  await typing.getByRole("textbox").first().fill("正在写的话");

  await act(clerk.page, "自行申请回避", { 事由: "与当事人有近亲属关系" });
  await colleague.page.getByText("本件刚刚有了新的变动").waitFor({ timeout: 1_000 });
  assert.equal(await typing.getByRole("textbox").first().inputValue(), "正在写的话");
  await sound(colleague.page);

  await colleague.page.goto(path);
  await act(colleague.page, "排除知悉", { 被排除人: "何远山", 理由: "已申明系近亲属，责令回避。" });
  await clerk.page.getByRole("heading", { name: "没有这一页" }).waitFor({ timeout: 1_000 });
  assert.doesNotMatch(await clerk.page.locator("body").innerText(), /虚报工程量|示例街道/);
  await sound(clerk.page);
  const answer = await colleague.page.goto(path);
  assert.equal(answer.status(), 200, "the colleague goes on");

  const still = await worker("heyuan", { scripts: false });
  assert.equal((await still.page.goto(path)).status(), 404, "without JavaScript the next request finds nothing");
  for (const one of [outside, clerk, colleague, still]) {
    assert.deepEqual(one.foreign, []);
    await one.context.close();
  }
});
