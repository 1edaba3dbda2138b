// What the first regulation says of secrecy, recusal, consent, extract and plain envelope, walked through by those concerned.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { deflateSync, crc32 } from "node:zlib";
import { close, sound, visitor } from "./lib.mjs";
import { act, fill, fits, follow, place, stage, submit, take, worker } from "./house.mjs";

after(close);

const OFFICE = "示例市信访举报中心";

/** A picture, red above and blue below. */
function png(width = 200, height = 100) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const length = Buffer.alloc(4), sum = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = (y) => Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, () => Buffer.from(y < height / 2 ? [250, 0, 0] : [0, 0, 250]))]);
  const drawn = deflateSync(Buffer.concat(Array.from({ length: height }, (_, y) => row(y))));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", drawn), chunk("IEND", Buffer.alloc(0))]);
}

/** A report as far as the clerk's page of it. */
async function reported(outside, name, about, files = []) {
  const code = await submit(outside.page, OFFICE, "实名举报", {
    举报内容: about,
    实名举报人: { 真实姓名: name, 通讯联系方式: "示例市示例路300号" },
    被举报人: { 姓名或名称: "示例局某处长" },
    ...(files.length ? { 举报材料: files } : {}),
  });
  const clerk = await worker("heyuan");
  const path = await take(clerk.page, { 来源登记为: "电子邮件" });
  await act(clerk.page, "核实是否署真实姓名", { option: "实名" });
  return { code, clerk, path };
}

for (const scripts of [true, false]) {
  const how = scripts ? "with JavaScript" : "without JavaScript";

  test(`secrecy, plain envelope, extract, protection and recusal ${how}`, { timeout: 240_000 }, async () => {
    const outside = await visitor({ scripts });
    const name = `欧阳示例${scripts ? "甲" : "乙"}`;
    const picture = { name: "现场.png", mimeType: "image/png", buffer: png() };
    const { code, clerk, path } = await reported(outside, name, `会议费超标准列支（${how}）`, [picture]);

    // Secrecy: who reported is on no page until it is opened for a purpose.
    assert.ok(!(await clerk.page.content()).includes(name));
    await act(clerk.page, "分级归口", { option: "本级受理" });
    await act(clerk.page, "发出《受理告知书》", { 承办部门: "第二纪检监察室" });
    assert.ok(!(await clerk.page.content()).includes(name));

    // Only an extract goes to the side reported.
    const handler = await worker("gaoxin", { scripts });
    await handler.page.goto(path);
    // The envelope bears nothing of the organ.
    await handler.page.getByRole("link", { name: /受理告知书.*信封/ }).first().click();
    await handler.page.getByLabel("查看的用途").fill("寄送《受理告知书》");
    await handler.page.getByRole("button", { name: "启封查看" }).click();
    await handler.page.getByRole("main").getByText(name).waitFor();
    await sound(handler.page);
    const envelope = await handler.page.locator(".dw-envelope").innerText();
    assert.match(envelope, /挂号[^]*示例市示例路300号/);
    const said = `${await handler.page.title()} ${envelope}`;
    for (const word of [OFFICE, "纪检", "监察", "举报", "登闻"]) assert.ok(!said.includes(word), `${word}: ${said}`);

    await handler.page.goto(path);
    const send = place(handler.page, "责成作出检讨或者说明情况");
    await send.locator("summary").first().click();
    await fill(send, { 具体问题: "会议费超标准列支", 所附摘抄件: [picture] });
    await send.getByRole("button", { name: "责成作出检讨或者说明情况", exact: true }).click();
    const refused = handler.page.getByRole("alert").first();
    await refused.getByText(/只能附摘抄件/).waitFor();
    assert.match(await refused.innerText(), /第九条\(二\)/);
    assert.match(await refused.innerText(), /制作摘抄件/);
    await handler.page.goto(path);
    await handler.page.getByRole("link", { name: /制作摘抄件/ }).first().click();
    await handler.page.getByRole("heading", { name: "制作摘抄件" }).waitFor();
    await sound(handler.page);
    const boxes = handler.page.getByLabel("遮去的方框");
    if (scripts) {
      const sheet = await handler.page.locator("[data-sheet]").boundingBox();
      await handler.page.mouse.move(sheet.x + 1, sheet.y + 1);
      await handler.page.mouse.down();
      await handler.page.mouse.move(sheet.x + sheet.width + 5, sheet.y + sheet.height * 0.55, { steps: 4 });
      await handler.page.mouse.up();
      assert.match(await boxes.inputValue(), /^1 \d+\.\d\d \d+\.\d\d \d+\.\d\d \d+\.\d\d$/);
    } else {
      await boxes.fill("1 0 0 100 55");
    }
    await handler.page.getByRole("button", { name: "预览" }).click();
    await handler.page.getByRole("heading", { name: "预览" }).waitFor();
    await sound(handler.page);
    await handler.page.getByRole("button", { name: "制作摘抄件" }).click();
    await handler.page.getByRole("status").getByText(/制作摘抄件/).waitFor();
    await act(handler.page, "责成作出检讨或者说明情况", { 具体问题: "会议费超标准列支", 附上本案的摘抄件: "摘抄件-1.png" });
    assert.equal(await stage(handler.page), "承办");

    // Whoever reported says that they suffer for it, and the risk is assessed.
    await follow(outside.page, code);
    await act(outside.page, "请求保护", { 受到或者担心受到的损害: "被通知下月不再续聘" });
    const head = await worker("luozheng", { scripts });
    await head.page.goto(path);
    await act(head.page, "评估受损害的风险（举报人保护 1）", { option: "有风险", 评估依据: "通知发出之日为举报后第三日" });
    await act(head.page, "采取保护措施（举报人保护 1）", { 保护措施: "建议主管部门暂缓", 下次回访日期: "2030-04-10" });
    await head.page.getByText("保护中").first().waitFor();

    // Recusal, asked by the reporter and upheld by somebody else, takes the case away.
    await follow(outside.page, code);
    await act(outside.page, "申请有关人员回避", { 被申请回避人: "高信之", 事由: "与当事人有近亲属关系" });
    const leader = await worker("fangjian", { scripts });
    await leader.page.goto(path);
    await act(leader.page, "决定是否回避（回避 1）", { option: "回避" });
    const gone = await handler.page.goto(path);
    assert.equal(gone.status(), 404);
    for (const one of [outside, clerk, handler, head, leader]) {
      assert.deepEqual(one.foreign, []);
      await one.context.close();
    }
  });

  test(`without consent nothing is passed on ${how}`, { timeout: 120_000 }, async () => {
    const outside = await visitor({ scripts });
    const { code, clerk, path } = await reported(outside, "丑示例", `邻里噪声（${how}）`);
    const route = place(clerk.page, "分级归口");
    await route.locator("summary").first().click();
    await route.getByRole("radio", { name: /^不属业务范围/ }).check();
    await route.getByLabel(/^应由其处理的机关/).and(route.locator("[name^=out_of_scope]")).fill("示例区环保局");
    await route.getByRole("button", { name: "分级归口", exact: true }).click();
    await clerk.page.getByRole("status").waitFor();
    assert.equal(await stage(clerk.page), "征求举报人同意");
    await follow(outside.page, code);
    const answer = place(outside.page, "是否同意转有关机关");
    if (await answer.locator("summary").count()) await answer.locator("summary").first().click();
    await answer.getByRole("radio", { name: /^不同意/ }).check();
    await answer.getByRole("button", { name: "是否同意转有关机关" }).click();
    await outside.page.getByRole("status").waitFor();
    await clerk.page.goto(path);
    assert.equal(await stage(clerk.page), "已告知应向何机关反映");
    await outside.context.close();
    await clerk.context.close();
  });
}

test("the pages of extract and envelope fit a telephone", { timeout: 120_000 }, async () => {
  const outside = await visitor();
  const { clerk, path } = await reported(outside, "寅示例", "小屏幕上也能摘抄", [
    { name: "信.txt", mimeType: "text/plain", buffer: Buffer.from("一、会议费超标\n我是财务科的寅示例\n二、时间在三月\n") },
  ]);
  await act(clerk.page, "分级归口", { option: "本级受理" });
  await act(clerk.page, "发出《受理告知书》", { 承办部门: "第二纪检监察室" });
  const phone = await worker("gaoxin", { phone: true });
  await phone.page.goto(path);
  await phone.page.getByRole("link", { name: /受理告知书.*信封/ }).first().click();
  await sound(phone.page);
  await fits(phone.page);
  await phone.page.goto(path);
  await phone.page.getByRole("link", { name: /制作摘抄件/ }).first().click();
  await phone.page.getByLabel("略去的行").fill("2");
  await phone.page.getByRole("button", { name: "预览" }).click();
  await phone.page.getByText("［略］").first().waitFor();
  await sound(phone.page);
  await fits(phone.page);
  for (const one of [outside, clerk, phone]) await one.context.close();
});
