/** A process that dies takes no turn with it (architecture, law 6). */
import { abortAllDurableObjects } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { ConversationPort } from "../../../../src/conversations/index.ts";
import { parsePlace } from "../../../../src/transcript/index.ts";
import { assembled, frames, open, owner, readUntil, textOf, value } from "../../support/conversation.ts";
import { callTool, setScript, speak, speakThenHang } from "../../support/scripted-model.ts";
import { keysOfEffects, searches } from "../../support/worker.ts";

beforeEach(() => setScript(() => speak("Một ", "hai ", "ba.")));

const lastIdIn = (text: string) => [...text.matchAll(/^id: (\S+)$/gm)].at(-1)?.[1] ?? "";
const placeOf = (id: string) => parsePlace(id) ?? { seq: -1, generation: 0 };
const typesIn = (list: { data: string }[]) => list.filter(({ data }) => data !== "[DONE]").map(({ data }) => JSON.parse(data).type);

/** A turn whose stream was read until `seen` when its process died. */
async function die(seen: string) {
  const conversation = open();
  const { find, port, start, send } = conversation;
  await start();
  const { text } = await readUntil(await value(port.sendAndStream(send("hi", { messageId: "m" }))), (so) => so.includes(seen));
  await abortAllDurableObjects();
  return { ...conversation, again: find() as unknown as ConversationPort, text, lastId: lastIdIn(text) };
}

describe("a turn whose process dies", () => {
  it("before its first word is begun again, under its own id", async () => {
    setScript((options) => speakThenHang(options));
    const { again, send } = await die("start-step");
    setScript(() => speak("Đây ạ."));
    const settled = await value(again.sendAndWait(send("hi", { messageId: "m" })));
    expect(settled.message).toMatchObject({ content: "Đây ạ.", metadata: { status: "complete" }, seq: 9 });
  });

  it("in mid-answer says its step anew; who had read on is told that his words are void, and gets the whole", async () => {
    setScript((options) => speakThenHang(options, "nửa ", "câu"));
    const { again, address, send, lastId } = await die('"câu"');
    setScript(() => speak("cả ", "câu."));
    const rest = await value(again.attach(address, owner, placeOf(lastId)));
    if (!rest) throw new Error("204");
    const list = await frames(rest);
    expect(JSON.parse(list[0]?.data ?? "")).toMatchObject({ type: "data-discontinuity", data: { action: "replace" } });
    expect(textOf(await assembled(list.slice(0, -1)))).toBe("cả câu.");
    const settled = await value(again.sendAndWait(send("hi", { messageId: "m" })));
    expect(settled.message).toMatchObject({ content: "cả câu.", metadata: { status: "complete" } });
    const ids = list.slice(1, -1).map(({ id }) => id);
    expect(ids, "the log has no hole").toEqual(ids.map((_, index) => 3 + index));
  });

  it("after a step is taken up behind it: its tool does not run again, and what was read before stays good", async () => {
    let step = 0;
    setScript((options) => (step++ === 0 ? callTool("search_offerings", { query: "x" }) : speakThenHang(options, "Có hai ")));
    const before = searches.length;
    const { again, address, text } = await die('"Có hai "');
    setScript(() => speak("Có hai mẫu ạ."));
    const atResult = /^id: (\S+)\ndata: [^\n]*tool-output-available/m.exec(text)?.[1] ?? "";
    const rest = await value(again.attach(address, owner, placeOf(atResult)));
    if (!rest) throw new Error("204");
    const list = await frames(rest);
    expect(typesIn(list), "nothing is told twice").not.toContain("tool-output-available");
    expect(typesIn(list)).not.toContain("data-discontinuity");
    expect(list.map(({ data }) => data).join()).toContain("Có hai mẫu ạ.");
    expect(searches.length).toBe(before + 1);
    const { messages } = await value(again.messages(address, owner, { beforeSeq: null, limit: 1 }));
    expect(messages[0]).toMatchObject({ content: "Có hai mẫu ạ.", metadata: { status: "complete", state: "browsing" } });
  });

  it("in mid-effect never repeats it: the customer is told that it is not sure", async () => {
    let step = 0;
    setScript(() => (step++ === 0 ? callTool("search_offerings", { query: "x" }) : callTool("trigger_web_hook", { action: "hang" })));
    const conversation = open();
    const { find, port, address, start, send } = conversation;
    await start();
    await readUntil(await value(port.sendAndStream(send("mua", { messageId: "m" }))), (so) => so.includes("trigger_web_hook"));
    const mine = () => keysOfEffects.filter(({ conversationId }) => conversationId === address.conversationId).length;
    while (mine() === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await abortAllDurableObjects();
    setScript(() => speak("Em chưa chắc đơn đã vào ạ."));
    const again = find() as unknown as ConversationPort;
    const { message } = await value(again.sendAndWait(send("mua", { messageId: "m" })));
    expect(mine()).toBe(1);
    const call = message?.parts.find(({ type }) => type === "tool-trigger_web_hook");
    expect(call).toMatchObject({ state: "output-available", output: { code: "effect_uncertain" } });
  });

  it("twenty times in a row is not abandoned", async () => {
    const { find, address, port, start, send } = open();
    await start();
    setScript((options) => speakThenHang(options, "em "));
    await readUntil(await value(port.sendAndStream(send("hi", { messageId: "m" }))), (so) => so.includes('"em "'));
    for (let death = 0; death < 20; death++) {
      await abortAllDurableObjects();
      const stream = await value((find() as unknown as ConversationPort).attach(address, owner, null));
      if (!stream) throw new Error("204");
      await readUntil(stream, (so) => so.includes('"em "'));
    }
    setScript(() => speak("em đây."));
    await abortAllDurableObjects();
    const { message } = await value((find() as unknown as ConversationPort).sendAndWait(send("hi", { messageId: "m" })));
    expect(message).toMatchObject({ content: "em đây.", metadata: { status: "complete" } });
  });
});

describe("a turn that has ended", () => {
  it("is resumed exactly, wherever its client was cut, also by another process", async () => {
    let step = 0;
    setScript(() => (step++ === 0 ? callTool("search_offerings", { query: "x" }) : speak("Có ", "hai ", "mẫu ", "“đẹp” ạ.")));
    const { find, port, address, start, send } = open();
    await start();
    const whole = await new Response(await value(port.sendAndStream(send("hi", { messageId: "m" })))).text();
    await abortAllDurableObjects();
    const again = find() as unknown as ConversationPort;
    const blocks = whole.split(/(?<=\n\n)/);
    for (const [index, block] of blocks.entries()) {
      const id = lastIdIn(block);
      if (id === "") continue;
      const rest = await value(again.attach(address, owner, placeOf(id)));
      const text = rest ? await new Response(rest).text() : null;
      const expected = index >= blocks.length - 2 ? null : blocks.slice(index + 1).join("");
      expect(text, `after ${id}`).toBe(expected);
    }
    expect(await new Response(await value(again.sendAndStream(send("hi", { messageId: "m" })))).text()).toBe(whole);
  });

  it("is told again to who had read a withdrawn word where its answer ends now, though another turn runs", async () => {
    setScript((options) => speakThenHang(options, "một ", "hai ", "nửa "));
    const { again, address, send, lastId } = await die('"nửa "');
    setScript((options) => speakThenHang(options));
    expect((await value(again.stop(address, owner))).stopped).toBe(true);
    const [stopped] = (await value(again.messages(address, owner, { beforeSeq: null, limit: 1 }))).messages;
    expect(stopped?.seq, "the place of the word").toBe(placeOf(lastId).seq);
    await (await value(again.sendAndStream(send("tiếp", { messageId: "next" })))).cancel();
    const rest = await value(again.attach(address, owner, placeOf(lastId)));
    if (!rest) throw new Error("204");
    const list = await frames(rest);
    expect(typesIn(list).slice(0, 2)).toEqual(["data-discontinuity", "start"]);
    expect(JSON.parse(list[1]?.data ?? "")).toMatchObject({ messageId: stopped?.id });
    await value(again.stop(address, owner));
  });

  it("answers a position that never was with a discontinuity and the last answer", async () => {
    const { port, address, start, send } = open();
    await start();
    await value(port.sendAndWait(send("hi")));
    for (const place of [
      { seq: 9999, generation: 0 },
      { seq: 4, generation: 7 },
    ]) {
      const stream = await value(port.attach(address, owner, place));
      if (!stream) throw new Error("204");
      const list = await frames(stream);
      expect(typesIn(list)[0]).toBe("data-discontinuity");
      expect(textOf(await assembled(list.slice(0, -1)))).toBe("Một hai ba.");
    }
  });
});
