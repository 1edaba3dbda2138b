// Whom the reporter names at intake finds nothing, before the matter is a case and afterwards.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound, visitor } from "./lib.mjs";
import { fits, submit, take, worker } from "./house.mjs";

after(close);

const report = (about) => ({
  举报内容: about,
  实名举报人: { 真实姓名: "酉示例", 通讯联系方式: "示例市示例路300号" },
  被举报人: { 姓名或名称: "示例街道某科长" },
});

for (const scripts of [true, false]) {
  test(`whoever is named at intake finds nothing ${scripts ? "with" : "without"} JavaScript`, { timeout: 120_000 }, async () => {
    const outside = await visitor({ scripts, phone: true });
    const about = `反映某科长指定供货单位（${scripts}）`;
    await submit(outside.page, "示例市信访举报中心", "实名举报", { ...report(about), 哪些人或者部门不得知悉本件: "林秋实副主任" });
    await fits(outside.page);
    const named = await worker("linqiu", { scripts });
    const count = async () => {
      await named.page.goto("/desk?filter=all");
      return named.page.getByRole("table").getByRole("row").filter({ hasText: "来件" }).count();
    };
    const before = await count();
    const clerk = await worker("heyuan", { scripts });
    await clerk.page.goto("/desk?filter=all");
    assert.ok(await clerk.page.getByRole("table").getByRole("row").filter({ hasText: "来件" }).count() > before);
    const path = await take(clerk.page, { 来源登记为: "电子邮件" });
    assert.match(await clerk.page.getByRole("main").innerText(), /林秋实不再参与本件/);
    const answer = await named.page.goto(path);
    assert.equal(answer.status(), 404);
    await sound(named.page);
    await named.page.goto(`/desk/search?q=${encodeURIComponent("指定供货单位")}`);
    assert.equal(await named.page.getByRole("link", { name: about }).count(), 0);
    for (const one of [outside, named, clerk]) await one.context.close();
  });
}
