// A consumer complaint to a signed mediation agreement; the host cannot complete it before both parties have signed.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { close, sound, visitor } from "./lib.mjs";
import { act, closed, follow, register, stage, worker } from "./house.mjs";

after(close);

for (const scripts of [true, false]) {
  const how = scripts ? "with JavaScript" : "without JavaScript";

  test(`a complaint is mediated to a signed agreement ${how}`, { timeout: 180_000 }, async () => {
    const office = await worker("wangnuan", { scripts });
    const { page } = office;
    const path = await register(page, /投诉信/, {
      投诉方: { 姓名: "消费者未", 联系方式: "示例路300号" },
      被投诉方: { 名称或姓名: "示例空调商行" },
      投诉内容: `空调三次维修仍漏水（${how}）`,
      投诉请求: "更换",
      情节: "情节简单",
    });
    const code = (await page.getByRole("status").locator(".dw-code").innerText()).trim();
    await act(page, "决定是否受理", { option: "予以受理" });
    await act(page, "确定调查人员", { 调查人员: ["刘和煦"] });
    await act(page, "邀请双方调解", { option: "电话通知", 调解时间: "2026-12-01T09:30" });
    await act(page, "确定调解人员和主持人", { 调解人员: ["刘和煦"], 调解主持人: "刘和煦" });

    const host = await worker("liuhe", { scripts });
    await host.page.goto(path);
    await sound(host.page);
    await act(host.page, "调解并制作笔录", { 调解经过: "双方陈述并协商。" });
    for (const who of ["投诉方", "被投诉方", "调解人员"]) {
      await act(host.page, "登记他人签署", { 文书: "调解笔录", 签署人: who });
    }
    await act(host.page, "调解结果", { option: "达成协议", 协议内容: "七日内更换同型号空调。" });
    assert.equal(await stage(host.page), "协议签署");
    assert.match(await closed(host.page, "协议生效、存档"), /须双方先签字/);
    for (const who of ["投诉方", "被投诉方"]) {
      await act(host.page, "登记他人签署", { 文书: "投诉调解协议书", 签署人: who });
    }
    await act(host.page, "签署", { 文书: "投诉调解协议书" });
    await act(host.page, "签署", { 文书: "投诉调解协议书" });
    await act(host.page, "协议生效、存档");
    assert.equal(await stage(host.page), "已达成协议");

    const outside = await visitor({ scripts });
    await follow(outside.page, code);
    assert.match(await outside.page.getByRole("main").innerText(), /投诉调解协议书/);
    for (const one of [office, host, outside]) {
      assert.deepEqual(one.foreign, []);
      await one.context.close();
    }
  });
}
